//! Which rows go into which part: scikit-learn's
//! `train_test_split(test_size, random_state, stratify)`.

use numpy::random::RandomState;
use params::TestSize;

use crate::apportion::apportion;

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
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
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
        "split the rows: `preprocess.test_size` leaves {rows} of {total} for the {part} part, \
         fewer than the {classes} classes; {advice} it in params.yaml"
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
        /// "raise" or "lower".
        advice: &'static str,
    },
}

/// Splits the rows whose classes are `targets`: every class that occurs is in
/// both parts, in about the same share. Takes eight bytes a row while it works, and leaves four.
///
/// # Errors
///
/// As scikit-learn: when a class has fewer than two rows, or a part fewer rows
/// than there are classes. Also when there are more rows than [`MOST_ROWS`].
pub fn stratified(targets: &[u16], size: TestSize, seed: u32) -> Result<Split, SplitError> {
    let counts = count(targets);
    check_classes(&counts)?;
    let occurring = counts.iter().filter(|&&count| count > 0).count();
    let test_rows = test_rows(size, targets.len());
    let train_rows = targets.len().saturating_sub(test_rows);
    check_part("train", train_rows, "lower", targets.len(), occurring)?;
    check_part("test", test_rows, "raise", targets.len(), occurring)?;
    let mut classes = rows_by_class(targets, &counts)?;
    classes.retain(|rows| !rows.is_empty());
    Ok(draw(classes, train_rows, test_rows, seed))
}

/// A share of the rows is rounded up, so that some are always held out.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of the rows is at least 0 and at most their number"
)]
fn test_rows(size: TestSize, rows: usize) -> usize {
    match size {
        TestSize::Fraction(share) => (share * rows as f64).ceil() as usize,
        TestSize::Rows(rows) => rows,
    }
}

/// For every class up to the largest, how many rows it has.
fn count(targets: &[u16]) -> Vec<usize> {
    let mut counts = vec![
        0;
        targets
            .iter()
            .max()
            .map_or(0, |&last| usize::from(last) + 1)
    ];
    for &class in targets {
        counts[usize::from(class)] += 1;
    }
    counts
}

/// For every class, its rows in ascending order.
fn rows_by_class(targets: &[u16], counts: &[usize]) -> Result<Vec<Vec<u32>>, SplitError> {
    check_rows(targets.len())?;
    // Of the right size from the start: a vector that grows may take twice the memory.
    let mut classes: Vec<_> = counts.iter().map(|&n| Vec::with_capacity(n)).collect();
    for (row, &class) in (0..).zip(targets) {
        classes[usize::from(class)].push(row);
    }
    Ok(classes)
}

fn check_rows(rows: usize) -> Result<(), SplitError> {
    if rows > MOST_ROWS {
        return Err(SplitError::TooManyRows(rows));
    }
    Ok(())
}

fn check_classes(counts: &[usize]) -> Result<(), SplitError> {
    let single = |class: &usize| counts[*class] == 1;
    let classes: Vec<_> = (0..counts.len()).filter(single).collect();
    if classes.is_empty() {
        return Ok(());
    }
    Err(SplitError::ClassTooSmall { classes })
}

fn check_part(
    part: &'static str,
    rows: usize,
    advice: &'static str,
    total: usize,
    classes: usize,
) -> Result<(), SplitError> {
    if rows < classes {
        return Err(SplitError::PartTooSmall {
            part,
            rows,
            total,
            classes,
            advice,
        });
    }
    Ok(())
}

/// The draws, in the one order that gives scikit-learn's rows.
fn draw(classes: Vec<Vec<u32>>, train_rows: usize, test_rows: usize, seed: u32) -> Split {
    let mut random = RandomState::new(seed);
    let counts: Vec<_> = classes.iter().map(Vec::len).collect();
    let in_train = apportion(&counts, train_rows, &mut random);
    let left: Vec<_> = counts
        .iter()
        .zip(&in_train)
        .map(|(all, taken)| all - taken)
        .collect();
    let in_test = apportion(&left, test_rows, &mut random);
    let mut train = Vec::with_capacity(train_rows);
    let mut test = Vec::with_capacity(test_rows);
    for ((mut rows, for_train), for_test) in classes.into_iter().zip(in_train).zip(in_test) {
        // The rows in the order of a `permutation` of their number.
        random.shuffle(&mut rows);
        train.extend_from_slice(&rows[..for_train]);
        test.extend_from_slice(&rows[for_train..for_train + for_test]);
    }
    random.shuffle(&mut train);
    random.shuffle(&mut test);
    Split { train, test }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn iris() -> Vec<u16> {
        (0..150).map(|row| row / 50).collect()
    }

    #[test]
    fn the_default_split_of_iris_starts_with_scikit_learns_rows() {
        let split = stratified(&iris(), TestSize::Fraction(0.2), 42).unwrap();
        assert_eq!(split.train[..8], [8, 106, 76, 9, 89, 146, 94, 133]);
        assert_eq!(split.test[..8], [38, 127, 57, 93, 42, 56, 22, 20]);
        assert_eq!((split.train.len(), split.test.len()), (120, 30));
    }

    #[test]
    fn a_number_of_rows_equals_the_share_that_it_is() {
        let share = stratified(&iris(), TestSize::Fraction(0.2), 1).unwrap();
        assert_eq!(stratified(&iris(), TestSize::Rows(30), 1).unwrap(), share);
    }

    #[test]
    fn no_row_is_lost_or_in_both_parts() {
        let split = stratified(&iris(), TestSize::Fraction(0.33), 7).unwrap();
        let mut rows = [split.train, split.test].concat();
        rows.sort_unstable();
        assert_eq!(rows, (0..150).collect::<Vec<_>>());
    }

    #[test]
    fn a_class_of_one_row_is_refused() {
        let error = stratified(&[0, 0, 1, 0], TestSize::Fraction(0.5), 0).unwrap_err();
        assert_eq!(error, SplitError::ClassTooSmall { classes: vec![1] });
    }

    #[test]
    fn more_rows_than_can_be_numbered_are_refused() {
        check_rows(MOST_ROWS).unwrap();
        let error = check_rows(MOST_ROWS + 1).unwrap_err().to_string();
        assert_snapshot!(error, @"split the rows: there are 4000000001, and 4000000000 is the most that can be split; take fewer rows in `data.source`");
    }

    #[test]
    fn a_part_smaller_than_the_number_of_classes_is_refused_with_what_to_change() {
        let message = |rows| {
            let error = stratified(&iris(), TestSize::Rows(rows), 0).unwrap_err();
            error.to_string()
        };
        assert_snapshot!(message(2), @"split the rows: `preprocess.test_size` leaves 2 of 150 for the test part, fewer than the 3 classes; raise it in params.yaml");
        assert_snapshot!(message(400), @"split the rows: `preprocess.test_size` leaves 0 of 150 for the train part, fewer than the 3 classes; lower it in params.yaml");
    }
}
