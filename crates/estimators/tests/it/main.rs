//! Black-box tests of every family; linfa's own models are the judges.

mod linfa;
mod properties;
