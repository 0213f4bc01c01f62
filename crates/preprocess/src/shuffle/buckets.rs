//! The buckets, and which rows belong into each.

use std::ops::Range;

use model_selection::Split;

use super::ranks::Ranks;
use super::{Lines, Sizes};

/// Where every row goes.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) ranks: Ranks,
    /// The bucket of each group of ranks.
    buckets: Vec<u32>,
}

/// A range of a part, with the rows that belong into it.
#[derive(Debug)]
pub(super) struct Bucket {
    /// The part, by its position.
    pub(super) part: usize,
    /// Where it begins, in bytes.
    pub(super) start: u64,
    /// How many bytes it has.
    pub(super) bytes: u64,
    /// The ranks of its rows.
    pub(super) ranks: Range<u32>,
    /// Those of its rows that go into it first, in the order in which they stand there.
    pub(super) rows: Vec<Moved>,
    /// How many bytes those rows have.
    pub(super) filled: u64,
}

/// A row in a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    /// Its rank, counted from the first one of the bucket.
    pub(super) place: u32,
    /// Its length in bytes, the line feed included.
    pub(super) length: u32,
}

impl Plan {
    /// Makes buckets of the right `sizes`. The rows of the parts begin at `starts`.
    pub(super) fn new(
        lines: &Lines<'_>,
        split: Split,
        starts: [u64; 2],
        sizes: Sizes,
    ) -> (Self, Vec<Bucket>) {
        let ranks = Ranks::new(split);
        let bytes = bytes_of_groups(&ranks, lines);
        let size = sizes.bucket(bytes.iter().sum());
        let mut made = Vec::new();
        for (part, start) in starts.into_iter().enumerate() {
            made.extend(cut(&ranks, &bytes, part, start, size));
        }
        let mut buckets = Vec::with_capacity(bytes.len());
        for (number, bucket) in (0..).zip(&mut made) {
            buckets.resize(ranks.groups(&bucket.ranks).end, number);
            bucket.rows.reserve_exact(bucket.ranks.len());
        }
        (Self { ranks, buckets }, made)
    }

    /// The bucket of the row of a rank.
    pub(super) fn bucket(&self, rank: u32) -> usize {
        self.buckets[self.ranks.group(rank)] as usize
    }
}

/// How many bytes the rows of each group have in their part.
fn bytes_of_groups(ranks: &Ranks, lines: &Lines<'_>) -> Vec<u64> {
    let mut groups = vec![0; ranks.groups(&ranks.parts[1]).end];
    for (row, &rank) in ranks.of_rows().iter().enumerate() {
        groups[ranks.group(rank)] += u64::from(lines.kept(row));
    }
    groups
}

/// Divides a part that begins at `start` into buckets. `bytes` are those of all groups.
fn cut(ranks: &Ranks, bytes: &[u64], part: usize, start: u64, size: u64) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut start = start;
    for group in ranks.groups(&ranks.parts[part]) {
        let (bytes, ranks) = (bytes[group], ranks.of_groups(group..group + 1, part));
        match buckets.last_mut() {
            Some(last) if last.bytes + bytes <= size => {
                last.bytes += bytes;
                last.ranks.end = ranks.end;
            }
            _ => buckets.push(Bucket {
                part,
                start,
                bytes,
                ranks,
                rows: Vec::new(),
                filled: 0,
            }),
        }
        start += bytes;
    }
    buckets
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use crate::rows::Rows;
    use crate::tails::Tails;

    /// The plan for rows of 10 bytes each in the parts, and of 12 in the file.
    fn plan(train: &[u32], test: &[u32], size: u64) -> (Plan, Vec<Bucket>) {
        let rows = train.len() + test.len();
        let lines = Lines {
            file: &File::open("/dev/null").unwrap(),
            start: 0,
            rows: Rows {
                lengths: vec![12; rows],
                classes: vec![0; rows],
            },
            tails: Tails::new(&["a".to_owned()]),
        };
        let split = Split {
            train: train.to_vec(),
            test: test.to_vec(),
        };
        let sizes = Sizes {
            threads: 1,
            batch: 1,
            bucket: size,
            ordered: 200,
        };
        Plan::new(&lines, split, [100, 200], sizes)
    }

    #[test]
    fn buckets_follow_each_other_in_both_parts() {
        let (plan, buckets) = plan(&[4, 0, 3, 1], &[2, 5], 25);
        let buckets: Vec<_> = buckets
            .into_iter()
            .map(|bucket| (bucket.part, bucket.start, bucket.bytes, bucket.ranks))
            .collect();
        assert_eq!(
            buckets,
            [(0, 100, 20, 0..2), (0, 120, 20, 2..4), (1, 200, 20, 4..6)]
        );
        let of_ranks: Vec<_> = (0..6).map(|rank| plan.bucket(rank)).collect();
        assert_eq!(of_ranks, [0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn a_row_larger_than_a_bucket_has_one_of_its_own() {
        let (_, buckets) = plan(&[0, 1, 2], &[3], 1);
        assert_eq!(buckets.len(), 4);
    }

    #[test]
    fn large_tables_have_larger_buckets_as_far_as_memory_goes() {
        let split = |n_rows: u32| {
            let train: Vec<_> = (0..n_rows - 1).collect();
            plan(&train, &[n_rows - 1], 20).1
        };
        let largest = |buckets: &[Bucket]| buckets.iter().map(|bucket| bucket.bytes).max();
        assert_eq!(largest(&split(100)), Some(20));
        let buckets = split(640);
        assert_eq!((largest(&buckets), buckets.len()), (Some(100), 65));
        assert_eq!(largest(&split(10_000)), Some(200));
    }
}
