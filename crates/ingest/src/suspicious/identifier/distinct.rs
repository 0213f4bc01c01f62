//! Whether values are all different, in bounded memory.

use lines::digest::DigestSet;

/// Values none of which was seen twice. All are remembered up to a number of them, and beyond it a
/// sample: those whose digests end with a number of zeros, which grows by one each time that they
/// are too many.
///
/// Which values a sample holds does not depend on the order of the rows. A value that is seen
/// twice is found if it is in the sample of all rows, or was seen twice before that.
#[derive(Debug)]
pub(super) struct Distinct {
    sample: DigestSet,
    zeros: u32,
    most: usize,
}

impl Distinct {
    /// No values yet. At most `most` are remembered.
    pub(super) fn new(most: usize) -> Self {
        Self {
            sample: DigestSet::default(),
            zeros: 0,
            most,
        }
    }

    /// No values, remembered in the same way.
    pub(super) fn blank(&self) -> Self {
        Self::new(self.most)
    }

    /// Adds the value of this digest; false if it was seen before.
    pub(super) fn add(&mut self, digest: u64) -> bool {
        if digest.trailing_zeros() < self.zeros {
            return true;
        }
        let is_new = self.sample.insert(digest);
        self.shrink();
        is_new
    }

    /// Adds the values of other rows; false if one of them was seen before.
    pub(super) fn merge(&mut self, mut more: Self) -> bool {
        let zeros = self.zeros.max(more.zeros);
        self.sample_by(zeros);
        more.sample_by(zeros);
        let mut digests = more.sample.into_iter();
        let are_new = digests.all(|digest| self.sample.insert(digest));
        self.shrink();
        are_new
    }

    fn shrink(&mut self) {
        while self.sample.len() > self.most {
            self.sample_by(self.zeros + 1);
        }
    }

    fn sample_by(&mut self, zeros: u32) {
        if zeros > self.zeros {
            self.sample
                .retain(|digest| digest.trailing_zeros() >= zeros);
            self.zeros = zeros;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lines::digest;

    /// The values up to the first that was seen before, and whether there is none.
    fn of(values: impl IntoIterator<Item = i128>) -> (Distinct, bool) {
        let mut distinct = Distinct::new(100);
        let mut digests = values.into_iter().map(digest::of_number);
        let are_new = digests.all(|digest| distinct.add(digest));
        (distinct, are_new)
    }

    #[test]
    fn few_values_are_compared_with_all_others() {
        assert!(of(0..100).1);
        assert!(!of((0..100).chain([57])).1);
        assert!(of(0..50).0.merge(of(50..100).0));
        assert!(!of(0..50).0.merge(of(49..60).0));
    }

    #[test]
    fn of_many_values_a_sample_is_compared() {
        let (all, are_new) = of(0..100_000);
        assert!(are_new);
        assert!(
            (40..=100).contains(&all.sample.len()),
            "{}",
            all.sample.len()
        );
        assert!(!of((0..100_000).chain(0..50_000)).1, "half of them twice");
        assert!(!of((0..100_000).map(|value| value / 2)).1, "pairs");
    }

    #[test]
    fn the_sample_is_the_same_in_any_order_and_pieces() {
        let all = of(0..10_000).0;
        let backwards = of((0..10_000).rev()).0;
        let mut pieces = of(5000..10_000).0;
        assert!(pieces.merge(of(0..5000).0));
        for other in [backwards, pieces] {
            assert_eq!((&other.sample, other.zeros), (&all.sample, all.zeros));
        }
    }
}
