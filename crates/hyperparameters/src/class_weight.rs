//! scikit-learn's `class_weight`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::show::{Show, name_of};

/// How much the rows of each class weigh.
///
/// With bootstrap samples, rows are drawn in proportion to their weights and count
/// once for each time they are drawn. Without, the weights themselves are summed;
/// they are refused unless those sums are exact, since scikit-learn's order of
/// additions would otherwise decide their last bits. Exact are weights that are
/// integers (or integers times one power of two) and not too many digits apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Json", into = "Json")]
pub enum ClassWeight {
    /// Every class weighs as much as every other: rows weigh
    /// `n_rows / (n_classes * rows of the class)`.
    Balanced,
    /// Balanced in each bootstrap sample anew. Refused: with bootstrap samples, the sums of
    /// such weights are never exact; without, scikit-learn takes it for balanced.
    BalancedSubsample,
    /// The weight of each class value, finite and at least 0. Classes of the data that
    /// are absent here weigh 1, unless there are classes here that are absent from the
    /// data.
    PerClass(BTreeMap<usize, f64>),
}

impl ClassWeight {
    /// The values that have names, by these.
    pub const NAMES: [(&str, Self); 2] = [
        ("balanced", Self::Balanced),
        ("balanced_subsample", Self::BalancedSubsample),
    ];
}

/// A name, or the weight of each class; JSON's keys are text.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Json {
    Named(Name),
    PerClass(BTreeMap<String, f64>),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Balanced,
    BalancedSubsample,
}

impl TryFrom<Json> for ClassWeight {
    type Error = String;

    fn try_from(json: Json) -> Result<Self, String> {
        match json {
            Json::Named(Name::Balanced) => Ok(Self::Balanced),
            Json::Named(Name::BalancedSubsample) => Ok(Self::BalancedSubsample),
            Json::PerClass(weights) => weights
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

impl From<ClassWeight> for Json {
    fn from(weight: ClassWeight) -> Self {
        match weight {
            ClassWeight::Balanced => Self::Named(Name::Balanced),
            ClassWeight::BalancedSubsample => Self::Named(Name::BalancedSubsample),
            ClassWeight::PerClass(weights) => {
                let text = |(class, weight): (usize, f64)| (class.to_string(), weight);
                Self::PerClass(weights.into_iter().map(text).collect())
            }
        }
    }
}

impl Show for ClassWeight {
    fn show(&self) -> String {
        match self {
            Self::PerClass(weights) => format!("{weights:?}"),
            named => name_of(&Self::NAMES, named),
        }
    }
}
