//! Judged by NumPy's own answers.

mod streams;
mod sums;
