//! Growing a forest on a linfa dataset.

use linfa::dataset::AsSingleTargets;
use linfa::{DatasetBase, traits::Fit};
use ndarray::{ArrayBase, ArrayView1, Data, Ix2};
use rayon::prelude::*;

use crate::binned::{Binned, Bins, Training};
use crate::cell::{Cell, Matrix};
use crate::draw::FeatureDraw;
use crate::engine::LeafRules;
use crate::exact_sort::{ExactSort, Sample};
use crate::features::Features;
use crate::grow::{StopRules, grow};
use crate::sample::{bootstrap, draw_seed, tree_seeds};
use crate::{ForestError, RandomForest, RandomForestValidParams, Tree};

impl<C, D, T> Fit<ArrayBase<D, Ix2>, T, ForestError> for RandomForestValidParams
where
    C: Cell,
    D: Data<Elem = C>,
    T: AsSingleTargets<Elem = usize>,
{
    type Object = RandomForest;

    /// Grows the trees, in parallel, on `[rows, features]` records and one class
    /// value per row. Classes need not be consecutive; values that no row has do
    /// not exist for the model.
    ///
    /// # Errors
    ///
    /// If the dataset is empty, weighted or ragged, or holds a value beyond the
    /// range of a float32.
    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<RandomForest, ForestError> {
        if dataset.weights().is_some() {
            return Err(ForestError::Weighted);
        }
        let records = Matrix::of(dataset.records().view())?;
        let targets = dataset.as_single_targets();
        if targets.len() != records.n_rows() {
            return Err(ForestError::TargetCount {
                rows: records.n_rows(),
                targets: targets.len(),
            });
        }
        let (class_values, classes) = encode(targets);
        let trees = self.grow_trees(&records, &classes, class_values.len())?;
        Ok(RandomForest::new(class_values, records.n_columns(), trees))
    }
}

impl RandomForestValidParams {
    fn grow_trees<C: Cell>(
        &self,
        records: &Matrix<'_, C>,
        classes: &[u32],
        n_classes: usize,
    ) -> Result<Vec<Tree>, ForestError> {
        let seeds = tree_seeds(self.random_state, self.n_estimators);
        let n_rows = u32::try_from(records.n_rows()).expect("checked with the records");
        let weights = |seed| self.sample(seed, n_rows);
        let max_features = self.max_features.resolve(records.n_columns());
        let draw = |seed| FeatureDraw::new(records.n_columns(), max_features, draw_seed(seed));
        let rules = StopRules::from(self);
        if std::env::var("PLAIN").is_ok() {
            let features = Features::from_records(records)?;
            let grow_plain = |seed| {
                let sample = Sample {
                    features: &features,
                    classes,
                    n_classes,
                    weights: &weights(seed),
                };
                let mut engine = ExactSort::new(sample, self.leaf_rules());
                grow(&mut engine, &mut draw(seed), &rules)
            };
            return Ok(seeds.into_par_iter().map(grow_plain).collect());
        }
        let bins = Bins::of(records)?;
        let data = Training {
            records,
            bins: &bins,
            classes,
            n_classes,
        };
        let grow_fast = |engine: &mut Binned<'_, C>, seed| {
            engine.start(&weights(seed));
            grow(engine, &mut draw(seed), &rules)
        };
        Ok(seeds
            .into_par_iter()
            .map_init(|| Binned::new(data, self.leaf_rules()), grow_fast)
            .collect())
    }

    fn sample(&self, seed: u32, n_rows: u32) -> Vec<u32> {
        if self.bootstrap {
            bootstrap(seed, n_rows)
        } else {
            vec![1; n_rows as usize]
        }
    }

    fn leaf_rules(&self) -> LeafRules {
        LeafRules {
            min_samples: self.min_samples_leaf,
            min_weight: 0.0,
        }
    }
}

/// The class values in ascending order, and each target as an index into them.
fn encode(targets: ArrayView1<usize>) -> (Vec<usize>, Vec<u32>) {
    let mut values = targets.to_vec();
    values.sort_unstable();
    values.dedup();
    let encoded = targets
        .iter()
        .map(|target| {
            let class = values
                .binary_search(target)
                .expect("every target is among them");
            u32::try_from(class).expect("there are no more classes than rows")
        })
        .collect();
    (values, encoded)
}
