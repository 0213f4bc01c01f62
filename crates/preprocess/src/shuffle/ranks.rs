//! The place of every row among all rows of both parts.

use std::ops::Range;

use model_selection::Split;

/// About how many groups of ranks there are: enough to cut a bucket nearly where it should be, and
/// few enough to keep what is known of each in a processor's cache.
const GROUPS: usize = 1 << 16;

/// The rank of every row: its place among the rows of both parts, train before test.
///
/// Ranks that differ in their lowest bits only are a group. Some ranks between the parts are left
/// out, so that no group is of both.
#[derive(Debug)]
pub(super) struct Ranks {
    of_rows: Vec<u32>,
    /// Those of train, and those of test.
    pub(super) parts: [Range<u32>; 2],
    /// How many bits are the lowest.
    shift: u32,
}

impl Ranks {
    /// Of the rows of `split`. Takes four bytes a row in addition to those of the split.
    pub(super) fn new(split: Split) -> Self {
        let n_rows = split.train.len() + split.test.len();
        let shift = n_rows.div_ceil(GROUPS).next_power_of_two().ilog2();
        let train = 0..narrow(split.train.len());
        let first = train.end.next_multiple_of(1 << shift);
        let test = first..first + narrow(split.test.len());
        let mut of_rows = vec![0; n_rows];
        for (row, rank) in split.train.into_iter().zip(train.clone()) {
            of_rows[row as usize] = rank;
        }
        for (row, rank) in split.test.into_iter().zip(test.clone()) {
            of_rows[row as usize] = rank;
        }
        Self {
            of_rows,
            parts: [train, test],
            shift,
        }
    }

    /// The rank of each row, in the order of the file.
    pub(super) fn of_rows(&self) -> &[u32] {
        &self.of_rows
    }

    /// The group of a rank.
    pub(super) fn group(&self, rank: u32) -> usize {
        (rank >> self.shift) as usize
    }

    /// The groups of these ranks, which begin with a group and end with one, or with a part.
    pub(super) fn groups(&self, ranks: &Range<u32>) -> Range<usize> {
        self.group(ranks.start)..self.group(ranks.end + ((1 << self.shift) - 1))
    }

    /// The ranks of the groups in the part, which are some of its groups.
    pub(super) fn of_groups(&self, groups: Range<usize>, part: usize) -> Range<u32> {
        let rank = |group| (narrow(group) << self.shift).min(self.parts[part].end);
        rank(groups.start)..rank(groups.end)
    }
}

/// All counts of rows and groups fit: [`MOST_ROWS`](model_selection::MOST_ROWS) leaves room for the
/// ranks that are left out.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a split has at most MOST_ROWS rows"
)]
fn narrow(count: usize) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_count_the_rows_of_train_and_then_those_of_test() {
        let split = Split {
            train: vec![3, 0, 2],
            test: vec![4, 1],
        };
        let ranks = Ranks::new(split);
        assert_eq!(ranks.of_rows(), [1, 4, 2, 0, 3]);
        assert_eq!(ranks.parts, [0..3, 3..5]);
        assert_eq!(ranks.groups(&(3..5)), 3..5);
    }

    #[test]
    fn no_group_is_of_both_parts() {
        let (n_train, n_test) = (200_001, 99_999);
        let split = Split {
            train: (0..n_train).collect(),
            test: (n_train..n_train + n_test).collect(),
        };
        let ranks = Ranks::new(split);
        let [train, test] = &ranks.parts;
        assert_eq!(ranks.group(train.end - 1) + 1, ranks.group(test.start));
        assert_eq!(train.end, n_train);
        assert_eq!(test.len(), n_test as usize);
        let (of_train, of_test) = (ranks.groups(train), ranks.groups(test));
        assert_eq!(of_train.end, of_test.start);
        assert!(of_test.end <= 2 * GROUPS);
        assert_eq!(ranks.of_groups(of_train, 0), *train);
        assert_eq!(ranks.of_groups(of_test, 1), *test);
    }
}
