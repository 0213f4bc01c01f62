//! The values of a column, and the classes that each is in.

use std::collections::BTreeMap;

use lines::digest::DigestMap;

/// Values and their classes, as long as they are few. Those of classes that turn out to have too
/// few rows to count are among them.
#[derive(Debug)]
pub(super) struct Values {
    /// The first class that each was seen in.
    first: DigestMap<u16>,
    /// All classes of those that were seen in several.
    shared: BTreeMap<u64, Vec<u16>>,
    /// How many pairs of a value and one of its classes there are, and may be.
    pairs: usize,
    most: usize,
}

impl Values {
    /// No values yet. At most `most` are remembered, each once for every class that it is in.
    pub(super) fn new(most: usize) -> Self {
        Self {
            first: DigestMap::default(),
            shared: BTreeMap::new(),
            pairs: 0,
            most,
        }
    }

    /// No values, remembered in the same way.
    pub(super) fn blank(&self) -> Self {
        Self::new(self.most)
    }

    /// Adds a value of this class; false if the values are too many.
    pub(super) fn add(&mut self, digest: u64, class: u16) -> bool {
        let mut is_new = false;
        let first = *self.first.entry(digest).or_insert_with(|| {
            is_new = true;
            class
        });
        if first != class {
            let classes = self.shared.entry(digest).or_insert_with(|| vec![first]);
            is_new = !classes.contains(&class);
            if is_new {
                classes.push(class);
            }
        }
        self.pairs += usize::from(is_new);
        self.pairs <= self.most
    }

    /// Adds the values of other rows; false if they are too many.
    pub(super) fn merge(&mut self, more: Self) -> bool {
        let first = more.first.into_iter();
        let shared = more.shared.into_iter();
        let shared = shared
            .flat_map(|(value, classes)| classes.into_iter().map(move |class| (value, class)));
        let mut pairs = first.chain(shared);
        pairs.all(|(digest, class)| self.add(digest, class))
    }

    /// Whether a value is in two of the classes that count.
    pub(super) fn are_shared(&self, counts: impl Fn(u16) -> bool) -> bool {
        let two = |classes: &Vec<u16>| classes.iter().filter(|&&class| counts(class)).count() > 1;
        self.shared.values().any(two)
    }

    /// How many values are in a class that counts.
    pub(super) fn number(&self, counts: impl Fn(u16) -> bool) -> u64 {
        let is_counted = |(digest, class): (&u64, &u16)| match self.shared.get(digest) {
            Some(classes) => classes.iter().any(|&class| counts(class)),
            None => counts(*class),
        };
        let values = self.first.iter().map(is_counted);
        values.map(u64::from).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_and_compared_in_classes_that_count() {
        let mut values = Values::new(10);
        for (value, class) in [(1, 0), (2, 1), (1, 0), (2, 2), (3, 2)] {
            assert!(values.add(value, class));
        }
        assert!(values.are_shared(|_| true));
        assert!(!values.are_shared(|class| class != 2));
        let counted = [0, 1, 2].map(|of| values.number(|class| class == of));
        assert_eq!((counted, values.number(|_| true)), ([1, 1, 2], 3));
    }

    #[test]
    fn values_are_too_many_in_any_order_and_pieces() {
        let all = [(1, 0), (2, 1), (2, 0), (3, 1), (3, 1)];
        for (most, expected) in [(3, false), (4, true)] {
            for cut in 0..=all.len() {
                let (mut values, mut more) = (Values::new(most), Values::new(most));
                let mut first = all[..cut].iter();
                let mut rest = all[cut..].iter().rev();
                let are_few = first.all(|&(value, class)| values.add(value, class))
                    && rest.all(|&(value, class)| more.add(value, class))
                    && values.merge(more);
                assert_eq!(are_few, expected, "{most}, {cut}");
            }
        }
    }
}
