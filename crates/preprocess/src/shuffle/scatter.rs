//! Every row of the file into its bucket.

use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, PoisonError};

use lines::on_threads;
use stage::outputs::OutputError;
use stage::progress::Progress;

use super::buckets::{Bucket, Moved, Plan};
use super::{Lines, Part, ShuffleError, Sizes, lock};

/// What is left of the file.
struct Rest<'a> {
    lines: &'a Lines<'a>,
    plan: &'a Plan,
    buckets: Vec<Bucket>,
    /// The next row.
    row: usize,
    /// Where it begins in the file.
    start: u64,
}

/// Some rows that follow each other in the file.
#[derive(Default)]
struct Batch {
    rows: Range<usize>,
    /// Where they are in the file.
    bytes: Range<u64>,
    /// Where those of each bucket go.
    places: Vec<Place>,
}

/// Where the rows of a batch go that belong into the same bucket.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The part, by its position.
    part: usize,
    /// The first one's place there, in bytes.
    in_part: u64,
    /// How many bytes they are.
    bytes: usize,
    /// Behind the last one that was gathered.
    gathered: usize,
}

/// Writes every row into its bucket, those of a bucket in the order of the file. Gives the buckets
/// with the rows that they hold.
pub(super) fn scatter(
    lines: &Lines<'_>,
    plan: &Plan,
    buckets: Vec<Bucket>,
    parts: [Part<'_>; 2],
    sizes: Sizes,
    progress: &Progress,
) -> Result<Vec<Bucket>, ShuffleError> {
    let bytes: u64 = lines.rows.lengths.iter().copied().map(u64::from).sum();
    let batches = bytes.div_ceil(sizes.batch as u64);
    let threads = usize::try_from(batches).map_or(sizes.threads, |n| n.min(sizes.threads));
    let rest = Mutex::new(Rest {
        lines,
        plan,
        buckets,
        row: 0,
        start: lines.start,
    });
    on_threads(threads, |stop| {
        let mut batch = Batch::default();
        let (mut read, mut gathered) = (Vec::new(), Vec::new());
        // Which batch a thread gets is left to chance. Where its rows go is not.
        while !stop.is_asked_for() && lock(&rest).next(&mut batch, sizes.batch) {
            batch.read(lines, &mut read)?;
            batch.gather(lines, plan, &read, &mut gathered)?;
            batch.write(parts, &gathered)?;
            progress.add(gathered.len() as u64);
        }
        Ok::<_, ShuffleError>(())
    })?;
    let rest = rest.into_inner();
    Ok(rest.unwrap_or_else(PoisonError::into_inner).buckets)
}

impl Rest<'_> {
    /// Makes a batch of the next rows of about `size` bytes; false if there are none.
    fn next(&mut self, batch: &mut Batch, size: usize) -> bool {
        let (first, start) = (self.row, self.start);
        batch.places.clear();
        batch.places.resize(self.buckets.len(), Place::default());
        while self.row < self.lines.rows.len() && self.start - start < size as u64 {
            self.add(&mut batch.places);
        }
        (batch.rows, batch.bytes) = (first..self.row, start..self.start);
        let mut begin = 0;
        for (place, bucket) in batch.places.iter_mut().zip(&mut self.buckets) {
            place.part = bucket.part;
            place.in_part = bucket.start + bucket.filled;
            bucket.filled += place.bytes as u64;
            place.gathered = begin;
            begin += place.bytes;
        }
        !batch.rows.is_empty()
    }

    /// Adds the next row.
    fn add(&mut self, places: &mut [Place]) {
        let rank = self.plan.ranks.of_rows()[self.row];
        let number = self.plan.bucket(rank);
        let (bucket, length) = (&mut self.buckets[number], self.lines.kept(self.row));
        let place = rank - bucket.ranks.start;
        bucket.rows.push(Moved { place, length });
        places[number].bytes += length as usize;
        self.start += u64::from(self.lines.rows.lengths[self.row]);
        self.row += 1;
    }
}

impl Batch {
    /// Reads the rows.
    fn read(&self, lines: &Lines<'_>, read: &mut Vec<u8>) -> Result<(), ShuffleError> {
        let length = self.bytes.end - self.bytes.start;
        read.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
        let done = lines.file.read_exact_at(read, self.bytes.start);
        done.map_err(|error| match error.kind() {
            // It was longer when its rows were counted.
            io::ErrorKind::UnexpectedEof => ShuffleError::Changed,
            _ => ShuffleError::Read(error),
        })
    }

    /// Puts those that belong into the same bucket one behind the other, without the names of
    /// their classes.
    fn gather(
        &mut self,
        lines: &Lines<'_>,
        plan: &Plan,
        mut read: &[u8],
        gathered: &mut Vec<u8>,
    ) -> Result<(), ShuffleError> {
        gathered.resize(self.places.iter().map(|place| place.bytes).sum(), 0);
        for row in self.rows.clone() {
            let (line, others) = read.split_at(lines.rows.lengths[row] as usize);
            read = others;
            if !lines.tail(row).ends(line) {
                return Err(ShuffleError::Changed);
            }
            let place = &mut self.places[plan.bucket(plan.ranks.of_rows()[row])];
            let begin = place.gathered;
            place.gathered += lines.kept(row) as usize;
            let copy = &mut gathered[begin..place.gathered];
            let last = copy.len() - 1;
            copy[..last].copy_from_slice(&line[..last]);
            copy[last] = b'\n';
        }
        Ok(())
    }

    /// Writes them into their buckets.
    fn write(&self, parts: [Part<'_>; 2], gathered: &[u8]) -> Result<(), OutputError> {
        for place in self.places.iter().filter(|place| place.bytes > 0) {
            let output = parts[place.part].file;
            let bytes = &gathered[place.gathered - place.bytes..place.gathered];
            let written = output.file().write_all_at(bytes, place.in_part);
            written.map_err(|error| output.error(error))?;
        }
        Ok(())
    }
}
