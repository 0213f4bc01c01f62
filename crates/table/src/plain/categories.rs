//! How many different categories a column has, at the price of a look into a small table.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use crate::column::MOST_CATEGORIES;

/// How many categories are remembered by a worker: columns with more have them counted each time.
const RECENT: usize = 256;

/// The categories of a column, by their hashes.
pub(super) type Categories = HashSet<u64, BuildHasherDefault<Same>>;

/// The hash of a hash is the same.
#[derive(Debug, Default)]
pub(super) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, _: &[u8]) {}
}

/// The categories of a column that a worker came upon.
#[derive(Debug)]
pub(super) struct Recent {
    hashes: Box<[u64; RECENT]>,
    /// Those that may be new to others.
    new: Vec<u64>,
}

impl Recent {
    pub(super) fn new() -> Self {
        Self {
            hashes: Box::new([0; RECENT]),
            new: Vec::new(),
        }
    }

    /// Whether the one with this hash was here lately; from now on it was.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the lowest bits are asked for"
    )]
    pub(super) fn is_known(&mut self, hash: u64) -> bool {
        let place = &mut self.hashes[hash as usize % RECENT];
        std::mem::replace(place, hash) == hash
    }

    /// Takes note of a category that is not known.
    pub(super) fn add(&mut self, hash: u64) {
        self.new.push(hash);
    }

    /// Adds what is new to `all`; false if these are too many.
    pub(super) fn tell(&mut self, all: &mut Categories) -> bool {
        all.extend(self.new.drain(..));
        all.len() <= MOST_CATEGORIES
    }
}

/// A number for `text`, of which no two texts have the same but by a chance of 1 to 2^64.
pub(super) fn hash(text: &[u8]) -> u64 {
    const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
    let (chunks, rest) = text.as_chunks::<8>();
    let mut state = SEED ^ text.len() as u64;
    for chunk in chunks {
        state = mix(state ^ u64::from_le_bytes(*chunk)).wrapping_add(SEED);
    }
    let rest = rest
        .iter()
        .fold(0, |word, byte| word << 8 | u64::from(*byte));
    mix(state ^ rest)
}

/// Both halves of a product with an odd number whose bits are mixed.
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
fn mix(word: u64) -> u64 {
    const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;
    let product = u128::from(word) * u128::from(FACTOR);
    product as u64 ^ (product >> 64) as u64
}
