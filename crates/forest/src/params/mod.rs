//! Hyperparameters, with scikit-learn's names, defaults and meaning.

mod check;
mod json;
mod setters;
mod values;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::ForestError;

pub(crate) use values::Splitter;
pub use values::{ClassWeight, Criterion, Engine, MaxFeatures, Rows};

/// Hyperparameters whose ranges have been checked; what [`Fit`](linfa::traits::Fit) is
/// implemented on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RandomForestValidParams {
    pub(crate) n_estimators: usize,
    pub(crate) splitter: Splitter,
    pub(crate) engine: Engine,
    pub(crate) criterion: Criterion,
    pub(crate) max_depth: Option<usize>,
    pub(crate) min_samples_split: Rows,
    pub(crate) min_samples_leaf: Rows,
    pub(crate) min_weight_fraction_leaf: f64,
    pub(crate) max_features: MaxFeatures,
    pub(crate) max_leaf_nodes: Option<usize>,
    pub(crate) min_impurity_decrease: f64,
    pub(crate) bootstrap: bool,
    pub(crate) oob_score: bool,
    pub(crate) random_state: u32,
    pub(crate) class_weight: Option<ClassWeight>,
    pub(crate) max_samples: Option<Rows>,
}

impl Default for RandomForestValidParams {
    fn default() -> Self {
        Self {
            n_estimators: 100,
            splitter: Splitter::Best,
            engine: Engine::Binned,
            criterion: Criterion::Gini,
            max_depth: None,
            min_samples_split: Rows::Count(2),
            min_samples_leaf: Rows::Count(1),
            min_weight_fraction_leaf: 0.0,
            max_features: MaxFeatures::Sqrt,
            max_leaf_nodes: None,
            min_impurity_decrease: 0.0,
            bootstrap: true,
            oob_score: false,
            random_state: 0,
            class_weight: None,
            max_samples: None,
        }
    }
}

/// Hyperparameters as they come: call [`check`](ParamGuard::check) before fitting,
/// or fit directly, which checks first.
///
/// They are stored as scikit-learn's `get_params()` would be in JSON, with
/// `"splitter": "random"` for extra trees; what is absent is the default:
///
/// ```
/// let params: forest::RandomForestParams =
///     serde_json::from_str(r#"{"max_features": "log2", "min_samples_leaf": 0.01}"#)?;
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Not here, because nothing of the kind is offered: `n_jobs` (the threads are
/// rayon's), `verbose`, `warm_start`, `ccp_alpha`, `monotonic_cst`, sparse records,
/// more than one target, and scoring functions of one's own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RandomForestParams(RandomForestValidParams);

impl RandomForestParams {
    /// The defaults of scikit-learn's `RandomForestClassifier`, and the seed 0
    /// (scikit-learn's is drawn from the operating system, which nothing could
    /// reproduce).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The defaults of scikit-learn's `ExtraTreesClassifier`, and the seed 0: each
    /// drawn feature is cut at a random place, and each tree sees all rows. Geurts,
    /// Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 63(1), 2006.
    #[must_use]
    pub fn extra_trees() -> Self {
        Self(RandomForestValidParams {
            splitter: Splitter::Random,
            bootstrap: false,
            ..RandomForestValidParams::default()
        })
    }
}

impl ParamGuard for RandomForestParams {
    type Checked = RandomForestValidParams;
    type Error = ForestError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        self.0.check_all()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}
