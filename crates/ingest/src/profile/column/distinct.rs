//! The different values of a column, counted exactly up to a limit.

use std::collections::HashMap;

use params::shorten;

use lines::digest::{self, DigestMap};

/// How many values are kept as examples.
const EXAMPLES: usize = 3;
/// Of how many values the classes are counted.
const TOLD_BY_CLASS: u32 = 256;

/// The different values of a column.
#[derive(Debug)]
pub(in crate::profile) struct Distinct {
    limit: usize,
    places: DigestMap<u32>,
    /// The rows of each value, in the order in which they came first.
    rows: Vec<u64>,
    /// The rows of each of the first values and each class.
    by_class: HashMap<(u32, usize), u64>,
    pub(in crate::profile) examples: Vec<String>,
    /// There are more than the limit.
    pub(in crate::profile) more: bool,
    /// Some value came twice.
    pub(in crate::profile) repeats: bool,
}

impl Distinct {
    pub(in crate::profile) fn new(limit: usize) -> Self {
        Self {
            limit,
            places: DigestMap::default(),
            rows: Vec::new(),
            by_class: HashMap::new(),
            examples: Vec::new(),
            more: false,
            repeats: false,
        }
    }

    /// Takes note of a value in a row of the `class`; `digest` is that of `cell`.
    pub(in crate::profile) fn add(&mut self, cell: &str, digest: u64, class: usize) {
        if self.more && self.repeats {
            // There is nothing more to know.
        } else if let Some(&place) = self.places.get(&digest) {
            self.repeats = true;
            self.rows[place as usize] += 1;
            self.count(place, class);
        } else if self.rows.len() < self.limit {
            let place = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            self.places.insert(digest, place);
            self.rows.push(1);
            self.count(place, class);
            if self.examples.len() < EXAMPLES {
                self.examples.push(shorten::text(cell));
            }
        } else {
            self.more = true;
        }
    }

    fn count(&mut self, place: u32, class: usize) {
        if place < TOLD_BY_CLASS {
            *self.by_class.entry((place, class)).or_default() += 1;
        }
    }

    /// How many there are, at least.
    pub(in crate::profile) fn len(&self) -> usize {
        self.places.len()
    }

    /// Takes `cell` for a value no longer.
    pub(in crate::profile) fn forget(&mut self, cell: &str) {
        self.places.remove(&digest::of_text(cell.as_bytes()));
        self.examples.retain(|example| example != cell);
    }

    /// How many rows the commonest class of each value has, in all; nothing if the classes of some
    /// values were not counted.
    pub(in crate::profile) fn rows_told(&self) -> Option<u64> {
        if self.more || self.rows.len() > TOLD_BY_CLASS as usize {
            return None;
        }
        let mut most = vec![0; self.rows.len()];
        for (&(place, _), &rows) in &self.by_class {
            let most = &mut most[place as usize];
            *most = rows.max(*most);
        }
        Some(most.iter().sum())
    }
}
