//! One setter per hyperparameter.

use hyperparameters::{ClassWeight, Criterion, ForestParams, MaxFeatures, Rows};

use super::{RandomForestParams, SplitSearch};

impl RandomForestParams {
    /// Sets all the hyperparameters that random forests and extra trees have in common.
    #[must_use]
    pub fn with(mut self, params: ForestParams) -> Self {
        self.0.forest = params;
        self
    }

    /// Sets [`ForestParams::n_estimators`].
    #[must_use]
    pub fn n_estimators(mut self, trees: usize) -> Self {
        self.0.forest.n_estimators = trees;
        self
    }

    /// Sets [`ForestParams::criterion`].
    #[must_use]
    pub fn criterion(mut self, criterion: Criterion) -> Self {
        self.0.forest.criterion = criterion;
        self
    }

    /// Sets [`ForestParams::max_depth`].
    #[must_use]
    pub fn max_depth(mut self, depth: Option<usize>) -> Self {
        self.0.forest.max_depth = depth;
        self
    }

    /// Sets [`ForestParams::min_samples_split`].
    #[must_use]
    pub fn min_samples_split(mut self, rows: impl Into<Rows>) -> Self {
        self.0.forest.min_samples_split = rows.into();
        self
    }

    /// Sets [`ForestParams::min_samples_leaf`].
    #[must_use]
    pub fn min_samples_leaf(mut self, rows: impl Into<Rows>) -> Self {
        self.0.forest.min_samples_leaf = rows.into();
        self
    }

    /// Sets [`ForestParams::min_weight_fraction_leaf`].
    #[must_use]
    pub fn min_weight_fraction_leaf(mut self, fraction: f64) -> Self {
        self.0.forest.min_weight_fraction_leaf = fraction;
        self
    }

    /// Sets [`ForestParams::max_features`].
    #[must_use]
    pub fn max_features(mut self, features: MaxFeatures) -> Self {
        self.0.forest.max_features = features;
        self
    }

    /// Sets [`ForestParams::max_leaf_nodes`].
    #[must_use]
    pub fn max_leaf_nodes(mut self, leaves: Option<usize>) -> Self {
        self.0.forest.max_leaf_nodes = leaves;
        self
    }

    /// Sets [`ForestParams::min_impurity_decrease`].
    #[must_use]
    pub fn min_impurity_decrease(mut self, decrease: f64) -> Self {
        self.0.forest.min_impurity_decrease = decrease;
        self
    }

    /// Sets [`ForestParams::bootstrap`].
    #[must_use]
    pub fn bootstrap(mut self, bootstrap: bool) -> Self {
        self.0.forest.bootstrap = bootstrap;
        self
    }

    /// Sets [`ForestParams::max_samples`].
    #[must_use]
    pub fn max_samples(mut self, rows: Option<Rows>) -> Self {
        self.0.forest.max_samples = rows;
        self
    }

    /// Sets [`ForestParams::class_weight`].
    #[must_use]
    pub fn class_weight(mut self, weight: Option<ClassWeight>) -> Self {
        self.0.forest.class_weight = weight;
        self
    }

    /// Sets [`ForestParams::random_state`].
    #[must_use]
    pub fn random_state(mut self, seed: u32) -> Self {
        self.0.forest.random_state = seed;
        self
    }

    /// Whether to estimate the accuracy with the rows that trees have not seen; needs
    /// bootstrap samples. Default false.
    #[must_use]
    pub fn oob_score(mut self, oob_score: bool) -> Self {
        self.0.oob_score = oob_score;
        self
    }

    /// How the best splits are searched; every search finds the same ones. Default
    /// [`SplitSearch::Binned`].
    #[must_use]
    pub fn split_search(mut self, split_search: SplitSearch) -> Self {
        self.0.split_search = split_search;
        self
    }
}
