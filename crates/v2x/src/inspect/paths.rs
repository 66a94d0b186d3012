//! Where in a message a field of bits is: the whole path, of what the decoder names by type and component.
//!
//! The decoder names no more than the type that a field is in, since a static name is all that an error on a stranger's packet
//! should cost. But fields come in the order in which the message's tree has its components. So the fields and the tree are read side
//! by side: a type that is new begins the next structure of the tree that has its components, one that encloses the last is gone on with.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use v2x_uper::jer::{Member, Shape, Value};

use super::bits::{BitField, PADDING};

/// A structure or choice of a message.
struct Structure {
    path: String,
    shape: &'static Shape,
    /// Places of the components that it has.
    has: Vec<usize>,
    parent: Option<usize>,
    /// The type that fields name it by, once there was one.
    at: Option<&'static str>,
    /// The component of the last field, by its place in the type.
    last: Option<usize>,
    /// It was within that component.
    deep: bool,
    /// Fields of the structure's own in front of its components: extension bit, index of an alternative.
    own: u32,
    progress: Progress,
}

/// Which part of a structure its last field was of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Nothing yet, or presence bits; whether additions come at the end.
    Preamble { extended: bool },
    /// Components.
    Components { extended: bool },
    /// The bitmap of additions.
    Additions,
}

/// Puts their paths into the fields of `frame`, whose message has this tree.
pub(super) fn name(name: &str, tree: &Value, shape: &'static Shape, frame: &[u8], fields: &mut [BitField]) {
    let mut walk =
        Walk { structures: Vec::new(), components: BTreeMap::new(), bound: BTreeMap::new(), next: 0 };
    walk.gather("", None, tree, shape);
    for field in fields.iter() {
        let (at, component) = parts(field.at);
        walk.components.entry(at).or_default().extend(component.map(first));
    }
    for field in fields.iter_mut().filter(|field| field.at != PADDING) {
        let set =
            frame.get(field.start as usize / 8).is_some_and(|octet| octet >> (7 - field.start % 8) & 1 != 0);
        field.path =
            walk.path(field, set).map_or_else(|| field.at.into(), |path| named(name, &path, field.at));
    }
}

/// The path of a component of the frame. What is in the frame's value has the message's name for a beginning; the length of the
/// value is the frame's.
fn named(name: &str, path: &str, at: &str) -> String {
    match path.strip_prefix("value") {
        Some(rest) if at != "MessageFrame.value" => format!("{name}{rest}"),
        _ if path.is_empty() => "MessageFrame".into(),
        _ => join("MessageFrame", path),
    }
}

/// Type and component of a field. Types begin with a capital letter; the items of a list may be of a type without a name, and
/// are then called `List.Item`.
fn parts(at: &'static str) -> (&'static str, Option<&'static str>) {
    let dots = at.match_indices('.').map(|(dot, _)| at.split_at(dot));
    let mut components = dots.map(|(at, component)| (at, component.get(1..).unwrap_or_default()));
    let found =
        components.find(|(_, component)| component.starts_with(|first: char| first.is_ascii_lowercase()));
    found.map_or((at, None), |(at, component)| (at, Some(component)))
}

/// The component itself of one that has no type with a name, and so tells of its own components too.
fn first(component: &str) -> &str {
    component.split('.').next().unwrap_or(component)
}

struct Walk {
    /// In the order of the tree.
    structures: Vec<Structure>,
    /// The components that fields name of each type.
    components: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// The shape of each type that was met.
    bound: BTreeMap<&'static str, *const Shape>,
    /// Where the structure after the last that was begun stands.
    next: usize,
}

impl Walk {
    fn gather(&mut self, path: &str, parent: Option<usize>, value: &Value, shape: &'static Shape) {
        let shape = shape.resolve();
        match (value, shape) {
            (Value::Object(members), Shape::Sequence(_) | Shape::Choice(_)) => {
                let names = members.iter().map(|(name, _)| &**name);
                let own =
                    self.push(path, parent, shape, names.filter_map(|name| place(shape, name)).collect());
                for (name, value) in members {
                    let Some(member) = shape.member(name) else { continue };
                    let path = join(path, name);
                    let Shape::Open(..) = member.shape else {
                        self.gather(&path, own, value, member.shape);
                        continue;
                    };
                    let Some(row) = member.shape.row(members) else { continue };
                    // The length of a list is a field of the component that it is; a list in an open type has it itself.
                    let list = matches!(row.shape.resolve(), Shape::List(..));
                    let own = if list { self.push(&path, own, row.shape.resolve(), Vec::new()) } else { own };
                    self.gather(&path, own, value, row.shape);
                }
            }
            (Value::Array(items), Shape::List(_, of)) => {
                for (number, item) in items.iter().enumerate() {
                    self.gather(&format!("{path}[{number}]"), parent, item, of);
                }
            }
            _ => {}
        }
    }

    fn push(
        &mut self,
        path: &str,
        parent: Option<usize>,
        shape: &'static Shape,
        has: Vec<usize>,
    ) -> Option<usize> {
        let (path, progress) = (path.to_string(), Progress::Preamble { extended: false });
        let (at, last, deep, own) = (None, None, false, 0);
        self.structures.push(Structure { path, shape, has, parent, at, last, deep, own, progress });
        Some(self.structures.len() - 1)
    }

    /// The path of a field, whose first bit is given.
    fn path(&mut self, field: &BitField, set: bool) -> Option<String> {
        let (at, component) = parts(field.at);
        let place = self.around(at, component, field.len).or_else(|| self.begin(at))?;
        let structure = self.structures.get_mut(place)?;
        structure.at = Some(at);
        self.bound.insert(at, structure.shape);
        structure.take(component, field.len, set);
        Some(match component {
            Some(component) => join(&structure.path, component),
            None => structure.path.clone(),
        })
    }

    /// The structure that was begun last, or one around it, if the field can be its next.
    fn around(&self, at: &str, component: Option<&str>, len: u32) -> Option<usize> {
        let mut place = self.next.checked_sub(1);
        while let Some(structure) = place.and_then(|place| self.structures.get(place)) {
            match structure.at {
                Some(own) if own == at => {
                    let goes_on = structure.goes_on(component, len) || self.fitting(at).is_none();
                    return place.filter(|_| goes_on);
                }
                // All its fields so far were those of a structure in it.
                None if component.is_some()
                    && self.fits(at, structure)
                    && structure.goes_on(component, len) =>
                {
                    return place;
                }
                _ => place = structure.parent,
            }
        }
        None
    }

    /// The next structure of the tree that can be of a type.
    fn fitting(&self, at: &str) -> Option<usize> {
        let fits =
            |place: &usize| self.structures.get(*place).is_some_and(|structure| self.fits(at, structure));
        (self.next..self.structures.len()).find(fits)
    }

    /// Whether a structure can be of a type.
    fn fits(&self, at: &str, structure: &Structure) -> bool {
        match (self.bound.get(at), self.components.get(at)) {
            (Some(bound), _) => core::ptr::eq(*bound, structure.shape),
            (None, Some(components)) => {
                components.iter().all(|component| structure.shape.member(component).is_some())
            }
            (None, None) => false,
        }
    }

    fn begin(&mut self, at: &str) -> Option<usize> {
        let place = self.fitting(at)?;
        let structure = self.structures.get(place)?;
        self.next = place + 1;
        // What is around a structure that begins has its presence bits behind it, and has come to the component that it lies in.
        let (mut around, path) = (structure.parent, structure.path.clone());
        while let Some(structure) = around.and_then(|around| self.structures.get_mut(around)) {
            structure.comes_to(&path);
            around = structure.parent;
        }
        Some(place)
    }
}

impl Structure {
    const fn members(&self) -> &'static [Member] {
        match self.shape {
            Shape::Sequence(members) | Shape::Choice(members) => members,
            _ => &[],
        }
    }

    fn place(&self, component: &str) -> Option<usize> {
        place(self.shape, first(component))
    }

    /// Whether a field can be the next of this structure, rather than the first of another of its type.
    fn goes_on(&self, component: Option<&str>, len: u32) -> bool {
        let Some(component) = component else {
            return match (self.progress, self.shape) {
                (Progress::Components { extended: true } | Progress::Additions, _) => true,
                // The index of an alternative behind the extension bit; behind a set one, a length besides.
                (Progress::Preamble { extended }, Shape::Choice(_)) => self.own == 1 || extended,
                (_, Shape::List(..)) => true,
                _ => false,
            };
        };
        // Presence bits may still come, or the first component behind them.
        if matches!(self.progress, Progress::Preamble { .. }) {
            return true;
        }
        let place = self.place(component);
        let there = place.is_some_and(|place| self.has.contains(&place));
        place > self.last && there || place == self.last && there && !self.is_over(component, len)
    }

    /// Whether the component that the last field was of has no field more, so that one of its name is of another structure.
    fn is_over(&self, component: &str, len: u32) -> bool {
        // A number alone in its structure is one field, and so is the index of an alternative in front of it.
        let number = match self.members() {
            [alone] => matches!(
                alone.shape.resolve(),
                Shape::Integer | Shape::Number(_) | Shape::Enumerated | Shape::Boolean
            ),
            _ => false,
        };
        number && len > 1 || self.deep && first(component) == component
    }

    /// A structure inside begins, whose path is given.
    fn comes_to(&mut self, path: &str) {
        let within = path.strip_prefix(&*self.path).unwrap_or_default().trim_start_matches('.');
        let component = within.split(['.', '[']).next().unwrap_or_default();
        self.last = self.place(component).or(self.last);
        if let Progress::Preamble { extended } = self.progress {
            self.progress = Progress::Components { extended };
        }
    }

    fn take(&mut self, component: Option<&str>, len: u32, set: bool) {
        let place = component.and_then(|component| self.place(component));
        self.progress = match (self.progress, component) {
            (Progress::Preamble { extended }, None) if self.last.is_none() => {
                Progress::Preamble { extended: extended || self.own == 0 && len == 1 && set }
            }
            (Progress::Preamble { extended }, Some(_)) if len == 1 && place > self.last => {
                Progress::Preamble { extended }
            }
            (Progress::Preamble { extended } | Progress::Components { extended }, Some(_)) => {
                Progress::Components { extended }
            }
            (_, None) => Progress::Additions,
            (Progress::Additions, Some(_)) => Progress::Components { extended: false },
        };
        self.own += u32::from(component.is_none());
        self.deep = component.is_some_and(|component| first(component) != component);
        self.last = place.or(self.last);
    }
}

/// The place of a component in its type.
fn place(shape: &Shape, component: &str) -> Option<usize> {
    let (Shape::Sequence(members) | Shape::Choice(members)) = shape else { return None };
    members.iter().position(|member| member.name == component)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}
