//! The forest of this repository.

use std::error::Error;
use std::time::Instant;

use forest::{RandomForest, RandomForestParams};
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, s};

use super::{SEED, records, share_equal, to_usize};
use crate::args::Args;
use crate::data::Data;
use crate::measure::{Library, median};

/// What the forest learns from.
type Learnt = f32;
/// What the forest predicts.
type Predicted = f32;

/// Rows that are predicted one by one.
const SINGLE_ROWS: usize = 10_000;

/// The data in linfa's form, and the parameters.
pub(crate) struct Forest {
    dataset: Dataset<Learnt, usize, ndarray::Ix1>,
    test: Array2<Predicted>,
    labels: Vec<u8>,
    params: RandomForestParams,
    threads: u16,
}

impl Forest {
    pub(crate) fn new(data: Data, args: &Args) -> Self {
        let targets = to_usize(&data.train.labels);
        Self {
            labels: data.test.labels.clone(),
            dataset: Dataset::new(records(data.train, data.columns), targets),
            test: records(data.test, data.columns),
            params: RandomForestParams::new()
                .max_depth(args.depth.map(usize::from))
                .random_state(SEED.into()),
            threads: u16::try_from(args.threads).unwrap_or(u16::MAX),
        }
    }
}

impl Library for Forest {
    type Model = RandomForest;

    const VERSION: &'static str = "this checkout";

    fn pilot_trees(&self) -> u16 {
        self.threads
    }

    fn fit(&self, trees: u16) -> Result<RandomForest, Box<dyn Error>> {
        let params = self.params.clone().n_estimators(trees.into());
        Ok(params.fit(&self.dataset)?)
    }

    fn predict(&self, model: &RandomForest) -> Result<Vec<usize>, Box<dyn Error>> {
        let classes: Array1<usize> = model.predict(&self.test);
        Ok(classes.to_vec())
    }

    fn accuracy(&self, predicted: &[usize]) -> f64 {
        share_equal(predicted, &self.labels)
    }

    fn mean_leaves(&self, model: &RandomForest) -> Option<f64> {
        let trees = model.trees();
        let nodes: usize = trees.iter().map(forest::Tree::node_count).sum();
        // Every inner node has two children.
        Some((nodes + trees.len()) as f64 / (2 * trees.len()) as f64)
    }

    fn single_row_seconds(&self, model: &RandomForest) -> Option<f64> {
        let rows = self.test.nrows().min(SINGLE_ROWS);
        let seconds = (0..rows).map(|row| {
            let record = self.test.slice(s![row..=row, ..]);
            let start = Instant::now();
            let class: Array1<usize> = model.predict(&record);
            std::hint::black_box(class);
            start.elapsed().as_secs_f64()
        });
        Some(median(seconds.collect()))
    }
}
