//! The rows of two parts, and why there are none.

/// The most rows that can be split: their numbers are kept in 32 bits, and some numbers are left
/// over so that groups of them can be made even.
pub const MOST_ROWS: usize = 4_000_000_000;

/// The rows of the two parts, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Rows to train on.
    pub train: Vec<u32>,
    /// Rows held out.
    pub test: Vec<u32>,
}

/// The split that is asked for cannot be made of these rows.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SplitError {
    /// Classes of one row cannot be in both parts.
    #[error(
        "split the rows: the classes {classes:?} have only 1 row each; expected at least 2, one for each part"
    )]
    ClassTooSmall {
        /// The classes, as numbers.
        classes: Vec<usize>,
    },
    /// There are more rows than [`MOST_ROWS`].
    #[error(
        "split the rows: there are {0}, and {MOST_ROWS} is the most that can be split; take fewer \
         rows in `data.source`"
    )]
    TooManyRows(usize),
    /// A part cannot hold a row of every class.
    #[error(
        "split the rows: {rows} of {total} are left for the {part} part, fewer than the {classes} \
         classes"
    )]
    PartTooSmall {
        /// "test" or "train".
        part: &'static str,
        /// The rows of that part.
        rows: usize,
        /// All rows.
        total: usize,
        /// The classes that occur.
        classes: usize,
    },
    /// No class has a row for each fold.
    #[error("split the rows: {n_splits} folds are more than the {rows} rows of the largest class")]
    TooManyFolds {
        /// The folds that are asked for.
        n_splits: usize,
        /// The rows of the largest class.
        rows: usize,
    },
}

impl SplitError {
    /// The same for a person who can change `setting`, which asked for the split: what it leads
    /// to, and what to do with it.
    #[must_use]
    pub fn of_setting(&self, setting: &str) -> String {
        match self {
            Self::PartTooSmall {
                part,
                rows,
                total,
                classes,
            } => {
                let advice = if *part == "test" { "raise" } else { "lower" };
                format!(
                    "split the rows: `{setting}` leaves {rows} of {total} for the {part} part, \
                     fewer than the {classes} classes; {advice} it in params.yaml"
                )
            }
            Self::TooManyFolds { n_splits, rows } => format!(
                "split the rows: `{setting}` is {n_splits}, more than the {rows} rows of the \
                 largest class; lower it in params.yaml"
            ),
            Self::ClassTooSmall { .. } | Self::TooManyRows(_) => self.to_string(),
        }
    }
}

/// For every class up to the largest, how many rows it has.
pub(crate) fn count(targets: &[u16]) -> Vec<usize> {
    let last = targets.iter().max();
    let mut counts = vec![0; last.map_or(0, |&last| usize::from(last) + 1)];
    for &class in targets {
        counts[usize::from(class)] += 1;
    }
    counts
}

/// The rows of each class that occurs, in ascending order. `counts` says how many they are.
pub(crate) fn rows_by_class(targets: &[u16], counts: &[usize]) -> Vec<Vec<u32>> {
    // Of the right size from the start: a vector that grows may take twice the memory.
    let mut classes: Vec<_> = counts.iter().map(|&n| Vec::with_capacity(n)).collect();
    for (row, &class) in (0..).zip(targets) {
        classes[usize::from(class)].push(row);
    }
    classes.retain(|rows| !rows.is_empty());
    classes
}

/// Whether the rows can be numbered, and no class has but one of them.
pub(crate) fn check(rows: usize, counts: &[usize]) -> Result<(), SplitError> {
    if rows > MOST_ROWS {
        return Err(SplitError::TooManyRows(rows));
    }
    let single = |class: &usize| counts[*class] == 1;
    let classes: Vec<_> = (0..counts.len()).filter(single).collect();
    if classes.is_empty() {
        return Ok(());
    }
    Err(SplitError::ClassTooSmall { classes })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn more_rows_than_can_be_numbered_are_refused() {
        check(MOST_ROWS, &[]).unwrap();
        let error = check(MOST_ROWS + 1, &[]).unwrap_err().to_string();
        assert_snapshot!(error, @"split the rows: there are 4000000001, and 4000000000 is the most that can be split; take fewer rows in `data.source`");
    }
}
