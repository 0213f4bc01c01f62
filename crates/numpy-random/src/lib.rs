//! NumPy's legacy `RandomState` streams, bit for bit.
//!
//! A pipeline that must give the numbers of a Python reference has to draw what
//! NumPy drew: the same generator, seeded in the same way, and above all the
//! same way of turning words into bounded integers. Only integer seeds and a few
//! methods are here: what scikit-learn's splitter and forests use.
//!
//! # Layout
//!
//! - [`mt19937`](crate::Mt19937) is the generator: seeding, the twist, one
//!   32-bit word at a time.
//! - [`random_state`](crate::RandomState) derives bounded integers, shuffles,
//!   permutations, choices and floating-point numbers from those words.
//! - [`distribution`](crate::Distribution) is what choices with probabilities draw from.

mod distribution;
mod mt19937;
mod random_state;

pub use distribution::Distribution;
pub use mt19937::Mt19937;
pub use random_state::RandomState;
