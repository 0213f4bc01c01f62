//! The targets of a case, and the rows that are kept of its parts.

use std::fmt::Write;

use numpy::random::RandomState;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Rows as the fixtures keep them.
#[derive(Debug, Deserialize, PartialEq)]
pub(crate) struct Kept {
    rows: usize,
    head: Vec<u32>,
    sha256: String,
}

/// The targets that the script made: every class as often as `counts` says, shuffled.
pub(crate) fn targets(order: u32, counts: &[usize]) -> Vec<u16> {
    let classes = (0..).zip(counts);
    let sorted: Vec<_> = classes
        .flat_map(|(class, &n)| std::iter::repeat_n(class, n))
        .collect();
    let order = RandomState::new(order).permutation(sorted.len());
    order.into_iter().map(|row| sorted[row]).collect()
}

/// What the script would keep of these rows.
pub(crate) fn kept(rows: &[u32]) -> Kept {
    let bytes: Vec<u8> = rows
        .iter()
        .flat_map(|&row| u64::from(row).to_le_bytes())
        .collect();
    let mut sha256 = String::new();
    for byte in Sha256::digest(&bytes) {
        write!(sha256, "{byte:02x}").unwrap();
    }
    Kept {
        rows: rows.len(),
        head: rows.iter().take(4).copied().collect(),
        sha256,
    }
}
