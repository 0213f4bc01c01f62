//! Growing a forest on a linfa dataset.

use linfa::dataset::AsSingleTargets;
use linfa::{DatasetBase, traits::Fit};
use ndarray::{ArrayBase, Data, Ix2};

use super::builder::{ForestBuilder, TreeObserver};
use crate::data::{FeatureColumns, FeatureValue, Matrix};
use crate::sampling::{RowSampling, tree_seeds};
use crate::{ForestError, OutOfBag, RandomForest, RandomForestValidParams, Tree};

impl<C, D, T> Fit<ArrayBase<D, Ix2>, T, ForestError> for RandomForestValidParams
where
    C: FeatureValue,
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
        self.fit_observed(dataset, &|| ())
    }
}

impl RandomForestValidParams {
    /// [`fit`](Fit::fit) that calls `on_tree` after each tree.
    ///
    /// # Errors
    ///
    /// As [`fit`](Fit::fit).
    pub fn fit_observed<C, D, T>(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
        on_tree: TreeObserver<'_>,
    ) -> Result<RandomForest, ForestError>
    where
        C: FeatureValue,
        D: Data<Elem = C>,
        T: AsSingleTargets<Elem = usize>,
    {
        let data = TrainingData::of(self, dataset)?;
        let seeds = self.seeds();
        let builder = data.builder(self);
        let trees = builder.build(builder.lay_out()?.as_ref(), &seeds, on_tree);
        let out_of_bag = self
            .oob_score
            .then(|| data.out_of_bag(&trees, &seeds, builder.columns()));
        let forest = RandomForest::new(data.class_values, data.records.n_columns(), trees);
        Ok(forest.with_out_of_bag(out_of_bag))
    }

    /// The seeds of all trees.
    pub(super) fn seeds(&self) -> Vec<u32> {
        tree_seeds(self.forest.random_state, self.forest.n_estimators)
    }
}

/// What trees learn from.
#[derive(Debug)]
pub(super) struct TrainingData<'a, C: FeatureValue> {
    pub(super) records: Matrix<'a, C>,
    pub(super) class_values: Vec<usize>,
    /// The class index of each row.
    classes: Vec<u32>,
    sampling: RowSampling,
}

impl<'a, C: FeatureValue> TrainingData<'a, C> {
    /// The records as they lie in `dataset`, and what the trees draw of them.
    pub(super) fn of<D, T>(
        params: &RandomForestValidParams,
        dataset: &'a DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<Self, ForestError>
    where
        D: Data<Elem = C>,
        T: AsSingleTargets<Elem = usize>,
    {
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
        let (class_values, classes) = encode(targets.iter().copied());
        let class_weights = params.class_weights(&class_values, &classes)?;
        let sampling = RowSampling::new(params, &classes, class_weights.as_deref())?;
        Ok(Self {
            records,
            class_values,
            classes,
            sampling,
        })
    }

    pub(super) fn builder(&'a self, params: &'a RandomForestValidParams) -> ForestBuilder<'a, C> {
        let n_classes = self.class_values.len();
        ForestBuilder::new(
            params,
            &self.records,
            &self.classes,
            n_classes,
            &self.sampling,
        )
    }

    /// What the trees with these seeds say about the rows that they have not seen.
    pub(super) fn out_of_bag(
        &self,
        trees: &[Tree],
        seeds: &[u32],
        columns: &FeatureColumns,
    ) -> OutOfBag {
        OutOfBag::of(trees, seeds, &self.sampling, columns, &self.classes)
    }
}

/// The class values in ascending order, and each target as an index into them.
pub(super) fn encode(targets: impl Iterator<Item = usize> + Clone) -> (Vec<usize>, Vec<u32>) {
    let mut values: Vec<usize> = Vec::new();
    for target in targets.clone() {
        // Nearly always among them: one insertion per class, not a sorted copy of all rows.
        if let Err(place) = values.binary_search(&target) {
            values.insert(place, target);
        }
    }
    let encoded = targets
        .map(|target| {
            let class = values
                .binary_search(&target)
                .expect("every target is among them");
            u32::try_from(class).expect("there are no more classes than rows")
        })
        .collect();
    (values, encoded)
}
