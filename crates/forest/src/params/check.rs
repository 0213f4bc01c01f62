//! The range of every hyperparameter: scikit-learn's, and what cannot be made identical.

use std::fmt::{Debug, Display};

use super::{ClassWeight, MaxFeatures, RandomForestValidParams, Rows};
use crate::ForestError;

impl RandomForestValidParams {
    pub(super) fn check_all(&self) -> Result<(), ForestError> {
        self.check_counts()?;
        self.check_rows()?;
        self.check_shares()?;
        self.check_bootstrap()?;
        self.check_class_weight()
    }

    fn check_counts(&self) -> Result<(), ForestError> {
        let trees = self.n_estimators;
        demand("n_estimators", trees, trees >= 1, "a number from 1")?;
        if let Some(depth) = self.max_depth {
            demand("max_depth", depth, depth >= 1, "a number from 1, or none")?;
        }
        if let Some(leaves) = self.max_leaf_nodes {
            let expected = "a number from 2, or none";
            demand("max_leaf_nodes", leaves, leaves >= 2, expected)?;
        }
        if let MaxFeatures::Count(count) = self.max_features {
            demand("max_features", count, count >= 1, "a number from 1")?;
        }
        Ok(())
    }

    fn check_rows(&self) -> Result<(), ForestError> {
        match self.min_samples_split {
            Rows::Count(n) => demand("min_samples_split", n, n >= 2, "a number from 2"),
            Rows::Fraction(share) => {
                let expected = "a share above 0 and up to 1";
                demand(
                    "min_samples_split",
                    share,
                    share > 0.0 && share <= 1.0,
                    expected,
                )
            }
        }?;
        match self.min_samples_leaf {
            Rows::Count(n) => demand("min_samples_leaf", n, n >= 1, "a number from 1"),
            Rows::Fraction(share) => {
                let expected = "a share above 0 and below 1";
                demand(
                    "min_samples_leaf",
                    share,
                    share > 0.0 && share < 1.0,
                    expected,
                )
            }
        }?;
        match self.max_samples {
            Some(Rows::Count(n)) => demand("max_samples", n, n >= 1, "a number from 1"),
            Some(Rows::Fraction(share)) => {
                let ok = share.is_finite() && share > 0.0;
                demand("max_samples", share, ok, "a share above 0")
            }
            None => Ok(()),
        }
    }

    fn check_shares(&self) -> Result<(), ForestError> {
        let decrease = self.min_impurity_decrease;
        let ok = decrease.is_finite() && decrease >= 0.0;
        demand("min_impurity_decrease", decrease, ok, "a number from 0")?;
        let share = self.min_weight_fraction_leaf;
        let ok = (0.0..=0.5).contains(&share);
        demand(
            "min_weight_fraction_leaf",
            share,
            ok,
            "a share from 0 to 0.5",
        )?;
        if let MaxFeatures::Fraction(share) = self.max_features {
            let ok = share > 0.0 && share <= 1.0;
            demand("max_features", share, ok, "a share above 0 and up to 1")?;
        }
        Ok(())
    }

    /// What only bootstrap samples have.
    fn check_bootstrap(&self) -> Result<(), ForestError> {
        if self.bootstrap {
            return Ok(());
        }
        let expected = "false where `bootstrap` is false, for every tree sees all rows";
        demand("oob_score", self.oob_score, !self.oob_score, expected)?;
        match self.max_samples {
            Some(Rows::Count(n)) => without_bootstrap(n),
            Some(Rows::Fraction(share)) => without_bootstrap(share),
            None => Ok(()),
        }
    }

    fn check_class_weight(&self) -> Result<(), ForestError> {
        match &self.class_weight {
            Some(ClassWeight::BalancedSubsample) => demand(
                "class_weight",
                "balanced_subsample",
                !self.bootstrap,
                "`balanced` or weights per class where `bootstrap` is true, because the sums of \
                 subsample weights depend on the order of additions",
            ),
            Some(ClassWeight::PerClass(weights)) => {
                for &weight in weights.values() {
                    let ok = weight.is_finite() && weight >= 0.0;
                    demand("class_weight", weight, ok, "weights from 0")?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn without_bootstrap(value: impl Debug) -> Result<(), ForestError> {
    let expected = "none where `bootstrap` is false, for every tree sees all rows";
    demand("max_samples", format!("{value:?}"), false, expected)
}

fn demand(
    name: &'static str,
    value: impl Display,
    ok: bool,
    expected: &'static str,
) -> Result<(), ForestError> {
    if ok {
        return Ok(());
    }
    Err(ForestError::Param {
        name,
        value: value.to_string(),
        expected,
    })
}
