//! Hyperparameters as linfa has them: built by setters, checked, and then fitted with.
//!
//! What they are called and what they may be is stated in crate `hyperparameters`; here
//! are the setters, and what only this crate knows.

mod setters;
mod values;

use hyperparameters::{ForestParams, InvalidHyperparameter};
use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::ForestError;

pub(crate) use hyperparameters::{ClassWeight, Criterion};
pub use values::SplitSearch;
pub(crate) use values::SplitterKind;

/// Hyperparameters whose ranges have been checked; what [`Fit`](linfa::traits::Fit) is
/// implemented on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RandomForestValidParams {
    #[serde(flatten)]
    pub(crate) forest: ForestParams,
    pub(crate) splitter: SplitterKind,
    pub(crate) split_search: SplitSearch,
    pub(crate) oob_score: bool,
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
            splitter: SplitterKind::Random,
            forest: ForestParams::EXTRA_TREES,
            ..RandomForestValidParams::default()
        })
    }
}

impl ParamGuard for RandomForestParams {
    type Checked = RandomForestValidParams;
    type Error = ForestError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        self.0.forest.check()?;
        if self.0.oob_score && !self.0.forest.bootstrap {
            return Err(InvalidHyperparameter {
                name: "oob_score",
                value: "true".to_owned(),
                expected: "false where `bootstrap` is false, for every tree sees all rows",
            }
            .into());
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}
