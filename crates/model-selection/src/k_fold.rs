//! Every row held out once: scikit-learn's
//! `StratifiedKFold(n_splits, shuffle=True, random_state)`.

use numpy::random::RandomState;

use crate::split::{Split, SplitError, check, count, rows_by_class};

/// scikit-learn's splitter of this name, which shuffles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StratifiedKFold {
    /// How many folds there are, at least 2.
    pub n_splits: usize,
    /// The seed.
    pub random_state: u32,
}

impl StratifiedKFold {
    /// The splits of rows whose classes are `targets`: each fold is held out in one of them. Rows
    /// are in their order in both parts, and the folds have every class in about the same share.
    /// Takes about eight bytes a row while it works, and leaves four for each fold.
    ///
    /// # Errors
    ///
    /// As scikit-learn, when no class has a row for each fold. Also when a class has but one row,
    /// where scikit-learn warns: nobody could learn that class from the other folds.
    pub fn split(&self, targets: &[u16]) -> Result<Vec<Split>, SplitError> {
        let counts = count(targets);
        check(targets.len(), &counts)?;
        let largest = counts.iter().copied().max().unwrap_or(0);
        if self.n_splits > largest {
            let (n_splits, rows) = (self.n_splits, largest);
            return Err(SplitError::TooManyFolds { n_splits, rows });
        }
        let folds = self.folds(rows_by_class(targets, &counts), targets.len());
        Ok(self.numbers().map(|fold| held_out(&folds, fold)).collect())
    }

    /// The numbers of the folds, which are no more than there are rows.
    fn numbers(&self) -> impl Iterator<Item = u32> {
        (0..).take(self.n_splits)
    }

    /// The fold of each of `n_rows` rows, which are those of the `classes`.
    fn folds(&self, mut classes: Vec<Vec<u32>>, n_rows: usize) -> Vec<u32> {
        // In the order of their first rows, which is how scikit-learn numbers them.
        classes.sort_unstable_by_key(|rows| rows.first().copied());
        let mut random = RandomState::new(self.random_state);
        let mut folds = vec![0; n_rows];
        // Where the rows of the class would begin, if all rows were sorted by their class.
        let mut start = 0;
        for rows in classes {
            // The sorted rows are dealt out to the folds one after the other.
            let dealt = |fold: u32| {
                let places = start..start + rows.len();
                let of_fold = places.filter(|place| place % self.n_splits == fold as usize);
                std::iter::repeat_n(fold, of_fold.count())
            };
            let mut of_class: Vec<_> = self.numbers().flat_map(dealt).collect();
            random.shuffle(&mut of_class);
            start += rows.len();
            for (row, fold) in rows.into_iter().zip(of_class) {
                folds[row as usize] = fold;
            }
        }
        folds
    }
}

/// The rows of `fold`, and the others.
fn held_out(folds: &[u32], fold: u32) -> Split {
    let rows = (0..).zip(folds).map(|(row, _)| row);
    let (test, train) = rows.partition(|&row: &u32| folds[row as usize] == fold);
    Split { train, test }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const FIVE: StratifiedKFold = StratifiedKFold {
        n_splits: 5,
        random_state: 42,
    };

    #[test]
    fn every_row_is_held_out_once_and_every_class_is_in_every_fold() {
        let targets: Vec<u16> = (0..100).map(|row| row % 4 / 3).collect();
        let splits = FIVE.split(&targets).unwrap();
        let mut rows: Vec<_> = splits.iter().flat_map(|split| split.test.clone()).collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..100).collect::<Vec<_>>());
        for Split { train, test } in splits {
            assert_eq!((train.len(), test.len()), (80, 20));
            let second = test.iter().filter(|&&row| targets[row as usize] == 1);
            assert_eq!(second.count(), 5);
        }
    }

    #[test]
    fn more_folds_than_rows_of_any_class_are_refused_with_what_to_change() {
        let error = FIVE.split(&[0, 0, 0, 0, 1, 1]).unwrap_err();
        assert_snapshot!(error.of_setting("train.validation.n_splits"), @"split the rows: `train.validation.n_splits` is 5, more than the 4 rows of the largest class; lower it in params.yaml");
    }

    #[test]
    fn a_class_that_could_not_be_learnt_is_refused() {
        let error = FIVE.split(&[0, 0, 0, 0, 0, 2]).unwrap_err();
        assert_eq!(error, SplitError::ClassTooSmall { classes: vec![2] });
    }
}
