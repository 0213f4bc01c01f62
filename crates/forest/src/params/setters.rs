//! One setter per hyperparameter.

use super::{ClassWeight, Criterion, Engine, MaxFeatures, RandomForestParams, Rows};

impl RandomForestParams {
    /// The number of trees, at least 1. Default 100.
    #[must_use]
    pub fn n_estimators(mut self, trees: usize) -> Self {
        self.0.n_estimators = trees;
        self
    }

    /// How the impurity of a node is measured. Default [`Criterion::Gini`].
    #[must_use]
    pub fn criterion(mut self, criterion: Criterion) -> Self {
        self.0.criterion = criterion;
        self
    }

    /// The largest distance of a leaf from the root, at least 1; `None`, the
    /// default, lets trees grow until their leaves are pure.
    #[must_use]
    pub fn max_depth(mut self, depth: Option<usize>) -> Self {
        self.0.max_depth = depth;
        self
    }

    /// The fewest different rows that a node may be split with: a number from 2, or a
    /// share of all rows above 0 and up to 1, rounded up. Default 2.
    #[must_use]
    pub fn min_samples_split(mut self, rows: impl Into<Rows>) -> Self {
        self.0.min_samples_split = rows.into();
        self
    }

    /// The fewest different rows that a leaf may have: a number from 1, or a share of
    /// all rows above 0 and below 1, rounded up. Default 1.
    #[must_use]
    pub fn min_samples_leaf(mut self, rows: impl Into<Rows>) -> Self {
        self.0.min_samples_leaf = rows.into();
        self
    }

    /// The least weight that a leaf may have, as a share of the weight of all rows of
    /// the tree, from 0 to 0.5. Default 0.
    #[must_use]
    pub fn min_weight_fraction_leaf(mut self, share: f64) -> Self {
        self.0.min_weight_fraction_leaf = share;
        self
    }

    /// How many features a node draws. Default [`MaxFeatures::Sqrt`].
    #[must_use]
    pub fn max_features(mut self, features: MaxFeatures) -> Self {
        self.0.max_features = features;
        self
    }

    /// The most leaves of a tree, at least 2, which then grows where impurity
    /// decreases most; `None`, the default, sets no limit.
    #[must_use]
    pub fn max_leaf_nodes(mut self, leaves: Option<usize>) -> Self {
        self.0.max_leaf_nodes = leaves;
        self
    }

    /// The least decrease of weighted impurity that a split must bring, at least 0.
    /// Default 0.
    #[must_use]
    pub fn min_impurity_decrease(mut self, decrease: f64) -> Self {
        self.0.min_impurity_decrease = decrease;
        self
    }

    /// Whether each tree sees a bootstrap sample or all rows. Default true, for
    /// [extra trees](Self::extra_trees) false.
    #[must_use]
    pub fn bootstrap(mut self, bootstrap: bool) -> Self {
        self.0.bootstrap = bootstrap;
        self
    }

    /// How many rows a bootstrap sample draws: a number from 1, or a share above 0 of
    /// the rows (of their summed weight, where there are class weights), rounded down
    /// but at least 1. `None`, the default, draws as many as there are rows.
    #[must_use]
    pub fn max_samples(mut self, rows: Option<Rows>) -> Self {
        self.0.max_samples = rows;
        self
    }

    /// Whether to estimate the accuracy with the rows that trees have not seen; needs
    /// bootstrap samples. Default false.
    #[must_use]
    pub fn oob_score(mut self, oob_score: bool) -> Self {
        self.0.oob_score = oob_score;
        self
    }

    /// How much the rows of each class weigh. Default `None`, which is all the same.
    #[must_use]
    pub fn class_weight(mut self, weight: Option<ClassWeight>) -> Self {
        self.0.class_weight = weight;
        self
    }

    /// How splits are searched; every engine finds the same ones. Default
    /// [`Engine::Binned`].
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.0.engine = engine;
        self
    }

    /// The seed. The same seed gives the same forest with any number of threads.
    #[must_use]
    pub fn random_state(mut self, seed: u32) -> Self {
        self.0.random_state = seed;
        self
    }
}
