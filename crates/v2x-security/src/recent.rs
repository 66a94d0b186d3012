//! A map that forgets: what was used lately is in it, and it never grows beyond its bounds.

use alloc::collections::BTreeMap;
use core::mem;

/// Two generations: what is put in or found goes to the young one; when that is full it becomes the old one, and the old
/// one is forgotten. So the last `capacity` keys used are always there, at most twice as many are held, and nothing has to
/// be sorted by time. A tree and not a hash table: strangers choose the keys.
#[derive(Clone, Debug)]
pub(crate) struct Recent<K, V> {
    capacity: usize,
    young: BTreeMap<K, V>,
    old: BTreeMap<K, V>,
}

impl<K: Ord + Copy, V: Clone> Recent<K, V> {
    pub(crate) const fn new(capacity: usize) -> Self {
        Self { capacity, young: BTreeMap::new(), old: BTreeMap::new() }
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.young.len() >= self.capacity && !self.young.contains_key(&key) {
            self.old = mem::take(&mut self.young);
        }
        if self.capacity > 0 {
            self.young.insert(key, value);
        }
    }

    /// Finds a value, which counts as a use.
    pub(crate) fn find(&mut self, key: &K) -> Option<V> {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let value = self.old.remove(key)?;
        self.insert(*key, value.clone());
        Some(value)
    }

    /// A value, without using it.
    pub(crate) fn peek(&self, key: &K) -> Option<&V> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_stay_and_the_bound_holds() {
        let mut recent = Recent::new(10);
        for key in 0..1000 {
            recent.insert(key, key);
            assert!(recent.len() <= 20);
            assert!((key - 9..=key).filter(|old| *old >= 0).all(|old| recent.peek(&old) == Some(&old)));
        }
        assert_eq!(recent.find(&0), None);
    }

    #[test]
    fn what_is_used_stays() {
        let mut recent = Recent::new(10);
        recent.insert(-1, 0);
        for key in 0..1000 {
            recent.insert(key, 0);
            assert_eq!(recent.find(&-1), Some(0), "after {key}");
        }
        assert!(recent.len() <= 20);
    }

    #[test]
    fn without_room_nothing_is_held() {
        let mut recent = Recent::new(0);
        recent.insert(1, 1);
        assert_eq!((recent.find(&1), recent.len()), (None, 0));
    }
}
