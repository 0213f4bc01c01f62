//! Forests and hashes as the fixtures have them (`oracle/forest.py`).

use forest::{RandomForest, RandomForestParams};
use linfa::traits::Fit;
use sha2::{Digest, Sha256};

use crate::tables::Table;

/// Grows our forest with scikit-learn's parameters.
pub(crate) fn fit(params: &RandomForestParams, table: &Table) -> RandomForest {
    params
        .fit(&table.dataset())
        .expect("the fixture's parameters and tables are valid")
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
