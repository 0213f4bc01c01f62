//! NumPy's legacy `RandomState` streams, bit for bit.
//!
//! A pipeline that must give the numbers of a Python reference has to draw what
//! NumPy drew: the same generator, seeded in the same way, and above all the
//! same way of turning words into bounded integers. Only integer seeds and the
//! integer methods are here: what scikit-learn's splitter and forests use.
//!
//! # Layout
//!
//! - [`mt19937`](crate::Mt19937) is the generator: seeding, the twist, one
//!   32-bit word at a time.
//! - [`random_state`](crate::RandomState) derives bounded integers, shuffles,
//!   permutations and choices from those words.

mod mt19937;
mod random_state;

pub use mt19937::Mt19937;
pub use random_state::RandomState;
