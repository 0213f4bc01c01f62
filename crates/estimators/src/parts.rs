//! Growing a part of a forest, and putting parts together.

use std::ops::Range;

use forest::{DrawnRows, ForestPart, TreeObserver};
use hyperparameters::ModelParams;
use linfa::{DatasetBase, ParamGuard};
use ndarray::{ArrayBase, ArrayView2, Data, Ix1, Ix2};
use onnx::float32::FeatureValue;

use crate::{FitError, FittedModel, forests};

/// Grows the parts with these trees, which are counted from 0, one after the other. Calls `on_tree`
/// after each tree, and hands each part to `on_part` when it is grown. What that gives goes to the
/// caller, and after an error of its own no more are grown.
///
/// # Errors
///
/// As [`fit`](crate::fit()), and when the family is no forest, or there are no such trees: before
/// any is grown.
pub fn grow_parts<V, R, T, E>(
    params: &ModelParams,
    dataset: &DatasetBase<ArrayBase<R, Ix2>, ArrayBase<T, Ix1>>,
    parts: &[Range<usize>],
    on_tree: TreeObserver<'_>,
    on_part: impl FnMut(ForestPart) -> Result<(), E>,
) -> Result<Result<(), E>, FitError>
where
    V: FeatureValue,
    R: Data<Elem = V>,
    T: Data<Elem = usize>,
{
    let forest = forests::params(params)?.check()?;
    Ok(forest.grow_parts(dataset, parts, on_tree, on_part)?)
}

/// The model of all trees, in any order of their parts, which were grown on this dataset: that of
/// [`fit`](crate::fit()), or of [`fit_out_of_bag`](crate::fit_out_of_bag) where `out_of_bag` says
/// so.
///
/// # Errors
///
/// As [`fit`](crate::fit()), and when the family is no forest, or the parts are not all of its
/// trees.
pub fn join_parts<V, R, T>(
    params: &ModelParams,
    dataset: &DatasetBase<ArrayBase<R, Ix2>, ArrayBase<T, Ix1>>,
    parts: Vec<ForestPart>,
    out_of_bag: bool,
) -> Result<FittedModel, FitError>
where
    V: FeatureValue,
    R: Data<Elem = V>,
    T: Data<Elem = usize>,
{
    let forest = forests::params(params)?.oob_score(out_of_bag).check()?;
    Ok(FittedModel::of_forest(forest.join(dataset, parts)?))
}

/// A part on the rows that its own trees draw, `[drawn rows, features]` in the order of the
/// table.
///
/// # Errors
///
/// When there are not as many records as rows drawn, or one is beyond the range of a float32.
pub fn grow_part_drawn<V: FeatureValue>(
    drawn: &DrawnRows,
    records: &ArrayView2<V>,
    on_tree: TreeObserver<'_>,
) -> Result<ForestPart, FitError> {
    Ok(drawn.grow_part(records, on_tree)?)
}

/// [`join_parts`] of a table with this number of features, of which only those rows are held that
/// all trees together draw.
///
/// # Errors
///
/// When the parts are not all trees.
pub fn join_parts_drawn(
    drawn: &DrawnRows,
    n_features: usize,
    parts: Vec<ForestPart>,
) -> Result<FittedModel, FitError> {
    Ok(FittedModel::of_forest(drawn.join(n_features, parts)?))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use hyperparameters::{ForestParams, GaussianNbParams};
    use linfa::Dataset;
    use ndarray::{Array1, Array2};

    use super::*;
    use crate::fit_out_of_bag;

    fn dataset() -> Dataset<f64, usize, Ix1> {
        let records =
            Array2::from_shape_fn((300, 3), |(row, column)| (row * (column + 7) % 31) as f64);
        Dataset::new(records, Array1::from_shape_fn(300, |row| row * 3 % 5 / 2))
    }

    #[test]
    fn parts_of_forests_of_both_kinds_make_the_forest_with_what_it_says_out_of_bag() {
        let few = |defaults: ForestParams| ForestParams {
            n_estimators: 5,
            bootstrap: true,
            ..defaults
        };
        for params in [
            ModelParams::RandomForest(few(ForestParams::RANDOM_FOREST)),
            ModelParams::ExtraTrees(few(ForestParams::EXTRA_TREES)),
        ] {
            let dataset = dataset();
            let mut parts = Vec::new();
            let keep = |part| {
                parts.push(part);
                Ok::<_, Infallible>(())
            };
            let Ok(()) = grow_parts(&params, &dataset, &[3..5, 0..3], &|| (), keep).expect("trees");
            assert_eq!(parts.len(), 2);
            let found = join_parts(&params, &dataset, parts, true).expect("a model");
            let expected = fit_out_of_bag(&params, &dataset, &|| ()).expect("a model");
            assert_eq!(found.out_of_bag(3), expected.out_of_bag(3), "{params:?}");
            assert!(found.out_of_bag(3).is_some());
            let records = dataset.records.view();
            assert_eq!(found.predict(&records), expected.predict(&records));
        }
    }

    #[test]
    fn a_family_without_trees_of_its_own_has_no_parts() {
        let params = ModelParams::GaussianNb(GaussianNbParams::default());
        let never = |_| -> Result<(), Infallible> { unreachable!("nothing is grown") };
        let refused = grow_parts(&params, &dataset(), &[0..1, 1..2], &|| (), never);
        let refused = refused.expect_err("no forest");
        assert_eq!(
            refused.to_string(),
            "grow trees of their own: gaussian_nb is no forest; expected random_forest or extra_trees"
        );
    }
}
