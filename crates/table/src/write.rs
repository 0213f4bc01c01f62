//! Cells as the bytes that pandas' `to_csv` writes.

mod float;
mod quoted;

pub(crate) use float::write_float;
pub(crate) use quoted::needs_quotes;
pub use quoted::write_quoted;
