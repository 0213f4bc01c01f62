//! A set of rows of a table.

use std::sync::atomic::{AtomicU64, Ordering};

/// Rows of a table, a bit for each row, and a number for each member.
#[derive(Debug)]
pub(crate) struct RowSet {
    words: Vec<u64>,
    /// How many members there are before each word.
    before: Vec<u32>,
    len: usize,
}

/// Rows that are collected by several threads.
#[derive(Debug)]
pub(crate) struct RowCollection(Vec<AtomicU64>);

const BITS: usize = u64::BITS as usize;

impl RowCollection {
    /// None of `n_rows` rows, which are at most `u32::MAX`.
    pub(crate) fn new(n_rows: usize) -> Self {
        let words = (0..n_rows.div_ceil(BITS)).map(|_| AtomicU64::new(0));
        Self(words.collect())
    }

    pub(crate) fn insert(&self, row: usize) {
        let (word, bit) = (&self.0[row / BITS], 1 << (row % BITS));
        // Most rows of a small table are drawn again and again.
        if word.load(Ordering::Relaxed) & bit == 0 {
            word.fetch_or(bit, Ordering::Relaxed);
        }
    }

    pub(crate) fn finish(self) -> RowSet {
        let words: Vec<u64> = self.0.into_iter().map(AtomicU64::into_inner).collect();
        let mut len = 0;
        let members = |word: &u64| {
            let before = len;
            len += word.count_ones();
            before
        };
        RowSet {
            before: words.iter().map(members).collect(),
            words,
            len: len as usize,
        }
    }
}

impl RowSet {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn contains(&self, row: usize) -> bool {
        self.words
            .get(row / BITS)
            .is_some_and(|word| word >> (row % BITS) & 1 == 1)
    }

    /// How many members there are before a row: the number of a member.
    pub(crate) fn rank(&self, row: usize) -> usize {
        let below = self.words[row / BITS] & ((1 << (row % BITS)) - 1);
        self.before[row / BITS] as usize + below.count_ones() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::RowCollection;

    #[test]
    fn members_are_numbered_in_the_order_of_the_rows() {
        let rows = [0, 3, 63, 64, 65, 127, 128, 199];
        let collection = RowCollection::new(200);
        rows.iter()
            .rev()
            .chain(&rows)
            .for_each(|&row| collection.insert(row));
        let set = collection.finish();
        assert_eq!(set.len(), rows.len());
        for row in 0..300 {
            assert_eq!(set.contains(row), rows.contains(&row), "{row}");
        }
        for (number, &row) in rows.iter().enumerate() {
            assert_eq!(set.rank(row), number);
        }
    }
}
