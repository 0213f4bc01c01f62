//! How many different categories a column has, in bounded memory.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

/// The most categories of a column. An encoder has a position or a column for each, and the
/// model's file a text.
pub(crate) const MOST_CATEGORIES: usize = 100_000;

/// The different categories that were seen, by their hashes, which are the same in every run.
#[derive(Debug, Default)]
pub(crate) struct Categories {
    hashes: HashSet<u64>,
}

impl Categories {
    pub(crate) fn note(&mut self, category: &[u8]) {
        // One more than allowed is all that need be known.
        if self.hashes.len() <= MOST_CATEGORIES {
            let hasher = BuildHasherDefault::<DefaultHasher>::default();
            self.hashes.insert(hasher.hash_one(category));
        }
    }

    pub(crate) fn are_too_many(&self) -> bool {
        self.hashes.len() > MOST_CATEGORIES
    }
}
