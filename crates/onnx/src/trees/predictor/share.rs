//! What leaves hold, and how it is added up.

use std::ops::{AddAssign, DivAssign};

use super::flat::{Leaf, Target};

/// The number type of class shares and of their sums.
pub(crate) trait Share:
    Copy + Default + PartialOrd + AddAssign + DivAssign + Send + Sync + std::fmt::Debug
{
    /// The share of a leaf's only class.
    const ONE: Self;
    /// A number of trees.
    fn count(n_trees: usize) -> Self;
}

impl Share for f32 {
    const ONE: Self = 1.0;

    fn count(n_trees: usize) -> Self {
        n_trees as Self
    }
}

impl Share for f64 {
    const ONE: Self = 1.0;

    fn count(n_trees: usize) -> Self {
        n_trees as Self
    }
}

impl Target {
    /// Adds a leaf's shares, of which `shares` has those of the whole tree, to a row's sums.
    #[inline]
    pub(crate) fn add<V: Share>(self, shares: &[V], sums: &mut [V]) {
        match self.leaf(sums.len()) {
            // Adding the zeros of the other classes would change no bit.
            Leaf::Pure(class) => sums[class] += V::ONE,
            Leaf::Mixed(slot) => add(&shares[slot * sums.len()..], sums),
        }
    }
}

/// Adds as many shares as there are sums.
#[inline]
pub(crate) fn add<V: Share>(shares: &[V], sums: &mut [V]) {
    let shares = &shares[..sums.len()];
    for (sum, &share) in sums.iter_mut().zip(shares) {
        *sum += share;
    }
}

/// The class that has all of a leaf's shares, if there is one.
pub(crate) fn only_class<V: Share>(shares: &[V]) -> Option<usize> {
    let none = V::default();
    let class = shares.iter().position(|&share| share != none)?;
    let alone = shares[class] == V::ONE && shares[class + 1..].iter().all(|&share| share == none);
    alone.then_some(class)
}

/// The position of the largest value; the first of equals, as NumPy's `argmax`.
pub(crate) fn first_largest<V: Share>(values: &[V]) -> usize {
    let mut best = 0;
    for (i, &value) in values.iter().enumerate() {
        if value > values[best] {
            best = i;
        }
    }
    best
}
