//! What a request may take of the server, and its client of time.
//!
//! - `body` reads the body of a request, within its limits.
//! - `held` is the body of an answer, and the memory that it takes until its client has it.
//! - `patience` bounds how long a client may take to read its answer.

pub(super) mod body;
mod held;
mod patience;

pub(super) use held::Held;
pub(super) use patience::Patience;
