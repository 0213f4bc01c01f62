//! Scores on training rows that a model did not learn from.
//!
//! From the inside out: `measure` has the metrics, `splits` which rows go where, `fold` scores a
//! model on the rows of one split, `out_of_bag` a forest without any.

mod fold;
mod measure;
mod out_of_bag;
mod splits;

use std::slice;

use classification_metrics::Scores;
use estimators::FittedModel;
use hyperparameters::ModelParams;
use model_selection::Split;
use ndarray::Axis;
use params::{Params, Validation};
use stage::progress::{Progress, Unit};
use stage::selection::ValidationScores;

use crate::encoded::Encoded;
use crate::error::TrainError;
use crate::parallel;
use crate::tables::{InputTable, Tables};
use fold::{Fold, positions};
use measure::{is_defined, summary};
use splits::splits;

/// Makes sure that the training rows can be split as `params` say, and that what a search compares is
/// defined on those that are held out. It takes no model, whose training may take hours.
///
/// # Errors
///
/// When they cannot be, or it is not.
pub(crate) fn check(train: &InputTable, params: &Params) -> Result<(), TrainError> {
    let Some(validation) = params.validation else {
        return Ok(());
    };
    let (targets, classes) = (train.rows.targets(), &params.data.classes);
    let splits = splits(targets, validation, classes)?;
    let Some(tune) = &params.tune else {
        return Ok(());
    };
    let defined = |split: &Split| {
        let held_out = targets.select(Axis(0), &positions(&split.test));
        is_defined(tune.metric, &held_out, classes.len())
    };
    if splits.iter().flatten().all(defined) {
        return Ok(());
    }
    let metric = tune.metric.name();
    Err(TrainError::NothingToCompare { metric })
}

/// Scores several models on the same rows, which `validation` says, in parallel: in the order of
/// the models, and the same with any number of threads. `classes` are the names of the classes.
///
/// # Errors
///
/// When the rows cannot be split, or a family refuses a model: of several the first.
pub(crate) fn validate(
    tables: &Tables,
    models: &[ModelParams],
    validation: Validation,
    classes: &[String],
) -> Result<Vec<ValidationScores>, TrainError> {
    // All rows are held where there is a validation.
    let targets = tables.train.rows.targets();
    let Some(splits) = splits(targets, validation, classes)? else {
        let progress = progress(models.len());
        let encoded = Encoded::fit(tables)?;
        let records = encoded.train.view();
        return parallel::map(models, |model| {
            let scored = out_of_bag::score(model, &records, targets, classes);
            progress.add(1);
            scored
        });
    };
    let by_fold = by_fold(tables, models, &splits, classes)?;
    let rows = splits.iter().map(|split| split.test.len()).sum();
    let of_model = |at: usize| {
        let folds: Vec<_> = by_fold.iter().map(|scores| scores[at]).collect();
        summary(validation, rows, &folds)
    };
    Ok((0..models.len()).map(of_model).collect())
}

/// For each split, the scores of each model.
fn by_fold(
    tables: &Tables,
    models: &[ModelParams],
    splits: &[Split],
    classes: &[String],
) -> Result<Vec<Vec<Scores>>, TrainError> {
    let progress = progress(models.len() * splits.len());
    // One split at a time, so that its rows are in memory once.
    let scored = splits.iter().map(|split| {
        let fold = Fold::of(tables, split)?;
        parallel::map(models, |model| {
            let scored = fold.score(model, classes);
            progress.add(1);
            scored
        })
    });
    scored.collect()
}

fn progress(models: usize) -> Progress {
    let total = u64::try_from(models).ok();
    Progress::start("train: validating", Unit::Models, total)
}

/// The scores that params.yaml asks for, of the model that was trained on all training rows; none
/// if it asks for none.
///
/// # Errors
///
/// As [`validate`].
pub(crate) fn of_model(
    tables: &Tables,
    params: &Params,
    model: &FittedModel,
) -> Result<Option<ValidationScores>, TrainError> {
    let classes = &params.data.classes;
    Ok(match params.validation {
        None => None,
        Some(Validation::OutOfBag) => {
            out_of_bag::of_forest(model, tables.train.rows.targets(), classes)
        }
        Some(validation) => {
            let models = slice::from_ref(&params.train);
            validate(tables, models, validation, classes)?.pop()
        }
    })
}
