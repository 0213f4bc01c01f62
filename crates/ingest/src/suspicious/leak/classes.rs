//! The rows of each class, as one column has them.

use std::collections::BTreeMap;

use crate::suspicious::ENOUGH;

/// The rows of each class.
#[derive(Debug)]
pub(super) struct Classes {
    of: BTreeMap<u16, OfClass>,
    /// How many classes the table has, or how many of them are looked at.
    number: usize,
}

/// The rows of a class.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfClass {
    /// How many cells are missing.
    pub(super) missing: u64,
    /// How many are not.
    pub(super) there: u64,
    least: f64,
    greatest: f64,
}

impl OfClass {
    const NONE: Self = Self {
        missing: 0,
        there: 0,
        least: f64::INFINITY,
        greatest: f64::NEG_INFINITY,
    };

    /// Has the range of its values hold `number`, if there is one.
    pub(super) fn widen(&mut self, number: Option<f64>) {
        // The least of a number and what is none is the number.
        let number = number.unwrap_or(f64::NAN);
        self.least = self.least.min(number);
        self.greatest = self.greatest.max(number);
    }

    fn merge(&mut self, more: &Self) {
        self.missing += more.missing;
        self.there += more.there;
        self.least = self.least.min(more.least);
        self.greatest = self.greatest.max(more.greatest);
    }

    fn is_large(&self) -> bool {
        self.missing + self.there >= ENOUGH
    }
}

impl Classes {
    pub(super) fn new(number: usize) -> Self {
        Self {
            of: BTreeMap::new(),
            number,
        }
    }

    /// No rows, of as many classes.
    pub(super) fn blank(&self) -> Self {
        Self::new(self.number)
    }

    /// The rows of `class`; nothing if it is not looked at.
    pub(super) fn of(&mut self, class: u16) -> Option<&mut OfClass> {
        let is_looked_at = usize::from(class) < self.number;
        is_looked_at.then(|| self.of.entry(class).or_insert(OfClass::NONE))
    }

    /// How many classes have rows.
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    pub(super) fn merge(&mut self, more: Self) {
        for (class, more) in more.of {
            self.of.entry(class).or_insert(OfClass::NONE).merge(&more);
        }
    }

    /// Whether `class` has enough cells that are not missing.
    pub(super) fn are_there(&self, class: u16) -> bool {
        let class = self.of.get(&class);
        class.is_some_and(|class| class.there >= ENOUGH)
    }

    /// The cells that are not missing, of the classes that have enough of them; nothing if there
    /// are not two such classes.
    pub(super) fn rows_there(&self) -> Option<u64> {
        let there = || self.of.values().map(|class| class.there);
        let large = || there().filter(|&there| there >= ENOUGH);
        (large().count() > 1).then(|| large().sum())
    }

    /// Whether the ranges of two classes with enough cells overlap.
    pub(super) fn overlap(&self) -> bool {
        let large = self.of.values().filter(|class| class.there >= ENOUGH);
        let mut ranges: Vec<_> = large.map(|class| (class.least, class.greatest)).collect();
        ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
        ranges.windows(2).any(|pair| pair[0].1 >= pair[1].0)
    }

    /// Whether some classes may turn out to be missing in all rows, and others in none. With a cell
    /// in each class, none can be missing.
    pub(super) fn may_differ_by_missing(&self) -> bool {
        let with_cells = self.of.values().filter(|class| class.there > 0).count();
        let mixed = |class: &OfClass| class.is_large() && class.there > 0 && class.missing > 0;
        with_cells < self.number && !self.of.values().any(mixed)
    }

    /// Whether some classes are missing in all rows and others in none, which the rest of them has
    /// to be as well.
    pub(super) fn differ_by_missing(&self) -> bool {
        let mut large = self.of.values().filter(|class| class.is_large());
        large.clone().any(|class| class.there == 0) && large.any(|class| class.missing == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(rows: &[(u64, u64)]) -> Classes {
        let mut classes = Classes::new(rows.len());
        for (class, &(there, missing)) in (0..).zip(rows) {
            let seen = classes.of(class).unwrap();
            (seen.there, seen.missing) = (there, missing);
        }
        classes
    }

    #[test]
    fn classes_differ_by_missing_cells_if_each_has_all_or_none() {
        for (rows, may, differ) in [
            (&[(0, 20), (20, 0)][..], true, true),
            (&[(0, 20), (20, 0), (30, 0)], true, true),
            (&[(0, 20), (20, 0), (3, 5)], true, true),
            (&[(0, 20), (20, 0), (19, 1)], false, true),
            (&[(0, 20), (0, 20)], true, false),
            (&[(20, 0), (1, 0)], false, false),
            (&[(20, 0), (0, 1)], true, false),
        ] {
            let classes = classes(rows);
            let found = (classes.may_differ_by_missing(), classes.differ_by_missing());
            assert_eq!(found, (may, differ), "{rows:?}");
        }
    }

    #[test]
    fn only_ranges_of_classes_with_enough_rows_overlap() {
        let mut classes = classes(&[(20, 0), (20, 0), (19, 0)]);
        for (class, range) in [(0, [1.0, 2.0]), (1, [3.0, 4.0]), (2, [0.0, 9.0])] {
            for end in range {
                classes.of(class).unwrap().widen(Some(end));
            }
        }
        assert!(!classes.overlap());
        classes.of(0).unwrap().widen(Some(3.0));
        assert!(classes.overlap());
    }

    /// 8000 columns of 1000 classes took 600 MB.
    #[test]
    fn classes_behind_the_last_that_is_compared_have_no_rows() {
        let mut classes = Classes::new(2);
        assert!(classes.of(1).is_some());
        assert!(classes.of(2).is_none());
        assert_eq!(classes.len(), 1);
    }
}
