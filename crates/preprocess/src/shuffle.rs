//! The rows of a file, in another order in two others, with memory for a few of them: a bucket
//! shuffle.
//!
//! The place of every row in its part is known before any is moved. The parts are divided into
//! buckets, ranges that fit into memory. The file is read once from begin to end, and each row
//! goes into the range of its bucket, behind those that came before; then each bucket is read, its
//! rows are brought into order, and written back. No row is written to any other place.
//!
//! What a row costs in memory: 4 bytes for its length, 2 for its class, 4 for its rank, and 8 more
//! in its bucket, of which only the last remain while buckets are ordered.
//!
//! # Layout
//!
//! - `ranks`: the place of every row.
//! - `buckets`: the ranges, and which rows belong into each.
//! - `scatter`: every row into its bucket.
//! - `order`: the rows of every bucket into their order.

mod buckets;
mod order;
mod ranks;
mod scatter;

use std::fs::File;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model_selection::Split;
use stage::outputs::{OutputError, OutputFile};
use stage::progress::{Progress, Unit};

use crate::rows::Rows;
use crate::tails::{Tail, Tails};
use buckets::Plan;

/// The rows that are to be moved.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    /// Where they stand, one behind the other.
    pub(crate) file: &'a File,
    /// Where the first one begins, in bytes.
    pub(crate) start: u64,
    /// Their lengths and classes.
    pub(crate) rows: Rows,
    /// How they end.
    pub(crate) tails: Tails,
}

impl Lines<'_> {
    /// How the `row` must end.
    fn tail(&self, row: usize) -> &Tail {
        self.tails.of(self.rows.classes[row])
    }

    /// How many bytes of the `row` go into its part.
    fn kept(&self, row: usize) -> u32 {
        self.tail(row).kept(self.rows.lengths[row])
    }
}

/// Where the rows go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The output.
    pub(crate) file: &'a OutputFile,
    /// Where its first row begins, in bytes.
    pub(crate) start: u64,
}

/// How many buckets there are of a large table, if there is memory for buckets of that size.
const BUCKETS: u64 = 64;

/// How much is done at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// On how many threads, at most.
    pub(crate) threads: usize,
    /// How many bytes a thread reads at once, about.
    pub(crate) batch: usize,
    /// How many bytes a bucket has at least, about.
    pub(crate) bucket: u64,
    /// How many bytes the buckets may take that are in memory at the same time, about.
    pub(crate) ordered: u64,
}

impl Sizes {
    /// The sizes that suit a table of `n_rows` rows.
    pub(crate) fn new(n_rows: usize) -> Self {
        // What is freed when all rows are in their buckets: lengths, classes and ranks.
        let freed = 10 * n_rows as u64;
        Self {
            threads: lines::threads(),
            batch: 4 << 20,
            bucket: 16 << 20,
            ordered: freed.max(128 << 20),
        }
    }

    /// The bytes of a bucket, about, if those of all rows are `bytes`: so large that what is
    /// written to each at once is not too little, but so small that each thread can have one.
    fn bucket(self, bytes: u64) -> u64 {
        let most = (self.ordered / self.threads.max(1) as u64).max(self.bucket);
        (bytes / BUCKETS).clamp(self.bucket, most)
    }
}

/// Why rows were not moved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShuffleError {
    /// The file does not hold the rows any more that were counted in it.
    #[error("the file changed")]
    Changed,
    /// The file cannot be read.
    #[error(transparent)]
    Read(io::Error),
    /// A part cannot be written, or what was written cannot be read.
    #[error(transparent)]
    Part(#[from] OutputError),
}

/// Writes the rows of `split` into the `parts`, train and test, each in its order and without the
/// name of its class. `step` tells who waits what is done.
///
/// # Errors
///
/// When the rows cannot be read or written, or are not what they were.
pub(crate) fn shuffle(
    lines: Lines<'_>,
    split: Split,
    parts: [Part<'_>; 2],
    sizes: Sizes,
    step: &str,
) -> Result<(), ShuffleError> {
    let (plan, buckets) = Plan::new(&lines, split, parts.map(|part| part.start), sizes);
    let bytes: u64 = buckets.iter().map(|bucket| bucket.bytes).sum();
    // Each goes into its bucket, and then to its place.
    let progress = Progress::start(step, Unit::Bytes, Some(2 * bytes));
    let buckets = scatter::scatter(&lines, &plan, buckets, parts, sizes, &progress)?;
    // Only the buckets are needed from here on.
    drop((lines, plan));
    order::order(buckets, parts, sizes, &progress)
}

/// A thread that panics ends the program; what it held does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
