//! How many different categories a column has, in bounded memory.

use lines::digest::{self, DigestSet};

/// The most categories of a column. An encoder has a position or a column for each, and the
/// model's file a text.
pub(crate) const MOST_CATEGORIES: usize = 100_000;

/// The different categories that were seen, by their digests.
#[derive(Debug, Default)]
pub(crate) struct Categories {
    digests: DigestSet,
}

impl Categories {
    pub(crate) fn note(&mut self, category: &[u8]) {
        // One more than allowed is all that need be known.
        if self.digests.len() <= MOST_CATEGORIES {
            self.digests.insert(digest::of_text(category));
        }
    }

    pub(crate) fn are_too_many(&self) -> bool {
        self.digests.len() > MOST_CATEGORIES
    }
}
