//! biosphere: regression forests, which stand in for a classifier of two classes.

use std::error::Error;

use biosphere::{MaxFeatures, RandomForest, RandomForestParameters};
use ndarray17::{Array1, Array2};

use super::{SEED, share_equal};
use crate::args::Args;
use crate::data::{Data, Part};
use crate::measure::Library;

/// The data in biosphere's form, and the parameters.
pub(crate) struct Biosphere {
    train: Array2<f64>,
    targets: Array1<f64>,
    test: Array2<f64>,
    labels: Vec<u8>,
    params: RandomForestParameters,
    threads: u16,
}

impl Biosphere {
    pub(crate) fn new(data: Data, args: &Args) -> Result<Self, Box<dyn Error>> {
        if data.classes > 2 {
            return Err(
                "failed to measure biosphere: it knows numbers, not classes; \
                        only two classes can be read off its regression"
                    .into(),
            );
        }
        let threads = u16::try_from(args.threads)?;
        Ok(Self {
            targets: data.train.labels.iter().copied().map(f64::from).collect(),
            labels: data.test.labels.clone(),
            train: records(data.train, data.columns),
            test: records(data.test, data.columns),
            params: RandomForestParameters::default()
                .with_max_depth(args.depth.map(usize::from))
                .with_max_features(MaxFeatures::Sqrt)
                .with_seed(SEED.into())
                .with_n_jobs(Some(threads.into())),
            threads,
        })
    }
}

fn records(part: Part, columns: usize) -> Array2<f64> {
    let values = part.records.into_iter().map(f64::from).collect();
    Array2::from_shape_vec((part.rows, columns), values).expect("the length has been checked")
}

impl Library for Biosphere {
    type Model = RandomForest;

    const VERSION: &'static str = "0.4.2";

    fn pilot_trees(&self) -> u16 {
        self.threads
    }

    fn fit(&self, trees: u16) -> Result<RandomForest, Box<dyn Error>> {
        let mut model = RandomForest::new(self.params.clone().with_n_estimators(trees.into()));
        model.fit(&self.train.view(), &self.targets.view());
        Ok(model)
    }

    fn predict(&self, model: &RandomForest) -> Result<Vec<usize>, Box<dyn Error>> {
        let means = model.predict(&self.test.view());
        Ok(means.iter().map(|&mean| usize::from(mean > 0.5)).collect())
    }

    fn accuracy(&self, predicted: &[usize]) -> f64 {
        share_equal(predicted, &self.labels)
    }
}
