//! What all trees of a forest are grown from.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use numpy::random::RandomState;
use rayon::prelude::*;

use crate::data::Features;
use crate::data::{FeatureValue, Matrix};
use crate::params::Splitter;
use crate::sampling::{Drawn, Sampling, draw_seed};
use crate::splitter::best::{ExactSort, Sample};
use crate::splitter::binned::{Binned, Bins, ROW_LIMIT, Training};
use crate::splitter::feature_sampler::FeatureDraw;
use crate::splitter::random::RandomSplit;
use crate::splitter::{LeafRules, SplitEngine};
use crate::tree::grow;
use crate::tree::grow_best_first;
use crate::tree::stopping::StopRules;
use crate::{Criterion, Engine, ForestError, RandomForestValidParams, Tree};

/// Parameters, data and the way rows are sampled.
#[derive(Debug)]
pub(crate) struct Plan<'a, C: FeatureValue> {
    params: &'a RandomForestValidParams,
    records: &'a Matrix<'a, C>,
    classes: &'a [u32],
    n_classes: usize,
    sampling: &'a Sampling,
    /// A copy of the records, made when first needed: the fast search does without.
    features: OnceLock<Features>,
    negative_zeros: OnceLock<bool>,
    /// How many nodes the tree before had, which is what the next one gets room for.
    n_nodes: AtomicUsize,
}

impl<'a, C: FeatureValue> Plan<'a, C> {
    /// `classes` holds the class index of each row, below `n_classes`.
    pub(crate) fn new(
        params: &'a RandomForestValidParams,
        records: &'a Matrix<'a, C>,
        classes: &'a [u32],
        n_classes: usize,
        sampling: &'a Sampling,
    ) -> Self {
        Self {
            params,
            records,
            classes,
            n_classes,
            sampling,
            features: OnceLock::new(),
            negative_zeros: OnceLock::new(),
            n_nodes: AtomicUsize::new(0),
        }
    }

    /// Grows one tree per seed, in parallel.
    ///
    /// # Errors
    ///
    /// If a value is beyond the range of a float32.
    pub(crate) fn grow_all(&self, seeds: &[u32]) -> Result<Vec<Tree>, ForestError> {
        if !self.suits_binning() {
            let features = Features::from_records(self.records)?;
            self.features.get_or_init(|| features);
            let grow = |&seed| self.grow_plain(&Seeded::new(self.sampling, seed));
            return Ok(seeds.par_iter().map(grow).collect());
        }
        let n_levels = self.params.forest.max_depth.unwrap_or(usize::MAX);
        let bins = Bins::of(self.records)?.lay_out_rows(n_levels);
        let training = Training {
            records: self.records,
            bins: &bins,
            classes: self.classes,
            n_classes: self.n_classes,
            // Whole trees keep all threads busy where there are enough of them.
            parallel: seeds.len() < rayon::current_num_threads(),
        };
        // Kept from tree to tree: their memory is large, and rayon splits the trees into
        // more jobs than it has threads, so that one per job would be too many.
        let engines = Mutex::new(Vec::new());
        let grow = |&seed: &u32| {
            let mut seeded = Seeded::new(self.sampling, seed);
            if !seeded.suits_binning() {
                return self.grow_plain(&seeded);
            }
            let leaves = self.leaf_rules(&seeded);
            let blocks = self.params.forest.max_leaf_nodes.is_none();
            let idle = lock(&engines).pop();
            let mut engine = idle.unwrap_or_else(|| Binned::new(training));
            match &seeded.drawn {
                Drawn::Few(weights) => engine.start(weights, leaves, blocks),
                Drawn::Any(weights) => engine.start(weights, leaves, blocks),
            }
            seeded.forget_drawn();
            let tree = self.grow_with(&mut engine, &seeded, leaves);
            lock(&engines).push(engine);
            tree
        };
        Ok(seeds.par_iter().map(grow).collect())
    }

    /// The records as float32 columns.
    pub(crate) fn features(&self) -> &Features {
        self.features.get_or_init(|| {
            Features::from_records(self.records).expect("checked while they were binned")
        })
    }

    fn suits_binning(&self) -> bool {
        self.params.engine == Engine::Binned
            && self.params.forest.criterion == Criterion::Gini
            && self.params.splitter == Splitter::Best
            && self.n_classes <= ROW_LIMIT as usize
    }

    fn grow_plain(&self, seeded: &Seeded<'_>) -> Tree {
        let sample = Sample {
            features: self.features(),
            classes: self.classes,
            n_classes: self.n_classes,
            weights: &seeded.drawn.weights(),
        };
        let leaves = self.leaf_rules(seeded);
        let criterion = self.params.forest.criterion;
        match self.params.splitter {
            Splitter::Best => {
                let mut engine = ExactSort::new(sample, leaves).criterion(criterion);
                self.grow_with(&mut engine, seeded, leaves)
            }
            Splitter::Random => {
                let negative_zeros = self
                    .negative_zeros
                    .get_or_init(|| self.features().have_negative_zero());
                let mut engine = RandomSplit::new(sample, leaves, criterion)
                    .with_negative_zeros(*negative_zeros);
                self.grow_with(&mut engine, seeded, leaves)
            }
        }
    }

    fn grow_with(
        &self,
        engine: &mut impl SplitEngine,
        seeded: &Seeded<'_>,
        leaves: LeafRules,
    ) -> Tree {
        let n_features = self.records.n_columns();
        let max_features = self.params.forest.max_features.resolve(n_features);
        let mut draw = FeatureDraw::new(n_features, max_features, seeded.draw_seed);
        let rules = StopRules::new(self.params, self.records.n_rows(), leaves.min_weight);
        let expected = self.n_nodes.load(Ordering::Relaxed);
        let room = expected + expected / 16;
        let mut tree = match self.params.forest.max_leaf_nodes {
            Some(most) => grow_best_first(engine, &mut draw, &rules, most, room),
            None => grow(engine, &mut draw, &rules, room),
        };
        self.n_nodes.store(tree.node_count(), Ordering::Relaxed);
        tree.scale_weights(self.sampling.unit());
        tree
    }

    fn leaf_rules(&self, seeded: &Seeded<'_>) -> LeafRules {
        let share = self.params.forest.min_weight_fraction_leaf;
        let n_rows = self.records.n_rows();
        LeafRules {
            min_samples: self.params.forest.min_samples_leaf.at_least_of(n_rows),
            min_weight: share * seeded.total_weight as f64,
        }
    }
}

/// A thread that panicked has not left the list half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a tree draws with its seed.
struct Seeded<'a> {
    drawn: Drawn<'a>,
    total_weight: u64,
    draw_seed: u32,
}

impl<'a> Seeded<'a> {
    fn new(sampling: &'a Sampling, seed: u32) -> Self {
        let random = RandomState::new(seed);
        let drawn = sampling.drawn(random.clone());
        Self {
            total_weight: drawn.total(),
            drawn,
            draw_seed: draw_seed(random),
        }
    }

    /// Whether all sums of weights fit where the fast search keeps them.
    fn suits_binning(&self) -> bool {
        u32::try_from(self.total_weight).is_ok() && self.drawn.at_most(ROW_LIMIT)
    }

    /// Gives its memory back.
    fn forget_drawn(&mut self) {
        self.drawn = Drawn::Few(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use linfa::ParamGuard;
    use ndarray::Array2;

    use super::Plan;
    use crate::data::Matrix;
    use crate::sampling::{Sampling, tree_seeds};
    use crate::{Criterion, Engine, RandomForestParams};

    /// Whether forests with these parameters are grown without the columns that only the
    /// plain searches read.
    fn is_binned(params: RandomForestParams) -> bool {
        let records =
            Array2::from_shape_fn((300, 3), |(row, column)| (row * (column + 7) % 31) as f32);
        let records = Matrix::of(records.view()).unwrap();
        let classes: Vec<u32> = (0..300).map(|row| row % 3).collect();
        let params = params.n_estimators(2).check().unwrap();
        let sampling = Sampling::new(&params, &classes, None).unwrap();
        let plan = Plan::new(&params, &records, &classes, 3, &sampling);
        plan.grow_all(&tree_seeds(0, 2)).unwrap();
        plan.features.get().is_none()
    }

    #[test]
    fn the_fast_search_is_the_one_that_runs_where_it_can() {
        let default = RandomForestParams::new;
        assert!(is_binned(default()));
        assert!(is_binned(default().bootstrap(false)));
        assert!(is_binned(default().max_leaf_nodes(Some(5))));
        assert!(!is_binned(default().engine(Engine::ExactSort)));
        assert!(!is_binned(default().criterion(Criterion::Entropy)));
        assert!(!is_binned(RandomForestParams::extra_trees()));
    }
}
