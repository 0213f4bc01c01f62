//! What a program has to compute as NumPy does, bit for bit, to give the numbers of a Python
//! reference: random draws, sums and quantiles.
//!
//! Only what scikit-learn's splitter, forests and metrics use is here, under NumPy's names.
//!
//! # Layout
//!
//! - [`random`] draws what `numpy.random.RandomState` draws: the same generator, seeded in the
//!   same way, and above all the same way of turning words into bounded integers.
//! - `sum` adds up in NumPy's order, which decides the last bit: [`pairwise_sum`], [`mean`],
//!   [`std()`] and [`average`].
//! - `quantile` is [`quantile`] of sorted values.

mod quantile;
pub mod random;
mod sum;

pub use quantile::quantile;
pub use sum::{average, mean, pairwise_sum, std};
