//! The checks of a whole set of hyperparameters: the range of each, and what does not
//! go together.

use super::ForestParams;
use crate::class_weight::ClassWeight;
use crate::hyperparameter::InvalidHyperparameter;

impl ForestParams {
    /// Checks every hyperparameter and their combinations.
    ///
    /// # Errors
    ///
    /// The first that has a value that it may not have, or not beside the others.
    pub fn check(&self) -> Result<(), InvalidHyperparameter> {
        Self::N_ESTIMATORS.check(&self.n_estimators)?;
        Self::MAX_DEPTH.check(&self.max_depth)?;
        Self::RANDOM_STATE.check(&self.random_state)?;
        Self::CRITERION.check(&self.criterion)?;
        Self::MIN_SAMPLES_SPLIT.check(&self.min_samples_split)?;
        Self::MIN_SAMPLES_LEAF.check(&self.min_samples_leaf)?;
        Self::MIN_WEIGHT_FRACTION_LEAF.check(&self.min_weight_fraction_leaf)?;
        Self::MAX_FEATURES.check(&self.max_features)?;
        Self::MAX_LEAF_NODES.check(&self.max_leaf_nodes)?;
        Self::MIN_IMPURITY_DECREASE.check(&self.min_impurity_decrease)?;
        Self::BOOTSTRAP.check(&self.bootstrap)?;
        Self::MAX_SAMPLES.check(&self.max_samples)?;
        Self::CLASS_WEIGHT.check(&self.class_weight)?;
        self.check_class_weights()?;
        self.check_bootstrap()
    }

    fn check_class_weights(&self) -> Result<(), InvalidHyperparameter> {
        let Some(ClassWeight::PerClass(weights)) = &self.class_weight else {
            return Ok(());
        };
        let wrong = |weight: &&f64| !(weight.is_finite() && **weight >= 0.0);
        match weights.values().find(wrong) {
            Some(weight) => Err(InvalidHyperparameter {
                name: Self::CLASS_WEIGHT.name(),
                value: format!("{weight:?}"),
                expected: "weights from 0",
            }),
            None => Ok(()),
        }
    }

    /// What only bootstrap samples have, and what they cannot have. scikit-learn refuses
    /// `max_samples` without them, and takes `balanced_subsample` for `balanced`, which is
    /// said rather than done here.
    fn check_bootstrap(&self) -> Result<(), InvalidHyperparameter> {
        if !self.bootstrap && self.max_samples.is_some() {
            let expected = "null where `bootstrap` is false, for every tree sees all rows";
            return Err(Self::MAX_SAMPLES.refuse(&self.max_samples, expected));
        }
        if self.class_weight != Some(ClassWeight::BalancedSubsample) {
            return Ok(());
        }
        let expected = if self.bootstrap {
            "another weight where `bootstrap` is true, because the sums of subsample weights \
             depend on the order of additions"
        } else {
            "balanced where `bootstrap` is false, for there are no subsamples, and scikit-learn \
             takes it for that"
        };
        Err(Self::CLASS_WEIGHT.refuse(&self.class_weight, expected))
    }
}
