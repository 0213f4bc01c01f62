//! Parameters and data that a forest does not take, and what it says about them.

use std::collections::BTreeMap;

use forest::{ClassWeight, ForestError, MaxFeatures, RandomForestParams, Rows};
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
            "use `n_estimators` = 0: expected an integer from 1 to 100000",
        ),
        (
            params().max_depth(Some(0)),
            "use `max_depth` = 0: expected null or an integer from 1 to 2147483647",
        ),
        (
            params().min_samples_split(1),
            "use `min_samples_split` = 1: expected a whole number from 2, or a share above 0 and up to 1",
        ),
        (
            params().min_samples_leaf(0),
            "use `min_samples_leaf` = 0: expected a whole number from 1, or a share above 0 and below 1",
        ),
        (
            params().min_impurity_decrease(f64::NAN),
            "use `min_impurity_decrease` = NaN: expected a number from 0",
        ),
        (
            params().max_features(MaxFeatures::Count(0)),
            "use `max_features` = 0: expected sqrt, log2, null for all, a whole number from 1, or a share \
             above 0 and up to 1",
        ),
        (
            params().max_features(MaxFeatures::Fraction(1.5)),
            "use `max_features` = 1.5: expected sqrt, log2, null for all, a whole number from 1, or a \
             share above 0 and up to 1",
        ),
        (
            params().min_samples_split(1.5),
            "use `min_samples_split` = 1.5: expected a whole number from 2, or a share above 0 and up to 1",
        ),
        (
            params().min_samples_leaf(1.0),
            "use `min_samples_leaf` = 1.0: expected a whole number from 1, or a share above 0 and below 1",
        ),
        (
            params().min_weight_fraction_leaf(0.6),
            "use `min_weight_fraction_leaf` = 0.6: expected a number from 0 to 0.5",
        ),
        (
            params().max_leaf_nodes(Some(1)),
            "use `max_leaf_nodes` = 1: expected null or an integer from 2 to 2147483647",
        ),
        (
            params().max_samples(Some(Rows::Count(0))),
            "use `max_samples` = 0: expected null, a whole number of rows from 1, or a share above 0",
        ),
        (
            params().max_samples(Some(Rows::Fraction(f64::INFINITY))),
            "use `max_samples` = inf: expected null, a whole number of rows from 1, or a share above 0",
        ),
        (
            params().class_weight(Some(per_class(&[(0, -1.0)]))),
            "use `class_weight` = -1.0: expected weights from 0",
        ),
    ];
    for (params, message) in cases {
        assert_eq!(refusal(&params), message);
    }
}

fn per_class(weights: &[(usize, f64)]) -> ClassWeight {
    ClassWeight::PerClass(weights.iter().copied().collect::<BTreeMap<_, _>>())
}

#[test]
fn what_only_bootstrap_samples_have_is_refused_without_them() {
    let params = RandomForestParams::extra_trees;
    for (params, name) in [
        (params().oob_score(true), "use `oob_score` = true"),
        (
            params().max_samples(Some(Rows::Fraction(0.5))),
            "use `max_samples` = 0.5",
        ),
    ] {
        let message = refusal(&params);
        assert!(message.starts_with(name), "{message}");
        assert!(message.contains("where `bootstrap` is false"), "{message}");
    }
}

#[test]
fn weights_balanced_in_each_subsample_are_refused_because_their_sums_would_not_be_exact() {
    let params = RandomForestParams::new().class_weight(Some(ClassWeight::BalancedSubsample));
    let message = refusal(&params);
    assert!(
        message.starts_with("use `class_weight` = balanced_subsample: expected"),
        "{message}"
    );
    assert!(params.bootstrap(false).check_ref().is_ok());
}

fn weighted(weight: ClassWeight, bootstrap: bool) -> Result<(), String> {
    let dataset = Dataset::new(array![[0.0], [1.0], [2.0]], array![0, 0, 4]);
    RandomForestParams::new()
        .bootstrap(bootstrap)
        .class_weight(Some(weight))
        .fit(&dataset)
        .map(drop)
        .map_err(|error| error.to_string())
}

#[test]
fn class_weights_whose_sums_are_not_exact_are_refused_without_bootstrap_samples() {
    let message =
        weighted(per_class(&[(0, 0.1), (4, 1.0)]), false).expect_err("0.1 is no fraction");
    assert!(
        message.starts_with("use `class_weight` 0.1 without bootstrap samples"),
        "{message}"
    );
    // Balanced gives 0.75 and 1.5 here.
    assert!(weighted(ClassWeight::Balanced, false).is_ok());
    assert!(weighted(per_class(&[(0, 0.75), (4, 6.0)]), false).is_ok());
    assert!(weighted(per_class(&[(0, 0.1), (4, 1.0)]), true).is_ok());
}

#[test]
fn a_class_without_a_weight_is_refused_where_a_weight_has_no_class() {
    let message = weighted(per_class(&[(0, 1.0), (5, 2.0)]), true).expect_err("5 is misspelt");
    assert!(message.contains("class 4 of the data"), "{message}");
    assert!(weighted(per_class(&[(0, 2.0)]), true).is_ok());
    assert!(weighted(per_class(&[(0, 2.0), (4, 1.0), (9, 1.0)]), true).is_ok());
}

#[test]
fn weights_of_nothing_are_refused() {
    for bootstrap in [true, false] {
        let message = weighted(per_class(&[(0, 0.0), (4, 0.0)]), bootstrap);
        assert!(
            message.is_err_and(|message| message.contains("above 0")),
            "bootstrap {bootstrap}"
        );
    }
}

#[test]
fn unchecked_parameters_are_checked_before_fitting() {
    let dataset = Dataset::new(array![[0.0], [1.0]], array![0, 1]);
    let error = RandomForestParams::new().n_estimators(0).fit(&dataset);
    let error = error.expect_err("there are no trees");
    assert!(matches!(error, ForestError::Param(_)), "{error}");
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
