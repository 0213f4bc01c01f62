//! The hyperparameters of the two kinds of forest.

mod check;

use serde::{Deserialize, Serialize};

use crate::class_weight::ClassWeight;
use crate::hyperparameter::{Hyperparameter, finite_from, flag};
use crate::values::{Criterion, MaxFeatures, Rows};

/// What scikit-learn's `RandomForestClassifier` and `ExtraTreesClassifier` have in
/// common. What is absent in JSON is a random forest's default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForestParams {
    /// The number of trees, 1 to 100,000.
    pub n_estimators: usize,
    /// The largest distance of a leaf from the root, at least 1; none lets trees grow
    /// until their leaves are pure.
    pub max_depth: Option<usize>,
    /// The seed. The same seed gives the same forest with any number of threads.
    pub random_state: u32,
    /// How the impurity of a node is measured.
    pub criterion: Criterion,
    /// The fewest different rows that a node may be split with: a number from 2, or a
    /// fraction of all rows above 0 and up to 1, rounded up.
    pub min_samples_split: Rows,
    /// The fewest different rows that a leaf may have: a number from 1, or a fraction
    /// of all rows above 0 and below 1, rounded up.
    pub min_samples_leaf: Rows,
    /// The least weight that a leaf may have, as a fraction of the weight of all rows
    /// of the tree, from 0 to 0.5.
    pub min_weight_fraction_leaf: f64,
    /// How many features a node draws.
    pub max_features: MaxFeatures,
    /// The most leaves of a tree, at least 2, which then grows where impurity decreases
    /// most; none sets no limit.
    pub max_leaf_nodes: Option<usize>,
    /// The least decrease of weighted impurity that a split must bring, at least 0.
    pub min_impurity_decrease: f64,
    /// Whether each tree sees a bootstrap sample, or else all rows.
    pub bootstrap: bool,
    /// How many rows a bootstrap sample draws: a number from 1, or a fraction above 0 of
    /// the rows (of their summed weight, where there are class weights), rounded down
    /// but at least 1. None draws as many as there are rows.
    pub max_samples: Option<Rows>,
    /// How much the rows of each class weigh; none for all the same.
    pub class_weight: Option<ClassWeight>,
}

/// scikit-learn counts depths and leaves in 32 bits.
const MOST: usize = i32::MAX as usize;

impl ForestParams {
    /// scikit-learn's defaults of a random forest, and the seed 0 (scikit-learn's is
    /// drawn from the operating system, which nothing could reproduce).
    pub const RANDOM_FOREST: Self = Self {
        n_estimators: 100,
        max_depth: None,
        random_state: 0,
        criterion: Criterion::Gini,
        min_samples_split: Rows::Count(2),
        min_samples_leaf: Rows::Count(1),
        min_weight_fraction_leaf: 0.0,
        max_features: MaxFeatures::Sqrt,
        max_leaf_nodes: None,
        min_impurity_decrease: 0.0,
        bootstrap: true,
        max_samples: None,
        class_weight: None,
    };

    /// scikit-learn's defaults of extra trees, and the seed 0.
    pub const EXTRA_TREES: Self = Self {
        bootstrap: false,
        ..Self::RANDOM_FOREST
    };

    /// Whether each tree draws a sample that is not as large as the table.
    #[must_use]
    pub fn draws_samples(&self) -> bool {
        self.bootstrap && self.max_samples.is_some()
    }

    /// [`n_estimators`](Self::n_estimators).
    pub const N_ESTIMATORS: Hyperparameter<usize> =
        Hyperparameter::new("n_estimators", "an integer from 1 to 100000", |trees| {
            (1..=100_000).contains(trees)
        });
    /// [`max_depth`](Self::max_depth).
    pub const MAX_DEPTH: Hyperparameter<Option<usize>> = Hyperparameter::new(
        "max_depth",
        "null or an integer from 1 to 2147483647",
        |depth| depth.is_none_or(|depth| (1..=MOST).contains(&depth)),
    );
    /// [`random_state`](Self::random_state).
    pub const RANDOM_STATE: Hyperparameter<u32> =
        Hyperparameter::new("random_state", "an integer from 0 to 4294967295", |_| true);
    /// [`criterion`](Self::criterion).
    pub const CRITERION: Hyperparameter<Criterion> =
        Hyperparameter::new("criterion", "one of gini, entropy, log_loss", |_| true);
    /// [`min_samples_split`](Self::min_samples_split).
    pub const MIN_SAMPLES_SPLIT: Hyperparameter<Rows> = Hyperparameter::new(
        "min_samples_split",
        "a whole number from 2, or a share above 0 and up to 1",
        |rows| match *rows {
            Rows::Count(rows) => rows >= 2,
            Rows::Fraction(share) => share > 0.0 && share <= 1.0,
        },
    );
    /// [`min_samples_leaf`](Self::min_samples_leaf).
    pub const MIN_SAMPLES_LEAF: Hyperparameter<Rows> = Hyperparameter::new(
        "min_samples_leaf",
        "a whole number from 1, or a share above 0 and below 1",
        |rows| match *rows {
            Rows::Count(rows) => rows >= 1,
            Rows::Fraction(share) => share > 0.0 && share < 1.0,
        },
    );
    /// [`min_weight_fraction_leaf`](Self::min_weight_fraction_leaf).
    pub const MIN_WEIGHT_FRACTION_LEAF: Hyperparameter<f64> = Hyperparameter::new(
        "min_weight_fraction_leaf",
        "a number from 0 to 0.5",
        |share| (0.0..=0.5).contains(share),
    );
    /// [`max_features`](Self::max_features).
    pub const MAX_FEATURES: Hyperparameter<MaxFeatures> = Hyperparameter::new(
        "max_features",
        "sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1",
        |features| match *features {
            MaxFeatures::Count(count) => count >= 1,
            MaxFeatures::Fraction(share) => share > 0.0 && share <= 1.0,
            MaxFeatures::Sqrt | MaxFeatures::Log2 | MaxFeatures::All => true,
        },
    );
    /// [`max_leaf_nodes`](Self::max_leaf_nodes).
    pub const MAX_LEAF_NODES: Hyperparameter<Option<usize>> = Hyperparameter::new(
        "max_leaf_nodes",
        "null or an integer from 2 to 2147483647",
        |leaves| leaves.is_none_or(|leaves| (2..=MOST).contains(&leaves)),
    );
    /// [`min_impurity_decrease`](Self::min_impurity_decrease).
    pub const MIN_IMPURITY_DECREASE: Hyperparameter<f64> =
        Hyperparameter::new("min_impurity_decrease", "a number from 0", |decrease| {
            finite_from(0.0, *decrease)
        });
    /// [`bootstrap`](Self::bootstrap).
    pub const BOOTSTRAP: Hyperparameter<bool> = flag("bootstrap");
    /// [`max_samples`](Self::max_samples).
    pub const MAX_SAMPLES: Hyperparameter<Option<Rows>> = Hyperparameter::new(
        "max_samples",
        "null, a whole number of rows from 1, or a share above 0",
        |rows| match *rows {
            None => true,
            Some(Rows::Count(rows)) => rows >= 1,
            Some(Rows::Fraction(share)) => share > 0.0 && share.is_finite(),
        },
    );
    /// [`class_weight`](Self::class_weight).
    pub const CLASS_WEIGHT: Hyperparameter<Option<ClassWeight>> = Hyperparameter::new(
        "class_weight",
        "null, balanced, or weights by class",
        |_| true,
    );
}

impl Default for ForestParams {
    fn default() -> Self {
        Self::RANDOM_FOREST
    }
}
