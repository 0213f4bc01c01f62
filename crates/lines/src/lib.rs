//! Files of lines of any size: gone through in pieces of a few megabytes, by several threads, with
//! results in the order of the file.
//!
//! Nothing here knows what a table is. What the pieces mean is for the crates above to say.
//!
//! # Layout
//!
//! - [`Pieces`]: a stream of bytes, handed out in numbered pieces of whole lines.
//! - [`SharedFile`]: a file that several readers share.
//! - [`on_threads`]: several threads that do the same work.
//! - [`decimal`]: the numbers in them, read and checked eight digits at a time.
//! - [`digest`]: what is remembered of their texts and numbers.

pub mod decimal;
pub mod digest;
mod pieces;
mod shared;
mod threads;

pub use pieces::{PADDING, Piece, Pieces};
pub use shared::{FileStream, SharedFile};
pub use threads::{Stop, on_threads, threads};
