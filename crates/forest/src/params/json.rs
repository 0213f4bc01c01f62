//! Hyperparameters as JSON has them: scikit-learn's values, which are of mixed types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ClassWeight, MaxFeatures};

/// `null`, a number, a share or a name.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum MaxFeaturesValue {
    All,
    Count(usize),
    Fraction(f64),
    Named(FeaturesName),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FeaturesName {
    Sqrt,
    Log2,
}

impl From<MaxFeaturesValue> for MaxFeatures {
    fn from(value: MaxFeaturesValue) -> Self {
        match value {
            MaxFeaturesValue::All => Self::All,
            MaxFeaturesValue::Count(count) => Self::Count(count),
            MaxFeaturesValue::Fraction(share) => Self::Fraction(share),
            MaxFeaturesValue::Named(FeaturesName::Sqrt) => Self::Sqrt,
            MaxFeaturesValue::Named(FeaturesName::Log2) => Self::Log2,
        }
    }
}

impl From<MaxFeatures> for MaxFeaturesValue {
    fn from(features: MaxFeatures) -> Self {
        match features {
            MaxFeatures::All => Self::All,
            MaxFeatures::Count(count) => Self::Count(count),
            MaxFeatures::Fraction(share) => Self::Fraction(share),
            MaxFeatures::Sqrt => Self::Named(FeaturesName::Sqrt),
            MaxFeatures::Log2 => Self::Named(FeaturesName::Log2),
        }
    }
}

/// A name, or the weight of each class; JSON's keys are text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum ClassWeightValue {
    Named(WeightName),
    PerClass(BTreeMap<String, f64>),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WeightName {
    Balanced,
    BalancedSubsample,
}

impl TryFrom<ClassWeightValue> for ClassWeight {
    type Error = String;

    fn try_from(value: ClassWeightValue) -> Result<Self, String> {
        match value {
            ClassWeightValue::Named(WeightName::Balanced) => Ok(Self::Balanced),
            ClassWeightValue::Named(WeightName::BalancedSubsample) => Ok(Self::BalancedSubsample),
            ClassWeightValue::PerClass(weights) => weights
                .into_iter()
                .map(|(class, weight)| match class.parse() {
                    Ok(class) => Ok((class, weight)),
                    Err(_) => Err(format!(
                        "the class `{class}` of `class_weight` is no number from 0"
                    )),
                })
                .collect::<Result<_, _>>()
                .map(Self::PerClass),
        }
    }
}

impl From<ClassWeight> for ClassWeightValue {
    fn from(weight: ClassWeight) -> Self {
        match weight {
            ClassWeight::Balanced => Self::Named(WeightName::Balanced),
            ClassWeight::BalancedSubsample => Self::Named(WeightName::BalancedSubsample),
            ClassWeight::PerClass(weights) => {
                let text = |(class, weight): (usize, f64)| (class.to_string(), weight);
                Self::PerClass(weights.into_iter().map(text).collect())
            }
        }
    }
}
