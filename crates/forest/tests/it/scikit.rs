//! Parameters and hashes as the fixtures have them (`oracle/forest.py`).

use forest::{MaxFeatures, RandomForest, RandomForestParams};
use linfa::traits::Fit;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::tables::Table;

/// scikit-learn's parameters as the fixture has them; what is absent is the default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Params {
    random_state: u32,
    n_estimators: usize,
    max_depth: Option<usize>,
    #[serde(default = "sqrt")]
    max_features: MaxFeaturesValue,
    min_samples_leaf: Option<usize>,
    min_samples_split: Option<usize>,
    min_impurity_decrease: Option<f64>,
    bootstrap: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum MaxFeaturesValue {
    /// `null`.
    All,
    Count(usize),
    Fraction(f64),
    Named(Name),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    Sqrt,
    Log2,
}

impl From<MaxFeaturesValue> for MaxFeatures {
    fn from(value: MaxFeaturesValue) -> Self {
        match value {
            MaxFeaturesValue::All => Self::All,
            MaxFeaturesValue::Count(count) => Self::Count(count),
            MaxFeaturesValue::Fraction(share) => Self::Fraction(share),
            MaxFeaturesValue::Named(Name::Sqrt) => Self::Sqrt,
            MaxFeaturesValue::Named(Name::Log2) => Self::Log2,
        }
    }
}

fn sqrt() -> MaxFeaturesValue {
    MaxFeaturesValue::Named(Name::Sqrt)
}

impl Params {
    /// Grows our forest with these parameters.
    pub(crate) fn fit(&self, table: &Table) -> RandomForest {
        RandomForestParams::new()
            .n_estimators(self.n_estimators)
            .max_depth(self.max_depth)
            .max_features(self.max_features.into())
            .min_samples_leaf(self.min_samples_leaf.unwrap_or(1))
            .min_samples_split(self.min_samples_split.unwrap_or(2))
            .min_impurity_decrease(self.min_impurity_decrease.unwrap_or(0.0))
            .bootstrap(self.bootstrap.unwrap_or(true))
            .random_state(self.random_state)
            .fit(&table.dataset())
            .expect("the fixture's parameters and tables are valid")
    }
}

/// The first 16 hex digits of a sha256.
pub(crate) fn sha256(bytes: impl IntoIterator<Item = u8>) -> String {
    let bytes: Vec<u8> = bytes.into_iter().collect();
    let digest = Sha256::digest(&bytes);
    let start = digest.first_chunk().expect("a sha256 has 32 bytes");
    format!("{:016x}", u64::from_be_bytes(*start))
}

/// Numbers as little-endian float64.
pub(crate) fn f64_bytes<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u8> {
    values
        .into_iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// Integers as little-endian int64.
pub(crate) fn i64_bytes<T: Copy + Into<i64>>(values: &[T]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|&value| value.into().to_le_bytes())
        .collect()
}
