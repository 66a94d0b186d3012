//! Groups of detections and tracks that compete with each other: each group is a problem of its own, and small.

/// Union of sets with path halving.
#[derive(Clone, Debug, Default)]
pub(crate) struct Components {
    parent: Vec<usize>,
}

impl Components {
    /// So many elements, each alone.
    pub(crate) fn reset(&mut self, count: usize) {
        self.parent.clear();
        self.parent.extend(0..count);
    }

    /// Puts the groups of two elements together.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.group_of(a), self.group_of(b));
        // The smaller number leads, so that the answer does not depend on the order of joining.
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low;
    }

    /// The number of an element's group: its smallest element.
    pub(crate) fn group_of(&mut self, mut element: usize) -> usize {
        while self.parent[element] != element {
            self.parent[element] = self.parent[self.parent[element]];
            element = self.parent[element];
        }
        element
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_named_by_their_smallest() {
        let mut components = Components::default();
        components.reset(6);
        components.join(5, 3);
        components.join(3, 4);
        components.join(0, 1);
        let groups: Vec<usize> = (0..6).map(|element| components.group_of(element)).collect();
        assert_eq!(groups, [0, 0, 2, 3, 3, 3]);
    }
}
