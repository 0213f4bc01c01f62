//! Parameters and data that a forest does not take, and what it says about them.

use std::collections::BTreeMap;

use forest::{ClassWeight, ForestError, MaxFeatures, RandomForestParams, Rows};
use insta::assert_snapshot;
use linfa::traits::Fit;
use linfa::{Dataset, DatasetBase, ParamGuard};
use ndarray::{Array1, array};

fn refusal(params: &RandomForestParams) -> String {
    params
        .check_ref()
        .expect_err("the parameter is refused")
        .to_string()
}

/// One refusal a line.
fn refusals(params: impl IntoIterator<Item = RandomForestParams>) -> String {
    let lines: Vec<String> = params.into_iter().map(|params| refusal(&params)).collect();
    lines.join("\n")
}

#[test]
fn parameters_out_of_range_are_named_with_what_is_allowed() {
    let params = RandomForestParams::new;
    let refusals = refusals([
        params().n_estimators(0),
        params().max_depth(Some(0)),
        params().min_samples_split(1),
        params().min_samples_split(1.5),
        params().min_samples_leaf(0),
        params().min_samples_leaf(1.0),
        params().min_weight_fraction_leaf(0.6),
        params().min_impurity_decrease(f64::NAN),
        params().max_features(MaxFeatures::Count(0)),
        params().max_features(MaxFeatures::Fraction(1.5)),
        params().max_leaf_nodes(Some(1)),
        params().max_samples(Some(Rows::Count(0))),
        params().max_samples(Some(Rows::Fraction(f64::INFINITY))),
        params().class_weight(Some(per_class(&[(0, -1.0)]))),
    ]);
    assert_snapshot!(refusals, @r"
    use `n_estimators` = 0: expected an integer from 1 to 100000
    use `max_depth` = 0: expected null or an integer from 1 to 2147483647
    use `min_samples_split` = 1: expected a whole number from 2, or a share above 0 and up to 1
    use `min_samples_split` = 1.5: expected a whole number from 2, or a share above 0 and up to 1
    use `min_samples_leaf` = 0: expected a whole number from 1, or a share above 0 and below 1
    use `min_samples_leaf` = 1.0: expected a whole number from 1, or a share above 0 and below 1
    use `min_weight_fraction_leaf` = 0.6: expected a number from 0 to 0.5
    use `min_impurity_decrease` = NaN: expected a number from 0
    use `max_features` = 0: expected sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1
    use `max_features` = 1.5: expected sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1
    use `max_leaf_nodes` = 1: expected null or an integer from 2 to 2147483647
    use `max_samples` = 0: expected null, a whole number of rows from 1, or a share above 0
    use `max_samples` = inf: expected null, a whole number of rows from 1, or a share above 0
    use `class_weight` = -1.0: expected weights from 0
    ");
}

fn per_class(weights: &[(usize, f64)]) -> ClassWeight {
    ClassWeight::PerClass(weights.iter().copied().collect::<BTreeMap<_, _>>())
}

#[test]
fn what_only_bootstrap_samples_have_is_refused_without_them() {
    let params = RandomForestParams::extra_trees;
    let refusals = refusals([
        params().oob_score(true),
        params().max_samples(Some(Rows::Fraction(0.5))),
    ]);
    assert_snapshot!(refusals, @r"
    use `oob_score` = true: expected false where `bootstrap` is false, for every tree sees all rows
    use `max_samples` = 0.5: expected null where `bootstrap` is false, for every tree sees all rows
    ");
}

#[test]
fn weights_balanced_in_each_subsample_are_refused_because_their_sums_would_not_be_exact() {
    let params = RandomForestParams::new().class_weight(Some(ClassWeight::BalancedSubsample));
    assert_snapshot!(refusal(&params), @"use `class_weight` = balanced_subsample: expected another weight where `bootstrap` is true, because the sums of subsample weights depend on the order of additions");
    assert_snapshot!(refusal(&params.bootstrap(false)), @"use `class_weight` = balanced_subsample: expected balanced where `bootstrap` is false, for there are no subsamples, and scikit-learn takes it for that");
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
    assert_snapshot!(message, @"use `class_weight` 0.1 without bootstrap samples: its sums would not be exact; expected weights that are small integers, or such times one power of two");
    // Balanced gives 0.75 and 1.5 here.
    assert!(weighted(ClassWeight::Balanced, false).is_ok());
    assert!(weighted(per_class(&[(0, 0.75), (4, 6.0)]), false).is_ok());
    assert!(weighted(per_class(&[(0, 0.1), (4, 1.0)]), true).is_ok());
}

#[test]
fn a_class_without_a_weight_is_refused_where_a_weight_has_no_class() {
    let message = weighted(per_class(&[(0, 1.0), (5, 2.0)]), true).expect_err("5 is misspelt");
    assert_snapshot!(message, @"use `class_weight`: class 4 of the data has no weight, and there are weights of classes that the data does not have");
    assert!(weighted(per_class(&[(0, 2.0)]), true).is_ok());
    assert!(weighted(per_class(&[(0, 2.0), (4, 1.0), (9, 1.0)]), true).is_ok());
}

#[test]
fn weights_of_nothing_are_refused() {
    let [with, without] = [true, false].map(|bootstrap| {
        let refused = weighted(per_class(&[(0, 0.0), (4, 0.0)]), bootstrap);
        refused.expect_err("all weights are 0")
    });
    assert_snapshot!(with, @"use `class_weight`: expected a finite summed weight of all rows above 0");
    assert_eq!(without, with);
}

#[test]
fn unchecked_parameters_are_checked_before_fitting() {
    let dataset = Dataset::new(array![[0.0], [1.0]], array![0, 1]);
    let error = RandomForestParams::new().n_estimators(0).fit(&dataset);
    let error = error.expect_err("there are no trees");
    assert!(matches!(error, ForestError::Param(_)), "{error}");
    assert_snapshot!(error, @"use `n_estimators` = 0: expected an integer from 1 to 100000");
}

#[test]
fn weighted_datasets_are_refused_because_their_sums_would_not_be_exact() {
    let dataset = Dataset::new(array![[0.0], [1.0]], array![0, 1]).with_weights(array![1.0, 2.0]);
    let error = RandomForestParams::new().fit(&dataset);
    let error = error.expect_err("the dataset is weighted");
    assert!(matches!(error, ForestError::Weighted), "{error}");
    assert_snapshot!(error, @"use sample weights: expected a dataset without weights");
}

#[test]
fn a_target_too_few_is_refused() {
    let targets: Array1<usize> = array![0];
    let dataset = DatasetBase::new(array![[0.0], [1.0]], targets);
    let message = RandomForestParams::new()
        .fit(&dataset)
        .expect_err("ragged")
        .to_string();
    assert_snapshot!(message, @"match 1 targets to 2 rows: expected one target per row");
}
