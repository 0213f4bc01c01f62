//! The accuracy on rows that trees have not seen.

use ndarray::ArrayView2;
use numpy::random::RandomState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Tree;
use crate::data::FeatureColumns;
use crate::sampling::RowSampling;

/// What a forest says about its training rows when only those trees are asked that
/// have not seen the row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutOfBag {
    n_classes: usize,
    decision_function: Vec<f64>,
    score: f64,
}

impl OutOfBag {
    /// The mean class shares of each training row, `[rows, classes]`: scikit-learn's
    /// `oob_decision_function_`. All zero where every tree has seen the row.
    ///
    /// # Panics
    ///
    /// Only if this was deserialised from something that never was an estimate.
    #[must_use]
    pub fn decision_function(&self) -> ArrayView2<'_, f64> {
        let rows = self.decision_function.len() / self.n_classes;
        ArrayView2::from_shape((rows, self.n_classes), &self.decision_function)
            .expect("one share per row and class")
    }

    /// The accuracy of the most probable class, in `[0, 1]`: scikit-learn's
    /// `oob_score_`. A row that every tree has seen counts as if of the first class.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.score
    }

    /// Asks the trees, in their order, which decides the last bit of the sums. `classes`
    /// holds the class index of each row.
    pub(crate) fn of(
        trees: &[Tree],
        seeds: &[u32],
        sampling: &RowSampling,
        columns: &FeatureColumns,
        classes: &[u32],
    ) -> Self {
        let n_classes = trees[0].n_classes();
        let mut shares = vec![0.0; classes.len() * n_classes];
        let mut n_trees = vec![0u32; classes.len()];
        for (tree, &seed) in trees.iter().zip(seeds) {
            let drawn = sampling.weights(RandomState::new(seed));
            shares
                .par_chunks_mut(n_classes)
                .zip(&mut n_trees)
                .enumerate()
                .filter(|(row, _)| drawn[*row] == 0)
                .for_each(|(row, (shares, n_trees))| {
                    let leaf = tree.walk(|feature| columns.column(feature)[row]);
                    for (sum, share) in shares.iter_mut().zip(tree.node_value(leaf)) {
                        *sum += share;
                    }
                    *n_trees += 1;
                });
        }
        for (shares, &n_trees) in shares.chunks_mut(n_classes).zip(&n_trees) {
            for share in shares {
                *share /= f64::from(n_trees.max(1));
            }
        }
        let right = shares
            .chunks(n_classes)
            .zip(classes)
            .filter(|&(shares, &class)| first_largest(shares) == class as usize)
            .count();
        Self {
            n_classes,
            score: right as f64 / classes.len() as f64,
            decision_function: shares,
        }
    }
}

/// The position of the largest share; the first of equals, as NumPy's `argmax`.
fn first_largest(shares: &[f64]) -> usize {
    let mut best = 0;
    for (class, &share) in shares.iter().enumerate() {
        if share > shares[best] {
            best = class;
        }
    }
    best
}
