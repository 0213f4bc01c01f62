//! Growing all trees of a forest.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::data::{FeatureColumns, FeatureValue, Matrix};
use crate::params::SplitterKind;
use crate::sampling::{BootstrapCounts, RowSampling, RowSet, TreeSample};
use crate::splitter::best::BestSplitter;
use crate::splitter::binned::{BinnedColumns, BinnedData, BinnedSplitter, ROW_LIMIT};
use crate::splitter::feature_sampler::FeatureSampler;
use crate::splitter::random::RandomSplitter;
use crate::splitter::sampled_data::SampledData;
use crate::splitter::{LeafRules, Splitter};
use crate::tree::{BestFirstTreeBuilder, DepthFirstTreeBuilder, StoppingRules};
use crate::{Criterion, ForestError, RandomForestValidParams, SplitSearch, Tree};

/// Is called after each tree, by the thread that has grown it.
pub type TreeObserver<'a> = &'a (dyn Fn() + Sync);

/// Grows the trees of a forest, each with the splitter that suits it.
#[derive(Debug)]
pub(crate) struct ForestBuilder<'a, C: FeatureValue> {
    params: &'a RandomForestValidParams,
    records: &'a Matrix<'a, C>,
    classes: &'a [u32],
    n_classes: usize,
    sampling: &'a RowSampling,
    /// The rows of the table that the records are, if not all.
    held: Option<&'a RowSet>,
    /// A copy of the records, made when first needed: the binned search does without.
    columns: OnceLock<FeatureColumns>,
    negative_zeros: OnceLock<bool>,
    /// The number of nodes of the tree before, which is what the next one gets room for.
    n_nodes: AtomicUsize,
}

impl<'a, C: FeatureValue> ForestBuilder<'a, C> {
    /// `classes` holds the class index of each row, below `n_classes`.
    pub(crate) fn new(
        params: &'a RandomForestValidParams,
        records: &'a Matrix<'a, C>,
        classes: &'a [u32],
        n_classes: usize,
        sampling: &'a RowSampling,
    ) -> Self {
        Self {
            params,
            records,
            classes,
            n_classes,
            sampling,
            held: None,
            columns: OnceLock::new(),
            negative_zeros: OnceLock::new(),
            n_nodes: AtomicUsize::new(0),
        }
    }

    /// For records that are only those rows of the table that a tree draws.
    pub(crate) fn holding(mut self, held: &'a RowSet) -> Self {
        self.held = Some(held);
        self
    }

    /// Lays the records out as the search reads them, once for all trees: in bins, or as columns.
    ///
    /// # Errors
    ///
    /// If a value is beyond the range of a float32.
    pub(crate) fn lay_out(&self) -> Result<Option<BinnedColumns>, ForestError> {
        if !self.suits_binning() {
            let columns = FeatureColumns::from_records(self.records)?;
            self.columns.get_or_init(|| columns);
            return Ok(None);
        }
        let n_levels = self.params.forest.max_depth.unwrap_or(usize::MAX);
        let bins = BinnedColumns::of(self.records)?;
        Ok(Some(bins.lay_out_rows(n_levels)))
    }

    /// Grows one tree per seed, in parallel, and calls `on_tree` after each of them. `bins` are what
    /// [`lay_out`](Self::lay_out) gave.
    pub(crate) fn build(
        &self,
        bins: Option<&BinnedColumns>,
        seeds: &[u32],
        on_tree: TreeObserver<'_>,
    ) -> Vec<Tree> {
        let Some(bins) = bins else {
            let grow = |&seed: &u32| self.grow_plain(&self.sample(seed));
            return observed(seeds, on_tree, grow);
        };
        let data = BinnedData {
            records: self.records,
            bins,
            classes: self.classes,
            n_classes: self.n_classes,
            // Whole trees keep all threads busy where there are enough of them.
            parallel: seeds.len() < rayon::current_num_threads(),
        };
        // Kept from tree to tree: their memory is large, and rayon splits the trees into
        // more jobs than it has threads, so that one per job would be too many.
        let splitters = Mutex::new(Vec::new());
        let grow = |&seed: &u32| self.grow_binned(data, &splitters, seed);
        observed(seeds, on_tree, grow)
    }

    /// The records as float32 columns.
    pub(crate) fn columns(&self) -> &FeatureColumns {
        self.columns.get_or_init(|| {
            FeatureColumns::from_records(self.records).expect("checked while they were binned")
        })
    }

    fn suits_binning(&self) -> bool {
        self.params.split_search == SplitSearch::Binned
            && self.params.forest.criterion == Criterion::Gini
            && self.params.splitter == SplitterKind::Best
            && self.n_classes <= ROW_LIMIT as usize
    }

    /// Grows a tree with the binned search, if its sample suits that. `idle` holds the
    /// splitters that no tree is grown with.
    fn grow_binned<'b>(
        &self,
        data: BinnedData<'b, C>,
        idle: &Mutex<Vec<BinnedSplitter<'b, C>>>,
        seed: u32,
    ) -> Tree {
        let mut sample = self.sample(seed);
        // All sums of weights must fit where the binned search keeps them.
        let suits = u32::try_from(sample.total_weight).is_ok() && sample.counts.at_most(ROW_LIMIT);
        if !suits {
            return self.grow_plain(&sample);
        }
        let leaves = self.leaf_rules(&sample);
        let blocks = self.params.forest.max_leaf_nodes.is_none();
        let idle_one = lock(idle).pop();
        let mut splitter = idle_one.unwrap_or_else(|| BinnedSplitter::new(data));
        match &sample.counts {
            BootstrapCounts::Narrow(counts) => splitter.start(counts, leaves, blocks),
            BootstrapCounts::Wide(counts) => splitter.start(counts, leaves, blocks),
        }
        sample.forget_counts();
        let tree = self.grow(&mut splitter, &sample, leaves);
        lock(idle).push(splitter);
        tree
    }

    /// Grows a tree with one of the searches that read float32 columns.
    fn grow_plain(&self, sample: &TreeSample<'_>) -> Tree {
        let data = SampledData {
            columns: self.columns(),
            classes: self.classes,
            n_classes: self.n_classes,
            weights: &sample.counts.weights(),
        };
        let leaves = self.leaf_rules(sample);
        let criterion = self.params.forest.criterion;
        match self.params.splitter {
            SplitterKind::Best => {
                let mut splitter = BestSplitter::new(data, leaves).criterion(criterion);
                self.grow(&mut splitter, sample, leaves)
            }
            SplitterKind::Random => {
                let negative_zeros = self
                    .negative_zeros
                    .get_or_init(|| self.columns().have_negative_zero());
                let mut splitter = RandomSplitter::new(data, leaves, criterion)
                    .with_negative_zeros(*negative_zeros);
                self.grow(&mut splitter, sample, leaves)
            }
        }
    }

    fn grow(
        &self,
        splitter: &mut impl Splitter,
        sample: &TreeSample<'_>,
        leaves: LeafRules,
    ) -> Tree {
        let n_features = self.records.n_columns();
        let max_features = self.params.forest.max_features.resolve(n_features);
        let mut sampler = FeatureSampler::new(n_features, max_features, sample.feature_seed);
        let rules = &StoppingRules::new(self.params, self.sampling.n_rows(), leaves.min_weight);
        let last = self.n_nodes.load(Ordering::Relaxed);
        let expected_nodes = last + last / 16;
        let mut tree = match self.params.forest.max_leaf_nodes {
            Some(max_leaf_nodes) => BestFirstTreeBuilder {
                rules,
                max_leaf_nodes,
                expected_nodes,
            }
            .build(splitter, &mut sampler),
            None => DepthFirstTreeBuilder {
                rules,
                expected_nodes,
            }
            .build(splitter, &mut sampler),
        };
        self.n_nodes.store(tree.node_count(), Ordering::Relaxed);
        tree.scale_weights(self.sampling.unit());
        tree
    }

    fn sample(&self, seed: u32) -> TreeSample<'a> {
        TreeSample::new(self.sampling, self.held, seed)
    }

    fn leaf_rules(&self, sample: &TreeSample<'_>) -> LeafRules {
        let share = self.params.forest.min_weight_fraction_leaf;
        let n_rows = self.sampling.n_rows();
        LeafRules {
            min_samples: self.params.forest.min_samples_leaf.at_least_of(n_rows),
            min_weight: share * sample.total_weight as f64,
        }
    }
}

/// One tree per seed, in the order of the seeds.
fn observed(
    seeds: &[u32],
    on_tree: TreeObserver<'_>,
    grow: impl Fn(&u32) -> Tree + Sync,
) -> Vec<Tree> {
    let grow = |seed| {
        let tree = grow(seed);
        on_tree();
        tree
    };
    seeds.par_iter().map(grow).collect()
}

/// A thread that panicked has not left the list half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use linfa::ParamGuard;
    use ndarray::Array2;

    use super::ForestBuilder;
    use crate::data::Matrix;
    use crate::sampling::{RowSampling, tree_seeds};
    use crate::{Criterion, RandomForestParams, SplitSearch};

    /// Whether forests with these parameters are grown without the columns that only the
    /// plain searches read.
    fn is_binned(params: RandomForestParams) -> bool {
        let records =
            Array2::from_shape_fn((300, 3), |(row, column)| (row * (column + 7) % 31) as f32);
        let records = Matrix::of(records.view()).unwrap();
        let classes: Vec<u32> = (0..300).map(|row| row % 3).collect();
        let params = params.n_estimators(2).check().unwrap();
        let sampling = RowSampling::new(&params, &classes, None).unwrap();
        let builder = ForestBuilder::new(&params, &records, &classes, 3, &sampling);
        let bins = builder.lay_out().unwrap();
        let trees = builder.build(bins.as_ref(), &tree_seeds(0, 2), &|| ());
        assert_eq!(trees.len(), 2);
        builder.columns.get().is_none()
    }

    #[test]
    fn the_binned_search_is_the_one_that_runs_where_it_can() {
        let default = RandomForestParams::new;
        assert!(is_binned(default()));
        assert!(is_binned(default().bootstrap(false)));
        assert!(is_binned(default().max_leaf_nodes(Some(5))));
        assert!(!is_binned(default().split_search(SplitSearch::Sorted)));
        assert!(!is_binned(default().criterion(Criterion::Entropy)));
        assert!(!is_binned(RandomForestParams::extra_trees()));
    }
}
