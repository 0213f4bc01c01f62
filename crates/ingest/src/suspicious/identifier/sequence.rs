//! The whole numbers of a column, one a row.

use lines::digest;

/// Whole numbers in the order of their rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sequence(Option<Seen>);

#[derive(Clone, Copy, Debug)]
struct Seen {
    number: u64,
    first: i128,
    last: i128,
    least: i128,
    greatest: i128,
    rise: bool,
    fall: bool,
    /// The digests of all, added up.
    sum: u64,
}

impl Sequence {
    /// Adds the value of the next row; false if it is none.
    pub(super) fn add(&mut self, value: Option<i128>) -> bool {
        let one = value.map(Seen::one);
        self.followed_by(one);
        one.is_some()
    }

    /// Adds the values of the rows that follow; always true.
    pub(super) fn append(&mut self, next: Self) -> bool {
        self.followed_by(next.0);
        true
    }

    fn followed_by(&mut self, next: Option<Seen>) {
        self.0 = match (self.0, next) {
            (Some(seen), Some(next)) => Some(seen.followed_by(next)),
            (seen, next) => seen.or(next),
        };
    }

    /// Whether they rise or fall throughout.
    pub(super) fn is_ordered(&self) -> bool {
        self.0.is_none_or(|seen| seen.rise || seen.fall)
    }

    /// What is regular about them.
    pub(super) fn pattern(&self) -> Option<String> {
        let seen = self.0?;
        if seen.rise {
            return Some("its whole numbers rise from row to row".to_owned());
        }
        if seen.fall {
            return Some("its whole numbers fall from row to row".to_owned());
        }
        let Seen {
            least, greatest, ..
        } = seen;
        seen.is_each_once()
            .then(|| format!("it holds each whole number from {least} to {greatest} once"))
    }
}

impl Seen {
    fn one(value: i128) -> Self {
        Self {
            number: 1,
            first: value,
            last: value,
            least: value,
            greatest: value,
            rise: true,
            fall: true,
            sum: digest::of_number(value),
        }
    }

    fn followed_by(self, next: Self) -> Self {
        Self {
            number: self.number + next.number,
            first: self.first,
            last: next.last,
            least: self.least.min(next.least),
            greatest: self.greatest.max(next.greatest),
            rise: self.rise && next.rise && self.last < next.first,
            fall: self.fall && next.fall && self.last > next.first,
            sum: self.sum.wrapping_add(next.sum),
        }
    }

    /// Whether it is each whole number from the least to the greatest, once. There are as many of
    /// those, and the sums of the digests agree: others have the same sum with a chance of 2^-64.
    fn is_each_once(&self) -> bool {
        // Numbers of any length: the difference of two may be none.
        let gap = self.greatest.checked_sub(self.least);
        if gap != Some(i128::from(self.number) - 1) {
            return false;
        }
        let digests = (self.least..=self.greatest).map(digest::of_number);
        digests.fold(0, u64::wrapping_add) == self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = i128>) -> Option<String> {
        let mut sequence = Sequence::default();
        for value in values {
            assert!(sequence.add(Some(value)));
        }
        sequence.pattern()
    }

    #[test]
    fn numbers_that_rise_fall_or_leave_no_gap_are_found() {
        let rows = || 0..50_i128;
        let found = [
            of(rows()),
            of(rows().map(|row| 900 - 7 * row)),
            of(rows().map(|row| 1 + row * 21 % 50)),
        ];
        let found: Vec<_> = found.into_iter().map(Option::unwrap).collect();
        insta::assert_snapshot!(found.join("\n"), @"
    its whole numbers rise from row to row
    its whole numbers fall from row to row
    it holds each whole number from 1 to 50 once
    ");
    }

    #[test]
    fn other_numbers_are_not() {
        let rows = || 0..50_i128;
        assert_eq!(of(rows().map(|row| row / 2)), None, "in pairs");
        assert_eq!(of(rows().map(|row| row * 7919 % 10_007)), None, "no order");
        assert_eq!(of(rows().map(|_| 7)), None, "constant");
        let twice = rows().map(|row| [row * 21 % 50, 13][usize::from(row == 17)]);
        assert_eq!(of(twice), None, "one twice, and one not at all");
        assert_eq!(of([i128::MAX, i128::MIN, i128::MAX]), None);
    }
}
