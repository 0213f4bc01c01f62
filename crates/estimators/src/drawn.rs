//! Training on those rows alone that the trees of a forest draw.

use std::ops::Range;

use forest::{DrawnRows, ForestParams, TreeObserver};
use hyperparameters::ModelParams;
use linfa::ParamGuard;
use ndarray::ArrayView2;
use onnx::float32::FeatureValue;

use crate::{FitError, FittedModel, forests};

/// The rows that the trees of a forest draw from a table with these targets, one for each row;
/// nothing if the model learns from every row, or from samples as large as the table.
///
/// # Errors
///
/// When a hyperparameter is out of its range, or does not suit the targets, or there are none.
pub fn draw_rows(
    params: &ModelParams,
    targets: impl Iterator<Item = usize> + Clone,
) -> Result<Option<DrawnRows>, FitError> {
    let n_trees = params.forest().map_or(0, |forest| forest.n_estimators);
    draw_rows_of(params, 0..n_trees, targets)
}

/// [`draw_rows`] of some of the trees, which are numbered from 0.
///
/// # Errors
///
/// As [`draw_rows`], and when there are no such trees.
pub fn draw_rows_of(
    params: &ModelParams,
    trees: Range<usize>,
    targets: impl Iterator<Item = usize> + Clone,
) -> Result<Option<DrawnRows>, FitError> {
    params.check()?;
    let draws = |forest: &ForestParams| forest.draws_samples();
    if !params.forest().is_some_and(draws) {
        return Ok(None);
    }
    let params = forests::params(params)?.check()?;
    Ok(Some(params.draw_rows_of(trees, targets)?))
}

/// [`fit_observed`](crate::fit_observed) on the rows that were drawn, `[drawn rows, features]` in
/// the order of the table. The model is that of the whole table.
///
/// # Errors
///
/// When there are not as many records as rows drawn, or one is beyond the range of a float32.
pub fn fit_drawn<V: FeatureValue>(
    drawn: &DrawnRows,
    records: &ArrayView2<V>,
    on_tree: TreeObserver<'_>,
) -> Result<FittedModel, FitError> {
    Ok(FittedModel::of_forest(drawn.fit(records, on_tree)?))
}

#[cfg(test)]
mod tests {
    use hyperparameters::{GaussianNbParams, Rows};
    use linfa::Dataset;
    use ndarray::{Array1, Array2, Axis};

    use super::*;
    use crate::fit;

    fn few() -> ForestParams {
        ForestParams {
            n_estimators: 4,
            max_samples: Some(Rows::Count(10)),
            bootstrap: true,
            ..ForestParams::RANDOM_FOREST
        }
    }

    #[test]
    fn forests_of_both_kinds_are_those_of_the_whole_table() {
        let records =
            Array2::from_shape_fn((300, 3), |(row, column)| (row * (column + 7) % 31) as f64);
        let targets = Array1::from_shape_fn(300, |row| row * 3 % 5 / 2);
        let all = Dataset::new(records.clone(), targets.clone());
        for params in [
            ModelParams::RandomForest(few()),
            ModelParams::ExtraTrees(few()),
        ] {
            let drawn = draw_rows(&params, targets.iter().copied());
            let drawn = drawn.expect("they can be drawn").expect("they are few");
            assert!(drawn.n_drawn() <= 40);
            let rows: Vec<usize> = (0..300).filter(|&row| drawn.contains(row)).collect();
            let held = records.select(Axis(0), &rows);
            let model = fit_drawn(&drawn, &held.view(), &|| ()).expect("a model");
            let expected = fit(&params, &all).expect("a model");
            assert_eq!(
                model.feature_importances(),
                expected.feature_importances(),
                "{params:?}"
            );
            let records = records.view();
            assert_eq!(model.predict(&records), expected.predict(&records));
        }
    }

    #[test]
    fn nothing_is_drawn_for_models_that_learn_from_every_row() {
        for params in [
            ModelParams::GaussianNb(GaussianNbParams::default()),
            ModelParams::RandomForest(ForestParams::RANDOM_FOREST),
            ModelParams::ExtraTrees(ForestParams::EXTRA_TREES),
        ] {
            let drawn = draw_rows(&params, [0, 1, 0].into_iter());
            assert!(drawn.expect("valid").is_none(), "{params:?}");
        }
    }
}
