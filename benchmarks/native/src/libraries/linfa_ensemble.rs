//! linfa-ensemble: bagging over linfa-trees.
//!
//! It draws features once per tree, not per node, and on one thread.

use std::error::Error;

use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use linfa_ensemble::{RandomForest, RandomForestParams};
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2};
use rand::SeedableRng;
use rand::rngs::SmallRng;

use super::{SEED, records, share_equal, to_usize};
use crate::args::Args;
use crate::data::Data;
use crate::measure::Library;

/// The data in linfa's form, and the depth.
pub(crate) struct LinfaEnsemble {
    dataset: Dataset<f32, usize, ndarray::Ix1>,
    test: Array2<f32>,
    labels: Vec<u8>,
    depth: Option<usize>,
}

impl LinfaEnsemble {
    pub(crate) fn new(data: Data, args: &Args) -> Self {
        let targets = to_usize(&data.train.labels);
        Self {
            labels: data.test.labels.clone(),
            dataset: Dataset::new(records(data.train, data.columns), targets),
            test: records(data.test, data.columns),
            depth: args.depth.map(usize::from),
        }
    }
}

impl Library for LinfaEnsemble {
    type Model = RandomForest<f32, usize>;

    const VERSION: &'static str = "0.8.1";

    fn pilot_trees(&self) -> u16 {
        1
    }

    fn fit(&self, trees: u16) -> Result<Self::Model, Box<dyn Error>> {
        let columns = self.test.ncols();
        let tree = DecisionTree::params()
            .max_depth(self.depth)
            .min_weight_split(2.0)
            .min_weight_leaf(1.0);
        let rng = SmallRng::seed_from_u64(SEED.into());
        let params = RandomForestParams::new_fixed_rng(tree, rng)
            .ensemble_size(trees.into())
            .bootstrap_proportion(1.0)
            .feature_proportion(columns.isqrt() as f64 / columns as f64);
        Ok(params.fit(&self.dataset)?)
    }

    fn predict(&self, model: &Self::Model) -> Result<Vec<usize>, Box<dyn Error>> {
        let classes: Array1<usize> = model.predict(&self.test);
        Ok(classes.to_vec())
    }

    fn accuracy(&self, predicted: &[usize]) -> f64 {
        share_equal(predicted, &self.labels)
    }
}
