//! A fresh clone of this repository, and the commands that a user types in it.
//!
//! For the tests of the whole: nothing is mocked, and nothing is reached but
//! through `make` and the runner. It panics where a test should fail.
//!
//! # Layout
//!
//! - [`checkout`]: the clone, its files, and commands run in it.
//! - [`said`]: what a command printed, and which stages DVC ran.

#![expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]

pub mod checkout;
pub mod said;

pub use checkout::Checkout;
pub use said::Said;
