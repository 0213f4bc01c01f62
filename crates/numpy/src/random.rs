//! NumPy's legacy `RandomState` streams.
//!
//! # Layout
//!
//! - `mt19937` is the generator: seeding, the twist, 32-bit words.
//! - `random_state` derives bounded integers, shuffles, permutations, choices and floating-point
//!   numbers from those words.
//! - `distribution` is what choices with probabilities draw from.

mod distribution;
mod mt19937;
mod random_state;

pub use distribution::Distribution;
pub use random_state::RandomState;
