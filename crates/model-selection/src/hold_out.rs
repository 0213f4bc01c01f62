//! One part that is held out: scikit-learn's
//! `train_test_split(test_size, random_state, stratify)`, which is one split of its
//! `StratifiedShuffleSplit`.

use numpy::random::RandomState;

use crate::apportion::apportion;
use crate::split::{Split, SplitError, check, count, rows_by_class};

/// Splits the rows whose classes are `targets`, of which `test_rows` are held out: every class that
/// occurs is in both parts, in about the same share. Takes eight bytes a row while it works, and
/// leaves four.
///
/// # Errors
///
/// As scikit-learn: when a class has fewer than two rows, or a part fewer rows
/// than there are classes. Also when there are more rows than [`MOST_ROWS`](crate::MOST_ROWS).
pub fn train_test_split(
    targets: &[u16],
    test_rows: usize,
    random_state: u32,
) -> Result<Split, SplitError> {
    let counts = count(targets);
    check(targets.len(), &counts)?;
    let occurring = counts.iter().filter(|&&count| count > 0).count();
    let train_rows = targets.len().saturating_sub(test_rows);
    check_part("train", train_rows, targets.len(), occurring)?;
    check_part("test", test_rows, targets.len(), occurring)?;
    let classes = rows_by_class(targets, &counts);
    Ok(draw(classes, train_rows, test_rows, random_state))
}

fn check_part(
    part: &'static str,
    rows: usize,
    total: usize,
    classes: usize,
) -> Result<(), SplitError> {
    if rows < classes {
        return Err(SplitError::PartTooSmall {
            part,
            rows,
            total,
            classes,
        });
    }
    Ok(())
}

/// The draws, in the one order that gives scikit-learn's rows.
fn draw(classes: Vec<Vec<u32>>, train_rows: usize, test_rows: usize, random_state: u32) -> Split {
    let mut random = RandomState::new(random_state);
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
        let split = train_test_split(&iris(), 30, 42).unwrap();
        assert_eq!(split.train[..8], [8, 106, 76, 9, 89, 146, 94, 133]);
        assert_eq!(split.test[..8], [38, 127, 57, 93, 42, 56, 22, 20]);
        assert_eq!((split.train.len(), split.test.len()), (120, 30));
    }

    #[test]
    fn no_row_is_lost_or_in_both_parts() {
        let split = train_test_split(&iris(), 50, 7).unwrap();
        let mut rows = [split.train, split.test].concat();
        rows.sort_unstable();
        assert_eq!(rows, (0..150).collect::<Vec<_>>());
    }

    #[test]
    fn a_class_of_one_row_is_refused() {
        let error = train_test_split(&[0, 0, 1, 0], 2, 0).unwrap_err();
        assert_eq!(error, SplitError::ClassTooSmall { classes: vec![1] });
    }

    #[test]
    fn a_part_smaller_than_the_number_of_classes_is_refused_with_what_to_change() {
        let message = |rows| {
            let error = train_test_split(&iris(), rows, 0).unwrap_err();
            error.of_setting("preprocess.test_size")
        };
        assert_snapshot!(message(2), @"split the rows: `preprocess.test_size` leaves 2 of 150 for the test part, fewer than the 3 classes; raise it in params.yaml");
        assert_snapshot!(message(400), @"split the rows: `preprocess.test_size` leaves 0 of 150 for the train part, fewer than the 3 classes; lower it in params.yaml");
    }
}
