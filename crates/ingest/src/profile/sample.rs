//! A few thousand rows of the table, each as likely to be among them as any other.

use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};

/// How many cells are kept at most, and how many rows.
const CELLS: usize = 2_000_000;
const ROWS: usize = 20_000;

/// A row: its class, and of each other cell its digest, and the number that it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) class: usize,
    pub(super) digests: Vec<u64>,
    /// Not a number for what is none.
    pub(super) numbers: Vec<f64>,
}

/// The rows that were drawn so far (Vitter's algorithm R, with a fixed seed).
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) rows: Vec<Row>,
    size: usize,
    seen: u64,
    random: SmallRng,
}

impl Sample {
    pub(super) fn of(columns: usize) -> Self {
        Self {
            rows: Vec::new(),
            size: (CELLS / columns.max(1)).clamp(100, ROWS),
            seen: 0,
            random: SmallRng::seed_from_u64(0),
        }
    }

    /// Takes note of one more row.
    pub(super) fn add(&mut self, row: &Row) {
        self.seen += 1;
        if self.rows.len() < self.size {
            self.rows.push(row.clone());
            return;
        }
        let place = self.random.gen_range(0..self.seen);
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        if let Some(old) = self.rows.get_mut(place) {
            old.clone_from(row);
        }
    }

    /// Whether the sample is the whole table.
    pub(super) fn is_all(&self) -> bool {
        self.seen == self.rows.len() as u64
    }
}
