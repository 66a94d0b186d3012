//! One small case for each ASN.1 construct.
//!
//! `<construct>.asn` is what goes in and `generated/` what comes out, committed and reviewed; the tests compile it and
//! check it against octets and JSON of an independent encoder (`vectors.jsonl`, see README.md), and by hand where
//! that encoder has nothing to say.

extern crate alloc;

#[allow(
    dead_code,
    unreachable_pub,
    clippy::enum_variant_names,
    reason = "the tests do not use all; the names are those of the cases"
)]
#[path = "generated/mod.rs"]
mod generated;

mod editions;
mod laws;
mod refused;
mod up_to_date;
mod values;
mod vectors;
