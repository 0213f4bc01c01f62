//! Trees from a file.

use ndarray::{Array1, Array2, ArrayView2};
use rayon::prelude::*;

use super::operator::graph;
use super::predictor::{AveragedTrees, Records, first_largest};
use super::read::{self, Weights};
use crate::file::graph::{TREE_ENSEMBLE, operator};
use crate::file::messages::Graph;
use crate::file::{File, ML_DOMAIN};
use crate::float32::FeatureValue;
use crate::{OnnxError, Prediction};

/// Finding the largest of a few numbers is too little work to share out.
const ROWS_PER_TASK: usize = 1 << 14;

/// The trees of a file.
#[derive(Debug, Clone)]
pub(crate) struct Trees {
    averaged: AveragedTrees<f32>,
    weights: Weights,
    n_classes: usize,
}

impl Trees {
    /// The trees of a file whose first operator is the tree operator.
    ///
    /// # Errors
    ///
    /// If they are not what they must be.
    pub(crate) fn from_file(file: &File) -> Result<Self, OnnxError> {
        let first = file.graph.node.first().ok_or(OnnxError::Missing {
            what: "an operator",
        })?;
        if first.domain.as_deref() != Some(ML_DOMAIN) {
            return Err(OnnxError::Operator {
                found: operator(first).to_owned(),
                expected: format!("`{TREE_ENSEMBLE}` of `{ML_DOMAIN}`"),
            });
        }
        let n_classes = file.classes.len();
        let (trees, weights) = read::read(&first.attribute, file.features.len(), n_classes)?;
        Ok(Self {
            averaged: AveragedTrees::new(trees, n_classes, &weights),
            weights,
            n_classes,
        })
    }

    /// The graph around these trees.
    pub(crate) fn graph(&self, n_features: usize, class_names: &[String]) -> Graph {
        let n_trees = self.averaged.n_trees();
        graph("", Vec::new(), n_features, n_trees, class_names)
    }

    /// The mean weights of the leaves that rows fall into, added up tree by tree.
    pub(crate) fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Prediction {
        self.run(records)
    }

    fn run(&self, records: &dyn Records) -> Prediction {
        let shape = (records.n_rows(), self.n_classes);
        let probabilities = self.averaged.mean_shares(records, &self.weights);
        let labels = probabilities
            .par_chunks(shape.1)
            .with_min_len(ROWS_PER_TASK);
        Prediction {
            labels: Array1::from(labels.map(label).collect::<Vec<i64>>()),
            probabilities: Array2::from_shape_vec(shape, probabilities)
                .expect("one share per row and class"),
        }
    }
}

fn label(shares: &[f32]) -> i64 {
    i64::try_from(first_largest(shares)).expect("classes in memory")
}
