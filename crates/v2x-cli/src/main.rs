//! The program `v2x`.
fn main() {}
