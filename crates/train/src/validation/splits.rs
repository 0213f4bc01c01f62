//! Which training rows a model learns from, and which it is scored on.

use model_selection::{Split, SplitError, StratifiedKFold, train_test_split};
use ndarray::Array1;
use params::{Validation, shorten};

use crate::error::TrainError;

/// The splits of rows of these classes, which are called `names`; nothing for a validation that
/// needs none.
///
/// # Errors
///
/// When the rows cannot be split so.
pub(super) fn splits(
    targets: &Array1<usize>,
    validation: Validation,
    names: &[String],
) -> Result<Option<Vec<Split>>, TrainError> {
    let targets: Vec<_> = targets.iter().map(|&class| position(class)).collect();
    let (splits, setting) = match validation {
        Validation::OutOfBag => return Ok(None),
        Validation::KFold {
            n_splits,
            random_state,
        } => {
            let folds = StratifiedKFold {
                n_splits,
                random_state,
            };
            (folds.split(&targets), "train.validation.n_splits")
        }
        Validation::HeldOut {
            test_size,
            random_state,
        } => {
            let split = train_test_split(&targets, test_size.of(targets.len()), random_state);
            (split.map(|split| vec![split]), "train.validation.test_size")
        }
    };
    let splits = splits.map_err(|error| refused(&error, setting, names))?;
    Ok(Some(splits))
}

fn refused(error: &SplitError, setting: &str, names: &[String]) -> TrainError {
    let SplitError::ClassTooSmall { classes } = error else {
        return TrainError::Validation(error.of_setting(setting));
    };
    let small = classes.iter().map(|&class| names[class].as_str());
    TrainError::Validation(format!(
        "split the training rows as `train.validation` says: there is only 1 of {}; expected at \
         least 2 of each class: add rows, or write `validation: none`",
        shorten::list(small)
    ))
}

fn position(class: usize) -> u16 {
    u16::try_from(class).expect("the classes of a table are counted in 16 bits")
}
