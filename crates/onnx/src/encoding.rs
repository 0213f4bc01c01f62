//! How the columns of a table become the matrix that a model computes with.
//!
//! Crate `encoders` finds out what stands here from training rows, as scikit-learn's encoders do;
//! a model's file holds it, as operators between its inputs and the model. Training rows and rows
//! that are predicted become a matrix by the same function, [`encode`].
//!
//! # Layout
//!
//! - `input` says what becomes of a column, and `check` whether that can be.
//! - `columns` says what the matrix consists of.
//! - `codes` tells what each row of a column becomes, and `matrix` puts that in its place.
//! - `spellings` lists the texts that mean yes, no, or nothing.

mod check;
mod codes;
mod columns;
mod input;
mod matrix;
mod spellings;

pub use check::check;
pub use columns::{encoded_names, sources};
pub use input::{Categories, Encoding, Input, InputType};
pub(crate) use matrix::Encoded;
pub use matrix::{encode, encode_singles};
pub(crate) use spellings::flags;
pub use spellings::{MISSING, flag};
