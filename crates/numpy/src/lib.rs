//! What a program has to compute as NumPy does, bit for bit, to give the numbers of a Python
//! reference: random draws and sums.
//!
//! Only what scikit-learn's splitter, forests and scores use is here, under NumPy's names.
//!
//! # Layout
//!
//! - [`random`] draws what `numpy.random.RandomState` draws: the same generator, seeded in the
//!   same way, and above all the same way of turning words into bounded integers.
//! - `sum` adds up in NumPy's order, which decides the last bit: [`pairwise_sum`] and [`average`].

pub mod random;
mod sum;

pub use sum::{average, pairwise_sum};
