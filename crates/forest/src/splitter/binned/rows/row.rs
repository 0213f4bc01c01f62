//! The rows of a tree's sample, each in one integer.

/// The largest class index and weight that fit into a [`Row`]. Data beyond are for the plain
/// searches.
pub(crate) const ROW_LIMIT: u32 = u16::MAX as u32;

/// The number of a row, its class and its weight.
///
/// Row numbers are those of the records, or places within a [`NodeBlock`](super::NodeBlock).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Row(u64);

impl Row {
    /// `class` and `weight` are at most [`ROW_LIMIT`].
    pub(crate) fn new(number: u32, class: u32, weight: u32) -> Self {
        debug_assert!(class <= ROW_LIMIT && weight <= ROW_LIMIT);
        Self(u64::from(weight) << 48 | u64::from(class) << 32 | u64::from(number))
    }

    /// The same class and weight under another number.
    pub(crate) fn renumbered(self, number: u32) -> Self {
        Self(self.0 >> 32 << 32 | u64::from(number))
    }

    /// The number of the row.
    pub(crate) fn number(self) -> usize {
        self.number_u32() as usize
    }

    #[expect(clippy::cast_possible_truncation, reason = "takes the lower half")]
    pub(crate) fn number_u32(self) -> u32 {
        self.0 as u32
    }

    /// The class index of the row.
    pub(crate) fn class(self) -> usize {
        (self.0 >> 32 & 0xffff) as usize
    }

    /// How often the row is in the sample, at most [`ROW_LIMIT`] times.
    pub(crate) fn weight(self) -> u32 {
        (self.0 >> 48) as u32
    }

    /// The row with a sort key in place of its number: such rows sort by key.
    pub(crate) fn keyed(self, key: u32) -> KeyedRow {
        KeyedRow(u64::from(key) << 32 | self.0 >> 32)
    }
}

/// The sort key of a row's value, and the row's class and weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyedRow(u64);

impl KeyedRow {
    /// A key, and the [`load`](Self::load) of its row.
    pub(crate) fn new(key: u32, load: u32) -> Self {
        Self(u64::from(key) << 32 | u64::from(load))
    }

    /// The sort key.
    pub(crate) fn key(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The class and the weight in one word.
    #[expect(clippy::cast_possible_truncation, reason = "takes the lower half")]
    pub(crate) fn load(self) -> u32 {
        self.0 as u32
    }

    /// The class index of the row.
    pub(crate) fn class(self) -> usize {
        (self.0 & 0xffff) as usize
    }

    /// How often the row is in the sample, at most [`ROW_LIMIT`] times.
    #[expect(clippy::cast_possible_truncation, reason = "takes sixteen bits")]
    pub(crate) fn weight(self) -> u32 {
        (self.0 as u32) >> 16
    }
}

#[cfg(test)]
mod tests {
    use super::{ROW_LIMIT, Row};

    #[test]
    fn a_row_keeps_what_it_is_given() {
        let row = Row::new(u32::MAX, ROW_LIMIT, 7).renumbered(9);
        assert_eq!((row.number(), row.class(), row.weight()), (9, 65_535, 7));
        let keyed = row.keyed(80);
        assert_eq!(
            (keyed.key(), keyed.class(), keyed.weight()),
            (80, 65_535, 7)
        );
    }
}
