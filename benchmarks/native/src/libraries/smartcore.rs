//! smartcore: one thread, bootstrap samples drawn per class.

use std::error::Error;

use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::linalg::basic::matrix::DenseMatrix;

use super::{SEED, share_equal};
use crate::args::Args;
use crate::data::{Data, Part};
use crate::measure::Library;

/// The data in smartcore's form, and the depth.
pub(crate) struct Smartcore {
    train: DenseMatrix<f32>,
    targets: Vec<u32>,
    test: DenseMatrix<f32>,
    labels: Vec<u8>,
    depth: Option<u16>,
    columns: usize,
}

impl Smartcore {
    pub(crate) fn new(data: Data, args: &Args) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            targets: data.train.labels.iter().copied().map(u32::from).collect(),
            labels: data.test.labels.clone(),
            train: records(data.train, data.columns)?,
            test: records(data.test, data.columns)?,
            depth: args.depth,
            columns: data.columns,
        })
    }
}

fn records(part: Part, columns: usize) -> Result<DenseMatrix<f32>, Box<dyn Error>> {
    Ok(DenseMatrix::new(part.rows, columns, part.records, false)?)
}

impl Library for Smartcore {
    type Model = RandomForestClassifier<f32, u32, DenseMatrix<f32>, Vec<u32>>;

    const VERSION: &'static str = "0.7.0";

    fn pilot_trees(&self) -> u16 {
        1
    }

    fn fit(&self, trees: u16) -> Result<Self::Model, Box<dyn Error>> {
        let mut params = RandomForestClassifierParameters::default()
            .with_n_trees(trees)
            .with_m(self.columns.isqrt())
            .with_seed(SEED.into());
        // It counts levels where scikit-learn counts steps between them.
        params.max_depth = self.depth.map(|depth| depth + 1);
        Ok(RandomForestClassifier::fit(
            &self.train,
            &self.targets,
            params,
        )?)
    }

    fn predict(&self, model: &Self::Model) -> Result<Vec<usize>, Box<dyn Error>> {
        let classes = model.predict(&self.test)?;
        Ok(classes.into_iter().map(|class| class as usize).collect())
    }

    fn accuracy(&self, predicted: &[usize]) -> f64 {
        share_equal(predicted, &self.labels)
    }
}
