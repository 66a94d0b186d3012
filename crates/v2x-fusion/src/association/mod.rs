//! Which report belongs to which track: [`gate`] says how well two fit, [`assignment`] who gets whom.

pub(crate) mod assignment;
pub(crate) mod components;
pub(crate) mod gate;
pub(crate) mod sweep;
