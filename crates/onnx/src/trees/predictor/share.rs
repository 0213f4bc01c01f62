//! What leaves hold, and how it is added up.

use super::flat::{Leaf, Target};

/// The share of a leaf's only class.
const ALL: f64 = 1.0;

impl Target {
    /// Adds a leaf's shares, of which `shares` has those of the whole tree, to a row's sums.
    #[inline]
    pub(crate) fn add(self, shares: &[f64], sums: &mut [f64]) {
        match self.leaf(sums.len()) {
            // Adding the zeros of the other classes would change no bit.
            Leaf::Pure(class) => sums[class] += ALL,
            Leaf::Mixed(slot) => add(&shares[slot * sums.len()..], sums),
        }
    }
}

/// Adds as many shares as there are sums.
#[inline]
pub(crate) fn add(shares: &[f64], sums: &mut [f64]) {
    let shares = &shares[..sums.len()];
    for (sum, &share) in sums.iter_mut().zip(shares) {
        *sum += share;
    }
}

/// The class that has all of a leaf's shares, if there is one.
pub(crate) fn only_class(shares: &[f64]) -> Option<usize> {
    let class = shares.iter().position(|&share| share != 0.0)?;
    let alone = shares[class] == ALL && shares[class + 1..].iter().all(|&share| share == 0.0);
    alone.then_some(class)
}

/// The position of the largest value; the first of equals, as NumPy's `argmax`.
pub(crate) fn first_largest(values: &[f64]) -> usize {
    let mut best = 0;
    for (i, &value) in values.iter().enumerate() {
        if value > values[best] {
            best = i;
        }
    }
    best
}
