//! Examples live beside this package. Its tests hold the documents at the root to what is so.

/// The programs in the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
