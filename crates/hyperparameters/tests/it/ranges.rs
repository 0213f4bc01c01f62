//! The range of every hyperparameter, and what is said outside of it.

use std::collections::BTreeMap;

use hyperparameters::{
    ClassWeight, DecisionTreeParams, ForestParams, GaussianNbParams, LogisticRegressionParams,
    MaxFeatures, Rows,
};
use insta::assert_snapshot;

/// The messages for random forests that differ from the default in one thing.
fn refusals<const N: usize>(changes: [fn(&mut ForestParams); N]) -> String {
    let messages = changes.map(|change| {
        let mut params = ForestParams::RANDOM_FOREST;
        change(&mut params);
        let error = params
            .check()
            .expect_err("a hyperparameter is out of range");
        error.to_string()
    });
    messages.join("\n")
}

/// Whether random forests that differ from the default in one thing are accepted.
fn accepted<const N: usize>(changes: [fn(&mut ForestParams); N]) -> [bool; N] {
    changes.map(|change| {
        let mut params = ForestParams::RANDOM_FOREST;
        change(&mut params);
        params.check().is_ok()
    })
}

#[test]
fn numbers_of_a_forest_have_ranges() {
    assert_snapshot!(refusals([
        |params| params.n_estimators = 0,
        |params| params.n_estimators = 100_001,
        |params| params.max_depth = Some(0),
        |params| params.max_depth = Some(1 << 31),
        |params| params.max_leaf_nodes = Some(1),
        |params| params.max_leaf_nodes = Some(1 << 31),
        |params| params.min_weight_fraction_leaf = -0.1,
        |params| params.min_weight_fraction_leaf = 0.6,
        |params| params.min_weight_fraction_leaf = f64::NAN,
        |params| params.min_impurity_decrease = -0.1,
        |params| params.min_impurity_decrease = f64::INFINITY,
    ]), @"
    use `n_estimators` = 0: expected an integer from 1 to 100000
    use `n_estimators` = 100001: expected an integer from 1 to 100000
    use `max_depth` = 0: expected null or an integer from 1 to 2147483647
    use `max_depth` = 2147483648: expected null or an integer from 1 to 2147483647
    use `max_leaf_nodes` = 1: expected null or an integer from 2 to 2147483647
    use `max_leaf_nodes` = 2147483648: expected null or an integer from 2 to 2147483647
    use `min_weight_fraction_leaf` = -0.1: expected a number from 0 to 0.5
    use `min_weight_fraction_leaf` = 0.6: expected a number from 0 to 0.5
    use `min_weight_fraction_leaf` = NaN: expected a number from 0 to 0.5
    use `min_impurity_decrease` = -0.1: expected a number from 0
    use `min_impurity_decrease` = inf: expected a number from 0
    ");
    let ends = accepted([
        |params| params.n_estimators = 1,
        |params| params.n_estimators = 100_000,
        |params| params.max_depth = Some(1),
        |params| params.max_depth = Some(i32::MAX as usize),
        |params| params.max_leaf_nodes = Some(2),
        |params| params.min_weight_fraction_leaf = 0.5,
        |params| params.min_impurity_decrease = 1e300,
        |params| params.random_state = u32::MAX,
    ]);
    assert_eq!(ends, [true; 8]);
}

#[test]
fn numbers_of_rows_and_features_may_be_fractions() {
    assert_snapshot!(refusals([
        |params| params.min_samples_split = Rows::Count(1),
        |params| params.min_samples_split = Rows::Fraction(0.0),
        |params| params.min_samples_split = Rows::Fraction(1.5),
        |params| params.min_samples_leaf = Rows::Count(0),
        |params| params.min_samples_leaf = Rows::Fraction(1.0),
        |params| params.max_features = MaxFeatures::Count(0),
        |params| params.max_features = MaxFeatures::Fraction(f64::NAN),
        |params| params.max_samples = Some(Rows::Count(0)),
        |params| params.max_samples = Some(Rows::Fraction(0.0)),
        |params| params.max_samples = Some(Rows::Fraction(f64::INFINITY)),
    ]), @"
    use `min_samples_split` = 1: expected a whole number from 2, or a share above 0 and up to 1
    use `min_samples_split` = 0.0: expected a whole number from 2, or a share above 0 and up to 1
    use `min_samples_split` = 1.5: expected a whole number from 2, or a share above 0 and up to 1
    use `min_samples_leaf` = 0: expected a whole number from 1, or a share above 0 and below 1
    use `min_samples_leaf` = 1.0: expected a whole number from 1, or a share above 0 and below 1
    use `max_features` = 0: expected sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1
    use `max_features` = NaN: expected sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1
    use `max_samples` = 0: expected null, a whole number of rows from 1, or a share above 0
    use `max_samples` = 0.0: expected null, a whole number of rows from 1, or a share above 0
    use `max_samples` = inf: expected null, a whole number of rows from 1, or a share above 0
    ");
    let ends = accepted([
        |params| params.min_samples_split = Rows::Fraction(1.0),
        |params| params.min_samples_leaf = Rows::Fraction(0.999),
        |params| params.max_features = MaxFeatures::Fraction(1.0),
        |params| params.max_features = MaxFeatures::Count(1),
        |params| params.max_samples = Some(Rows::Count(1)),
        // A fraction of the rows' weight, as scikit-learn from 1.9 has it.
        |params| params.max_samples = Some(Rows::Fraction(1.6)),
    ]);
    assert_eq!(ends, [true; 6]);
}

#[test]
fn what_does_not_go_together_is_refused_by_name() {
    assert_snapshot!(refusals([
        |params| {
            params.bootstrap = false;
            params.max_samples = Some(Rows::Fraction(0.5));
        },
        |params| params.class_weight = Some(ClassWeight::BalancedSubsample),
        |params| {
            params.bootstrap = false;
            params.class_weight = Some(ClassWeight::BalancedSubsample);
        },
        |params| params.class_weight = Some(ClassWeight::PerClass(BTreeMap::from([(2, -1.0)]))),
    ]), @"
    use `max_samples` = 0.5: expected null where `bootstrap` is false, for every tree sees all rows
    use `class_weight` = balanced_subsample: expected another weight where `bootstrap` is true, because the sums of subsample weights depend on the order of additions
    use `class_weight` = balanced_subsample: expected balanced where `bootstrap` is false, for there are no subsamples, and scikit-learn takes it for that
    use `class_weight` = -1.0: expected weights from 0
    ");
}

#[test]
fn the_other_families_have_ranges_too() {
    let tree = |change: fn(&mut DecisionTreeParams)| {
        let mut params = DecisionTreeParams::default();
        change(&mut params);
        params.check().expect_err("out of range").to_string()
    };
    let logistic = |change: fn(&mut LogisticRegressionParams)| {
        let mut params = LogisticRegressionParams::default();
        change(&mut params);
        params.check().expect_err("out of range").to_string()
    };
    let bayes = GaussianNbParams {
        var_smoothing: -1e-9,
    };
    let messages = [
        tree(|params| params.max_depth = 0),
        tree(|params| params.max_depth = 1001),
        tree(|params| params.min_weight_split = -1.0),
        tree(|params| params.min_weight_leaf = 0.5),
        tree(|params| params.min_impurity_decrease = 0.0),
        logistic(|params| params.alpha = -1.0),
        logistic(|params| params.max_iterations = 0),
        logistic(|params| params.tolerance = 0.0),
        logistic(|params| params.tolerance = f64::INFINITY),
        bayes.check().expect_err("out of range").to_string(),
    ];
    assert_snapshot!(messages.join("\n"), @"
    use `max_depth` = 0: expected an integer from 1 to 1000
    use `max_depth` = 1001: expected an integer from 1 to 1000
    use `min_weight_split` = -1.0: expected a number from 0
    use `min_weight_leaf` = 0.5: expected a number from 1
    use `min_impurity_decrease` = 0.0: expected a number from 1e-15
    use `alpha` = -1.0: expected a number from 0
    use `max_iterations` = 0: expected an integer from 1 to 1000000
    use `tolerance` = 0.0: expected a number above 0
    use `tolerance` = inf: expected a number above 0
    use `var_smoothing` = -1e-9: expected a number from 0
    ");
}

#[test]
fn the_defaults_are_in_their_ranges() {
    assert_eq!(ForestParams::RANDOM_FOREST.check(), Ok(()));
    assert_eq!(ForestParams::EXTRA_TREES.check(), Ok(()));
    assert_eq!(DecisionTreeParams::default().check(), Ok(()));
    assert_eq!(LogisticRegressionParams::default().check(), Ok(()));
    assert_eq!(GaussianNbParams::default().check(), Ok(()));
}
