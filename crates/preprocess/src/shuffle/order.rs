//! The rows of every bucket into their order.

use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::sync::Mutex;

use lines::on_threads;
use stage::outputs::{OutputError, OutputFile};
use stage::progress::Progress;

use super::buckets::Bucket;
use super::{Part, ShuffleError, Sizes, lock};

/// How many bytes are written at once, about.
const WRITTEN: usize = 1 << 20;

/// What a thread needs for one bucket after the other.
#[derive(Default)]
struct Order {
    /// The bucket.
    bytes: Vec<u8>,
    /// Where its rows are in it, in their order.
    rows: Vec<Range<usize>>,
    /// Some rows in their order.
    ordered: Vec<u8>,
}

/// Reads each bucket and writes it back with its rows in their order.
pub(super) fn order(
    buckets: Vec<Bucket>,
    parts: [Part<'_>; 2],
    sizes: Sizes,
    progress: &Progress,
) -> Result<(), ShuffleError> {
    let threads = threads(&buckets, sizes);
    let rest = Mutex::new(buckets.into_iter());
    on_threads(threads, |stop| {
        let mut order = Order::default();
        while !stop.is_asked_for() {
            let Some(bucket) = lock(&rest).next() else {
                break;
            };
            progress.add(bucket.bytes);
            let output = parts[bucket.part].file;
            order.bucket(bucket, output)?;
        }
        Ok::<_, ShuffleError>(())
    })
}

/// As many as there are processors and buckets, and as fit into memory with a bucket each.
fn threads(buckets: &[Bucket], sizes: Sizes) -> usize {
    let of_rows = |rows: usize| (rows * size_of::<Range<usize>>()) as u64;
    let memory = |bucket: &Bucket| bucket.bytes + of_rows(bucket.rows.len());
    let largest = buckets.iter().map(memory).max();
    let fit = sizes.ordered / largest.unwrap_or_default().max(1);
    let fit = usize::try_from(fit).unwrap_or(usize::MAX).max(1);
    sizes.threads.min(buckets.len()).min(fit)
}

impl Order {
    fn bucket(&mut self, bucket: Bucket, output: &OutputFile) -> Result<(), OutputError> {
        self.bytes
            .resize(usize::try_from(bucket.bytes).unwrap_or(usize::MAX), 0);
        let read = output.file().read_exact_at(&mut self.bytes, bucket.start);
        read.map_err(|error| output.error(error))?;
        self.rows.clear();
        self.rows.resize(bucket.rows.len(), 0..0);
        let mut end = 0;
        for row in bucket.rows {
            let begin = end;
            end += row.length as usize;
            self.rows[row.place as usize] = begin..end;
        }
        self.write(bucket.start, output)
    }

    /// Writes the rows to `place`.
    fn write(&mut self, mut place: u64, output: &OutputFile) -> Result<(), OutputError> {
        let last = self.rows.len().saturating_sub(1);
        self.ordered.clear();
        for (at, row) in self.rows.iter().enumerate() {
            self.ordered.extend_from_slice(&self.bytes[row.clone()]);
            if self.ordered.len() >= WRITTEN || at == last {
                let written = output.file().write_all_at(&self.ordered, place);
                written.map_err(|error| output.error(error))?;
                place += self.ordered.len() as u64;
                self.ordered.clear();
            }
        }
        Ok(())
    }
}
