//! How many different categories a column has, at the price of a look into a small table.

use lines::digest::DigestSet;

use crate::column::MOST_CATEGORIES;

/// How many categories are remembered by a worker: columns with more have them counted each time.
const RECENT: usize = 256;

/// The categories of a column that a worker came upon.
#[derive(Debug)]
pub(super) struct Recent {
    digests: Box<[u64; RECENT]>,
    /// Those that may be new to others.
    new: Vec<u64>,
}

impl Recent {
    pub(super) fn new() -> Self {
        Self {
            digests: Box::new([0; RECENT]),
            new: Vec::new(),
        }
    }

    /// Whether the one with this digest was here lately; from now on it was.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the lowest bits are asked for"
    )]
    pub(super) fn is_known(&mut self, digest: u64) -> bool {
        let place = &mut self.digests[digest as usize % RECENT];
        std::mem::replace(place, digest) == digest
    }

    /// Takes note of a category that is not known.
    pub(super) fn add(&mut self, digest: u64) {
        self.new.push(digest);
    }

    /// Adds what is new to `all`; false if these are too many.
    pub(super) fn tell(&mut self, all: &mut DigestSet) -> bool {
        all.extend(self.new.drain(..));
        all.len() <= MOST_CATEGORIES
    }
}
