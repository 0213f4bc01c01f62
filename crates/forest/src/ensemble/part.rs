//! A part of a forest, and the forest of its parts.
//!
//! The seeds of all trees are drawn before the first tree is grown, and a tree depends on its own
//! alone: trees that were grown apart are those of one go, to the last bit.

use std::ops::Range;

use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use ndarray::{ArrayBase, Data, Ix2};
use rayon::prelude::*;

use super::builder::TreeObserver;
use super::fit::TrainingData;
use crate::data::{FeatureColumns, FeatureValue};
use crate::{ForestError, RandomForest, RandomForestValidParams, Tree};

/// Some of the trees of a forest, which follow one another.
///
/// ```
/// use forest::{ForestError, RandomForestParams};
/// use linfa::{Dataset, ParamGuard, traits::Fit};
/// use ndarray::{Array1, Array2};
///
/// let records = Array2::from_shape_fn((90, 2), |(row, column)| (row * (column + 3) % 17) as f32);
/// let dataset = Dataset::new(records, Array1::from_shape_fn(90, |row| row % 3));
/// let params = RandomForestParams::new().n_estimators(5).check()?;
///
/// let mut parts = Vec::new();
/// params.grow_parts(&dataset, &[2..5, 0..2], &|| (), |part| {
///     parts.push(part);
///     Ok::<_, ForestError>(())
/// })??;
/// assert_eq!(params.join(&dataset, parts)?, params.fit(&dataset)?);
/// # Ok::<(), ForestError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ForestPart {
    first: usize,
    trees: Vec<Tree>,
}

impl ForestPart {
    /// Trees of which the first one is number `first`, counted from 0.
    #[must_use]
    pub fn new(first: usize, trees: Vec<Tree>) -> Self {
        Self { first, trees }
    }

    /// The numbers of its trees, counted from 0.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.first..self.first + self.trees.len()
    }

    /// Its trees, in the order of their numbers.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }
}

impl RandomForestValidParams {
    /// Grows the parts with these trees, counted from 0, as [`fit`](linfa::traits::Fit::fit) does all of
    /// them: one part after the other, for which the records are laid out once. `on_tree` is called after
    /// each tree, and each part is handed to `on_part` when it is grown. What that gives goes to the caller,
    /// and after an error of its own no more are grown.
    ///
    /// # Errors
    ///
    /// As [`fit`](linfa::traits::Fit::fit), and if there are no such trees: before any is grown.
    pub fn grow_parts<C, D, T, E>(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
        parts: &[Range<usize>],
        on_tree: TreeObserver<'_>,
        mut on_part: impl FnMut(ForestPart) -> Result<(), E>,
    ) -> Result<Result<(), E>, ForestError>
    where
        C: FeatureValue,
        D: Data<Elem = C>,
        T: AsSingleTargets<Elem = usize>,
    {
        let seeds = parts.iter().map(|trees| self.seeds_of(trees));
        let seeds: Vec<_> = seeds.collect::<Result<_, _>>()?;
        let data = TrainingData::of(self, dataset)?;
        let builder = data.builder(self);
        let bins = builder.lay_out()?;
        let grown = parts.iter().zip(&seeds).try_for_each(|(trees, seeds)| {
            let grown = builder.build(bins.as_ref(), seeds, on_tree);
            on_part(ForestPart::new(trees.start, grown))
        });
        Ok(grown)
    }

    /// The forest of `parts`, in any order, which were grown on this dataset: to the last bit that
    /// of [`fit`](linfa::traits::Fit::fit), with what it says out of bag.
    ///
    /// # Errors
    ///
    /// As [`fit`](linfa::traits::Fit::fit), and if the parts are not all trees, each once, or a
    /// tree is none of such a dataset.
    pub fn join<C, D, T>(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
        parts: Vec<ForestPart>,
    ) -> Result<RandomForest, ForestError>
    where
        C: FeatureValue,
        D: Data<Elem = C>,
        T: AsSingleTargets<Elem = usize>,
    {
        let data = TrainingData::of(self, dataset)?;
        let (n_features, n_classes) = (data.records.n_columns(), data.class_values.len());
        let trees = all_trees(parts, self.forest.n_estimators, n_features, n_classes)?;
        let out_of_bag = if self.oob_score {
            let columns = FeatureColumns::from_records(&data.records)?;
            Some(data.out_of_bag(&trees, &self.seeds(), &columns))
        } else {
            None
        };
        let forest = RandomForest::new(data.class_values, n_features, trees);
        Ok(forest.with_out_of_bag(out_of_bag))
    }

    /// The seeds of the trees with these numbers.
    pub(super) fn seeds_of(&self, trees: &Range<usize>) -> Result<Vec<u32>, ForestError> {
        let seeds = self.seeds();
        match seeds.get(trees.clone()) {
            Some(found) if !found.is_empty() => Ok(found.to_vec()),
            _ => Err(ForestError::NoSuchTrees {
                trees: trees.clone(),
                n_trees: seeds.len(),
            }),
        }
    }
}

/// The trees of `parts`, in the order of their numbers: `n_trees`, each of them once.
pub(super) fn all_trees(
    mut parts: Vec<ForestPart>,
    n_trees: usize,
    n_features: usize,
    n_classes: usize,
) -> Result<Vec<Tree>, ForestError> {
    parts.sort_by_key(|part| part.first);
    let mut trees = Vec::with_capacity(n_trees);
    for part in parts {
        if part.first != trees.len() {
            let trees = part.range();
            return Err(ForestError::NotInOrder { trees, n_trees });
        }
        trees.extend(part.trees);
    }
    if trees.len() != n_trees {
        let trees = 0..trees.len();
        return Err(ForestError::NotInOrder { trees, n_trees });
    }
    let unsound = |tree: &Tree| tree.check(n_features, n_classes).err();
    match trees.par_iter().find_map_any(unsound) {
        None => Ok(trees),
        Some(problem) => Err(ForestError::UnsoundTree { problem }),
    }
}
