//! Parameters and data that a forest does not take, and what it says about them.

use forest::{ForestError, MaxFeatures, RandomForestParams};
use linfa::traits::Fit;
use linfa::{Dataset, DatasetBase, ParamGuard};
use ndarray::{Array1, array};

fn refusal(params: &RandomForestParams) -> String {
    params
        .check_ref()
        .expect_err("the parameter is refused")
        .to_string()
}

#[test]
fn parameters_out_of_range_are_named_with_what_is_allowed() {
    let params = RandomForestParams::new;
    let cases = [
        (
            params().n_estimators(0),
            "use `n_estimators` = 0: expected a number from 1",
        ),
        (
            params().max_depth(Some(0)),
            "use `max_depth` = 0: expected a number from 1, or none",
        ),
        (
            params().min_samples_split(1),
            "use `min_samples_split` = 1: expected a number from 2",
        ),
        (
            params().min_samples_leaf(0),
            "use `min_samples_leaf` = 0: expected a number from 1",
        ),
        (
            params().min_impurity_decrease(f64::NAN),
            "use `min_impurity_decrease` = NaN: expected a number from 0",
        ),
        (
            params().max_features(MaxFeatures::Count(0)),
            "use `max_features` = 0: expected a number from 1",
        ),
        (
            params().max_features(MaxFeatures::Fraction(1.5)),
            "use `max_features` = 1.5: expected a share above 0 and up to 1",
        ),
    ];
    for (params, message) in cases {
        assert_eq!(refusal(&params), message);
    }
}

#[test]
fn unchecked_parameters_are_checked_before_fitting() {
    let dataset = Dataset::new(array![[0.0], [1.0]], array![0, 1]);
    let error = RandomForestParams::new().n_estimators(0).fit(&dataset);
    assert!(matches!(
        error,
        Err(ForestError::Param {
            name: "n_estimators",
            ..
        })
    ));
}

#[test]
fn weighted_datasets_are_refused_because_their_sums_would_not_be_exact() {
    let dataset = Dataset::new(array![[0.0], [1.0]], array![0, 1]).with_weights(array![1.0, 2.0]);
    let error = RandomForestParams::new().fit(&dataset);
    assert!(matches!(error, Err(ForestError::Weighted)));
}

#[test]
fn a_target_too_few_is_refused() {
    let targets: Array1<usize> = array![0];
    let dataset = DatasetBase::new(array![[0.0], [1.0]], targets);
    let message = RandomForestParams::new()
        .fit(&dataset)
        .expect_err("ragged")
        .to_string();
    assert_eq!(
        message,
        "match 1 targets to 2 rows: expected one target per row"
    );
}
