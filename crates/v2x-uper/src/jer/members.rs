//! Building and taking apart JSON objects.

use super::convert::{hex, unhex};
use super::{Jer, JerError, JerErrorKind, Value};
use crate::{UnknownAddition, UnknownExtensions};
use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::cell::Cell;

/// The member that keeps extension additions unknown to the schema.
const UNKNOWN_EXTENSIONS: &str = "unknownExtensions";

/// An object in the making.
#[derive(Debug, Default)]
pub struct Object(Vec<(Cow<'static, str>, Value)>);

impl Object {
    /// Without members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a member.
    pub fn put(&mut self, name: &'static str, value: Value) {
        self.0.push((Cow::Borrowed(name), value));
    }

    /// Adds a member if there is a value.
    pub fn put_option(&mut self, name: &'static str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Adds the members of another object: those of an extension addition group stand beside the others.
    pub fn put_group(&mut self, group: Option<Value>) {
        if let Some(Value::Object(members)) = group {
            self.0.extend(members);
        }
    }

    /// Adds unknown extension additions, if there are any.
    pub fn put_unknown(&mut self, unknown: &UnknownExtensions) {
        let Some(additions) = unknown.additions() else { return };
        let mut kept = Self::new();
        kept.put("additions", Value::Integer(additions.into()));
        let octets = unknown.unknown().iter();
        let octets =
            octets.map(|a| (Cow::Owned(a.position.to_string()), Value::String(hex(&a.octets).into())));
        kept.put("unknown", Value::Object(octets.collect()));
        self.put(UNKNOWN_EXTENSIONS, kept.into());
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// The members of an object that is being read; it minds which of them have been asked for.
#[derive(Debug)]
pub struct Members<'v> {
    members: &'v [(Cow<'static, str>, Value)],
    at: &'static str,
    taken: Cell<usize>,
}

impl<'v> Members<'v> {
    /// The members of `value`, which must be an object of the type `at`.
    ///
    /// # Errors
    /// It is not an object.
    pub fn of(value: &'v Value, at: &'static str) -> Result<Self, JerError> {
        match value {
            Value::Object(members) => Ok(Self { members, at, taken: Cell::new(0) }),
            _ => Err(JerError { kind: JerErrorKind::Expected("an object"), at }),
        }
    }

    /// The member `name`, if it is there.
    pub fn get(&self, name: &str) -> Option<&'v Value> {
        let (_, value) = self.members.iter().find(|(member, _)| member == name)?;
        self.taken.set(self.taken.get() + 1);
        Some(value)
    }

    /// A component that must be there.
    ///
    /// # Errors
    /// It is missing, or what `read` gives.
    pub fn required<T>(
        &self,
        name: &str,
        at: &'static str,
        read: impl FnOnce(&'v Value) -> Result<T, JerError>,
    ) -> Result<T, JerError> {
        let value = self.get(name).ok_or(JerError { kind: JerErrorKind::Missing, at })?;
        read(value).map_err(|error| error.at(at))
    }

    /// A component that may be absent.
    ///
    /// # Errors
    /// What `read` gives.
    pub fn optional<T>(
        &self,
        name: &str,
        at: &'static str,
        read: impl FnOnce(&'v Value) -> Result<T, JerError>,
    ) -> Result<Option<T>, JerError> {
        self.get(name).map(read).transpose().map_err(|error| error.at(at))
    }

    /// An extension addition group: present if any of its `names` is.
    ///
    /// # Errors
    /// What the group's own conversion gives.
    pub fn group<T: Jer>(&self, names: &[&str]) -> Result<Option<T>, JerError> {
        let of_group = self.members.iter().filter(|(member, _)| names.contains(&&**member));
        let members: Vec<_> = of_group.cloned().collect();
        self.taken.set(self.taken.get() + members.len());
        if members.is_empty() { Ok(None) } else { T::from_jer(&Value::Object(members)).map(Some) }
    }

    /// The unknown extension additions.
    ///
    /// # Errors
    /// They are not in the form that [`Object::put_unknown`] gives them.
    pub fn unknown(&self) -> Result<UnknownExtensions, JerError> {
        let Some(kept) = self.get(UNKNOWN_EXTENSIONS) else { return Ok(UnknownExtensions::default()) };
        let kept = Members::of(kept, self.at)?;
        let additions = kept.required("additions", self.at, u32::from_jer)?;
        let Some(Value::Object(members)) = kept.get("unknown") else {
            return Err(JerError { kind: JerErrorKind::Missing, at: self.at });
        };
        let unknown = members.iter().map(|(position, value)| {
            let position = position.parse().map_err(|_| JerErrorKind::Name.anywhere().at(self.at))?;
            Ok(UnknownAddition { position, octets: unhex(value).map_err(|error| error.at(self.at))? })
        });
        let mut unknown: Vec<_> = unknown.collect::<Result<_, JerError>>()?;
        unknown.sort_by_key(|addition| addition.position);
        Ok(UnknownExtensions::new(additions, unknown))
    }

    /// Ends the reading: a member that nothing has asked for would be lost.
    ///
    /// # Errors
    /// There is one.
    pub fn finish(self) -> Result<(), JerError> {
        if self.taken.get() == self.members.len() {
            Ok(())
        } else {
            Err(JerError { kind: JerErrorKind::UnknownMember, at: self.at })
        }
    }
}
