//! How much is remembered of the columns.

/// How much of a column may be remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The most values that are compared with each other to see whether all differ.
    pub(super) sample: usize,
    /// The most values that are remembered with their classes.
    pub(super) values: usize,
    /// The most classes that are compared: the first ones.
    pub(super) classes: usize,
}

impl Limits {
    /// The limits of each column, where this number of `columns` shares the memory for all.
    pub(super) fn of(columns: usize) -> Self {
        let share = |all: usize, least, most| (all / columns.max(1)).clamp(least, most);
        Self {
            sample: share(2 << 20, 100, 1 << 16),
            values: share(1_000_000, 100, 10_000),
            classes: share(1_000_000, 100, 10_000),
        }
    }
}
