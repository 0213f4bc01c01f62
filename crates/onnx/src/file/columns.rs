//! Files that take the columns of a table: what is between these and the matrix.
//!
//! ```text
//! numbers [N] double or int64, flags [N] bool ── Cast ─┐
//! texts [N] string ── LabelEncoder ────────────────────┤ floats [N] each: numbers, positions,
//! numbers that are categories ── Equal, ReduceMax ─────┘ places of a 1 among the input's columns
//!     floats ── Concat, Reshape, Transpose ── [N, F] ── Where: missing ones filled
//!     ── Gather: an input's column for each of its columns of the matrix ── [N, W]
//!     ── Equal: 1 where the place is the column's, else 0 ── the matrix [N, W] float
//! ```
//!
//! So each input takes one operator or none, however many columns it becomes: runtimes load ten
//! thousand operators in seconds and more of them in minutes. `OneHot` would be shorter, but
//! onnxruntime 1.17 divides by zero where there are no rows.
//!
//! The inputs are vectors, named as the columns. All other values have names that begin with more
//! slashes than any input's. An output that is called as an input gets a `_` at its end.
//!
//! # Layout
//!
//! - `wrap` puts that before the graph of a model, and takes it away again; `renaming` keeps the
//!   names apart.
//! - `values` makes floats of each input, `categories` of those that are categories.
//! - `matrix` puts them where they belong.
//! - `part` collects the operators and their constants.

mod categories;
mod matrix;
mod part;
mod renaming;
mod values;
mod wrap;

pub(super) use wrap::{unwrap, wrap};
