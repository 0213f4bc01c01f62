//! Section `train`: the families, their parameters, and how a model is described by them.

use std::collections::BTreeMap;

use hyperparameters::{ClassWeight, ForestParams, ModelParams};
use insta::assert_snapshot;

use crate::{GOOD, edited, message, parse, with_train};

/// The parameters as `models/model_metadata.json` holds them.
fn used(train: &str) -> String {
    let params = parse(&with_train(train)).unwrap();
    let used = params.train.used(&params.data.classes);
    serde_json::to_string(&used).unwrap()
}

#[test]
fn what_is_not_said_of_a_forest_has_scikit_learns_default() {
    let forest = ForestParams {
        n_estimators: 100,
        max_depth: Some(5),
        random_state: 42,
        ..ForestParams::RANDOM_FOREST
    };
    assert_eq!(
        parse(GOOD).unwrap().train,
        ModelParams::RandomForest(forest)
    );
}

#[test]
fn null_means_no_limit_of_depth() {
    let params = parse(&edited("max_depth: 5", "max_depth: null")).unwrap();
    assert_eq!(params.train.used(&[])["max_depth"], serde_json::Value::Null);
}

/// dvc.lock pins these bytes: they are in the model's metadata and its key.
#[test]
fn the_default_forest_is_described_by_the_three_parameters_of_the_reference() {
    let three = r#"{"n_estimators":100,"max_depth":5,"random_state":42}"#;
    let train = "  n_estimators: 100\n  max_depth: 5\n  random_state: 42\n";
    assert_eq!(used(train), three);
    assert_eq!(used(&format!("  model: random_forest\n{train}")), three);
    assert_eq!(
        used(&format!("{train}  criterion: gini\n  bootstrap: true\n")),
        three
    );
}

#[test]
fn a_forest_is_described_by_what_differs_from_the_default_as_well() {
    let train = "  n_estimators: 9\n  max_depth: null\n  random_state: 1\n  criterion: log_loss\n  \
                 max_features: null\n  max_samples: 0.5\n  class_weight: balanced\n";
    assert_eq!(
        used(train),
        r#"{"n_estimators":9,"max_depth":null,"random_state":1,"criterion":"log_loss","max_features":null,"max_samples":0.5,"class_weight":"balanced"}"#
    );
}

#[test]
fn another_family_needs_nothing_but_its_name() {
    assert_eq!(
        used("  model: gaussian_nb\n"),
        r#"{"model":"gaussian_nb","var_smoothing":1e-9}"#
    );
    assert_eq!(
        used("  model: logistic_regression\n"),
        r#"{"model":"logistic_regression","alpha":1.0,"max_iterations":100,"tolerance":0.0001,"fit_intercept":true,"standardize":true}"#
    );
    assert_eq!(
        used("  model: decision_tree\n"),
        r#"{"model":"decision_tree","max_depth":1000,"min_weight_split":2.0,"min_weight_leaf":1.0,"min_impurity_decrease":0.00001,"split_quality":"gini"}"#
    );
    assert_eq!(
        used("  model: extra_trees\n"),
        r#"{"model":"extra_trees","n_estimators":100,"max_depth":null,"random_state":0,"criterion":"gini","min_samples_split":2,"min_samples_leaf":1,"min_weight_fraction_leaf":0.0,"max_features":"sqrt","max_leaf_nodes":null,"min_impurity_decrease":0.0,"bootstrap":false,"max_samples":null,"class_weight":null}"#
    );
}

#[test]
fn a_family_takes_its_parameters_from_its_own_section() {
    let train = "  model: decision_tree\n  max_depth: 5\n  decision_tree:\n    max_depth: 3\n    \
                 min_weight_leaf: 2\n    split_quality: entropy\n";
    assert_eq!(
        used(train),
        r#"{"model":"decision_tree","max_depth":3,"min_weight_split":2.0,"min_weight_leaf":2.0,"min_impurity_decrease":0.00001,"split_quality":"entropy"}"#
    );
}

#[test]
fn the_sections_of_other_families_are_checked_too() {
    let train = "  model: random_forrest\n  n_estimators: 0\n  extra_trees:\n    max_feature: 2\n    \
                 bootstrap: 1\n  decision_tree: deep\n  logistic_regression:\n    alpha: -1\n    \
                 tolerance: .inf\n  gaussian_nb:\n    smoothing: 1e-9\n";
    assert_snapshot!(message(&with_train(train)), @r"
    check `params.yaml`: 8 problems
      line 10: `train.model` is random_forrest; expected one of random_forest, extra_trees, decision_tree, logistic_regression, gaussian_nb; did you mean `random_forest`?
      line 11: `train.n_estimators` is 0; expected an integer from 1 to 100000
      line 13: unknown key `train.extra_trees.max_feature`; did you mean `max_features`?
      line 14: `train.extra_trees.bootstrap` is 1; expected true or false
      line 15: `train.decision_tree` is deep; expected a section of indented keys
      line 17: `train.logistic_regression.alpha` is -1; expected a number from 0
      line 18: `train.logistic_regression.tolerance` is inf; expected a number above 0
      line 20: unknown key `train.gaussian_nb.smoothing`; did you mean `var_smoothing`?
    ");
}

#[test]
fn what_a_parameter_of_the_forest_may_be_is_said_when_it_is_something_else() {
    let train = "  n_estimators: 1\n  max_depth: 1\n  random_state: 1\n  criterion: ginni\n  \
                 min_samples_split: 1\n  min_samples_leaf: 1.0\n  min_weight_fraction_leaf: 0.6\n  \
                 max_features: 1.5\n  max_leaf_nodes: 1\n  min_impurity_decrease: -0.1\n  \
                 max_samples: 0\n  class_weight: balance\n";
    assert_snapshot!(message(&with_train(train)), @r"
    check `params.yaml`: 9 problems
      line 13: `train.criterion` is ginni; expected one of gini, entropy, log_loss; did you mean `gini`?
      line 14: `train.min_samples_split` is 1; expected a whole number from 2, or a share above 0 and up to 1
      line 15: `train.min_samples_leaf` is 1.0; expected a whole number from 1, or a share above 0 and below 1
      line 16: `train.min_weight_fraction_leaf` is 0.6; expected a number from 0 to 0.5
      line 17: `train.max_features` is 1.5; expected sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1
      line 18: `train.max_leaf_nodes` is 1; expected null or an integer from 2 to 2147483647
      line 19: `train.min_impurity_decrease` is -0.1; expected a number from 0
      line 20: `train.max_samples` is 0; expected null, a whole number of rows from 1, or a share above 0
      line 21: `train.class_weight` is balance; expected null, balanced, or weights by class; did you mean `balanced`?
    ");
}

#[test]
fn what_does_not_go_together_is_refused_before_anything_is_trained() {
    let forest = "  n_estimators: 1\n  max_depth: 1\n  random_state: 1\n";
    let cases = [
        "  class_weight: balanced_subsample\n",
        "  bootstrap: false\n  class_weight: balanced_subsample\n",
        "  bootstrap: false\n  max_samples: 0.5\n",
        "  extra_trees:\n    max_samples: 7\n",
    ];
    let messages = cases.map(|rest| message(&with_train(&format!("{forest}{rest}"))));
    assert_snapshot!(messages.join("\n"), @r"
    check `params.yaml`: line 13: `train.class_weight` is balanced_subsample; expected another weight where `bootstrap` is true, because the sums of subsample weights depend on the order of additions
    check `params.yaml`: line 14: `train.class_weight` is balanced_subsample; expected balanced where `bootstrap` is false, for there are no subsamples, and scikit-learn takes it for that
    check `params.yaml`: line 14: `train.max_samples` is 0.5; expected null where `bootstrap` is false, for every tree sees all rows
    check `params.yaml`: line 14: `train.extra_trees.max_samples` is 7; expected null where `bootstrap` is false, for every tree sees all rows
    ");
}

/// `max_depth: 0` was told in one run, and what did not go together only in the next.
#[test]
fn what_does_not_go_together_is_told_beside_what_is_wrong_by_itself() {
    let train = "  n_estimators: 1\n  max_depth: 0\n  random_state: 1\n  bootstrap: false\n  \
                 max_samples: 7\n";
    assert_snapshot!(message(&with_train(train)), @r"
    check `params.yaml`: 2 problems
      line 11: `train.max_depth` is 0; expected null or an integer from 1 to 2147483647
      line 14: `train.max_samples` is 7; expected null where `bootstrap` is false, for every tree sees all rows
    ");
}

/// `max_depth: "5"` was answered by "is 5; expected null or an integer", and 5 is one.
#[test]
fn a_number_in_quotes_is_told_to_be_text() {
    let train = "  model: 'random_forest'\n  n_estimators: '100'\n  max_depth: \"5\"\n  \
                 random_state: \"-1\"\n  bootstrap: 'true'\n  max_samples: \" 0.5 \"\n  \
                 max_leaf_nodes: 'null'\n  criterion: '5'\n";
    assert_snapshot!(message(&with_train(train)), @r"
    check `params.yaml`: 7 problems
      line 11: `train.n_estimators` is 100; expected an integer from 1 to 100000; it is text: write it without quotes
      line 12: `train.max_depth` is 5; expected null or an integer from 1 to 2147483647; it is text: write it without quotes
      line 13: `train.random_state` is -1; expected an integer from 0 to 4294967295
      line 14: `train.bootstrap` is true; expected true or false; it is text: write it without quotes
      line 15: `train.max_samples` is  0.5 ; expected null, a whole number of rows from 1, or a share above 0; it is text: write it without quotes
      line 16: `train.max_leaf_nodes` is null; expected null or an integer from 2 to 2147483647; it is text: write it without quotes
      line 17: `train.criterion` is 5; expected one of gini, entropy, log_loss
    ");
    assert_snapshot!(message(&edited("test_size: 0.2", "test_size: '0.2'")), @"check `params.yaml`: line 8: `preprocess.test_size` is 0.2; expected a share above 0 and below 1, or a whole number of rows; it is text: write it without quotes");
}

#[test]
fn numbers_that_are_none_are_refused() {
    let train = "  model: gaussian_nb\n  min_impurity_decrease: .nan\n  max_samples: .inf\n  \
                 max_features: .nan\n  min_samples_leaf: -1\n  gaussian_nb: {var_smoothing: .inf}\n";
    assert_snapshot!(message(&with_train(train)), @r"
    check `params.yaml`: 5 problems
      line 11: `train.min_impurity_decrease` is NaN; expected a number from 0
      line 12: `train.max_samples` is inf; expected null, a whole number of rows from 1, or a share above 0
      line 13: `train.max_features` is NaN; expected sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1
      line 14: `train.min_samples_leaf` is -1; expected a whole number from 1, or a share above 0 and below 1
      line 15: `train.gaussian_nb.var_smoothing` is inf; expected a number from 0
    ");
}

#[test]
fn classes_are_weighted_by_their_names() {
    let forest = "  n_estimators: 1\n  max_depth: 1\n  random_state: 1\n";
    let text = with_train(&format!(
        "{forest}  class_weight: {{virginica: 2, setosa: 0.5}}\n"
    ));
    let ModelParams::RandomForest(found) = parse(&text).unwrap().train else {
        panic!("it is a random forest");
    };
    let weights = BTreeMap::from([(0, 0.5), (2, 2.0)]);
    assert_eq!(found.class_weight, Some(ClassWeight::PerClass(weights)));
    let extra_trees =
        "  model: extra_trees\n  extra_trees:\n    class_weight:\n      versicolor: 3\n";
    assert!(used(extra_trees).ends_with(r#""class_weight":{"versicolor":3.0}}"#));
}

#[test]
fn a_weight_of_no_class_is_refused_with_the_class_that_was_meant() {
    let train = "  n_estimators: 1\n  max_depth: 1\n  random_state: 1\n  class_weight:\n    \
                 virginca: 2\n    setosa: -1\n    versicolor: .inf\n    other: many\n  extra_trees:\n    \
                 class_weight: {}\n";
    assert_snapshot!(message(&with_train(train)), @r"
    check `params.yaml`: 5 problems
      line 14: `train.class_weight.virginca` is the weight of no class in `data.classes`; did you mean `virginica`?
      line 15: `train.class_weight.setosa` is -1; expected a number from 0
      line 16: `train.class_weight.versicolor` is inf; expected a number from 0
      line 17: `train.class_weight.other` is the weight of no class in `data.classes`
      line 17: `train.class_weight.other` is many; expected a number from 0
    ");
}

#[test]
fn class_names_that_are_numbers_or_flags_are_weighted_as_well() {
    let text = with_train(
        "  n_estimators: 1\n  max_depth: 1\n  random_state: 1\n  class_weight: {1: 2, true: 3}\n",
    );
    let text = text.replace("[setosa, versicolor, virginica]", "[0, 1, 'true']");
    let params = parse(&text).unwrap();
    let used = params.train.used(&params.data.classes);
    assert_eq!(used["class_weight"].to_string(), r#"{"1":2.0,"true":3.0}"#);
}
