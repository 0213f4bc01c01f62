//! The training data of one tree, for the searches that read records as columns.

use crate::data::FeatureColumns;

/// The training data of one tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SampledData<'a> {
    /// The features of all rows.
    pub(crate) columns: &'a FeatureColumns,
    /// The class index of each row.
    pub(crate) classes: &'a [u32],
    /// How many classes there are.
    pub(crate) n_classes: usize,
    /// How often each row was drawn; rows never drawn are not part of the tree.
    pub(crate) weights: &'a [u32],
}

impl SampledData<'_> {
    /// The rows that were drawn, in ascending order.
    pub(crate) fn rows(&self) -> Vec<u32> {
        (0u32..)
            .zip(self.weights)
            .filter(|&(_, &weight)| weight > 0)
            .map(|(row, _)| row)
            .collect()
    }

    /// The class index of a row.
    pub(crate) fn class(&self, row: u32) -> usize {
        self.classes[row as usize] as usize
    }

    /// How often a row was drawn.
    pub(crate) fn weight(&self, row: u32) -> u64 {
        u64::from(self.weights[row as usize])
    }

    /// The summed weights of each class in these rows.
    pub(crate) fn class_weights(&self, rows: &[u32]) -> Vec<u64> {
        let mut weights = vec![0; self.n_classes];
        for &row in rows {
            weights[self.class(row)] += self.weight(row);
        }
        weights
    }
}
