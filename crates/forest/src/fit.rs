//! Growing a forest on a linfa dataset.

use linfa::dataset::AsSingleTargets;
use linfa::{DatasetBase, traits::Fit};
use ndarray::{ArrayBase, ArrayView1, Data, Ix2};
use numpy_random::RandomState;
use rayon::prelude::*;

use crate::best_first::grow_best_first;
use crate::cell::{Cell, Matrix};
use crate::draw::FeatureDraw;
use crate::engine::{LeafRules, SplitEngine};
use crate::exact_sort::{ExactSort, Sample};
use crate::features::Features;
use crate::grow::grow;
use crate::params::Splitter;
use crate::random_split::RandomSplit;
use crate::sample::{Sampling, draw_seed, tree_seeds};
use crate::stop::StopRules;
use crate::{ForestError, OutOfBag, RandomForest, RandomForestValidParams, Tree};

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
    /// range of a float32; if the class weights do not suit the classes; if a bootstrap
    /// sample would have more than `u32::MAX` rows.
    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<RandomForest, ForestError> {
        if dataset.weights().is_some() {
            return Err(ForestError::Weighted);
        }
        let records = Matrix::of(dataset.records().view())?;
        let features = Features::from_records(&records)?;
        let targets = dataset.as_single_targets();
        if targets.len() != features.n_rows() {
            return Err(ForestError::TargetCount {
                rows: features.n_rows(),
                targets: targets.len(),
            });
        }
        let (class_values, classes) = encode(targets);
        let class_weights = self.class_weights(&class_values, &classes)?;
        let sampling = Sampling::new(self, &classes, class_weights.as_deref())?;
        let seeds = tree_seeds(self.random_state, self.n_estimators);
        let plan = Plan {
            params: self,
            features: &features,
            classes: &classes,
            n_classes: class_values.len(),
            sampling: &sampling,
            negative_zeros: self.splitter == Splitter::Random && features.have_negative_zero(),
        };
        let trees: Vec<Tree> = seeds.par_iter().map(|&seed| plan.grow(seed)).collect();
        let out_of_bag = self
            .oob_score
            .then(|| OutOfBag::of(&trees, &seeds, &sampling, &features, &classes));
        let forest = RandomForest::new(class_values, features.n_columns(), trees);
        Ok(forest.with_out_of_bag(out_of_bag))
    }
}

/// What all trees are grown from.
#[derive(Debug)]
struct Plan<'a> {
    params: &'a RandomForestValidParams,
    features: &'a Features,
    classes: &'a [u32],
    n_classes: usize,
    sampling: &'a Sampling,
    negative_zeros: bool,
}

impl Plan<'_> {
    fn grow(&self, seed: u32) -> Tree {
        let random = RandomState::new(seed);
        let weights = self.sampling.weights(random.clone());
        let draw_seed = draw_seed(random);
        let sample = Sample {
            features: self.features,
            classes: self.classes,
            n_classes: self.n_classes,
            weights: &weights,
        };
        let leaves = self.leaf_rules(&weights);
        let criterion = self.params.criterion;
        let mut tree = match self.params.splitter {
            Splitter::Best => {
                let engine = ExactSort::new(sample, leaves).criterion(criterion);
                self.grow_with(engine, draw_seed, leaves)
            }
            Splitter::Random => {
                let engine = RandomSplit::new(sample, leaves, criterion)
                    .with_negative_zeros(self.negative_zeros);
                self.grow_with(engine, draw_seed, leaves)
            }
        };
        tree.scale_weights(self.sampling.unit());
        tree
    }

    fn grow_with(&self, mut engine: impl SplitEngine, draw_seed: u32, leaves: LeafRules) -> Tree {
        let n_features = self.features.n_columns();
        let max_features = self.params.max_features.resolve(n_features);
        let mut draw = FeatureDraw::new(n_features, max_features, draw_seed);
        let rules = StopRules::new(self.params, self.features.n_rows(), leaves.min_weight);
        match self.params.max_leaf_nodes {
            Some(most) => grow_best_first(&mut engine, &mut draw, &rules, most),
            None => grow(&mut engine, &mut draw, &rules),
        }
    }

    fn leaf_rules(&self, weights: &[u32]) -> LeafRules {
        let share = self.params.min_weight_fraction_leaf;
        let total: u64 = weights.iter().copied().map(u64::from).sum();
        LeafRules {
            min_samples: self
                .params
                .min_samples_leaf
                .at_least_of(self.features.n_rows()),
            min_weight: share * total as f64,
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
