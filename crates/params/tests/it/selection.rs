//! `train.validation` and `train.tune`: how a model is scored and chosen.

use hyperparameters::ModelParams;
use insta::assert_snapshot;
use params::{Metric, Search, TestSize, Tune, Validation, describe};

use crate::{GOOD, message, parse, with_train};

const FOREST: &str = "  max_depth: 5\n  n_estimators: 100\n  random_state: 42\n";

fn with(more: &str) -> String {
    with_train(&format!("{FOREST}{more}"))
}

/// [`GOOD`] with a search over folds, in YAML's flow style.
fn tuned(tune: &str) -> String {
    with(&format!("  validation: k_fold\n  tune: {tune}\n"))
}

fn tune(text: &str) -> Tune {
    parse(&tuned(text)).unwrap().tune.expect("a search")
}

fn settings(tune: &Tune) -> Vec<String> {
    let numbers = 0..tune.grid.len();
    numbers
        .map(|number| describe(&tune.grid.setting(number)))
        .collect()
}

#[test]
fn nothing_is_validated_or_tried_unless_that_is_asked_for() {
    for text in [
        GOOD.to_owned(),
        with("  validation: none\n"),
        with("  validation: null\n  tune: null\n"),
        with("  validation: {method: none, n_splits: 3}\n"),
    ] {
        let params = parse(&text).unwrap();
        assert_eq!((params.validation, params.tune), (None, None), "{text}");
    }
}

#[test]
fn a_method_has_its_defaults_or_what_its_section_says() {
    let five = Validation::KFold {
        n_splits: 5,
        random_state: 42,
    };
    let half = Validation::HeldOut {
        test_size: TestSize::Fraction(0.5),
        random_state: 7,
    };
    for (text, expected) in [
        ("k_fold", five),
        ("{method: k_fold}", five),
        ("out_of_bag", Validation::OutOfBag),
        (
            "{method: held_out, test_size: 0.5, random_state: 7, n_splits: 3}",
            half,
        ),
    ] {
        let params = parse(&with(&format!("  validation: {text}\n"))).unwrap();
        assert_eq!(params.validation, Some(expected), "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_validation_is_said() {
    assert_snapshot!(message(&with("  validation: kfold\n")), @"check `params.yaml`: line 13: `train.validation` is kfold; expected one of none, out_of_bag, k_fold, held_out, or a section with `method`; did you mean `k_fold`?");
    let section =
        "  validation:\n    method: bootstrap\n    n_splits: 1\n    test_size: 0\n    folds: 3\n";
    assert_snapshot!(message(&with(section)), @r"
    check `params.yaml`: 4 problems
      line 14: `train.validation.method` is bootstrap; expected one of none, out_of_bag, k_fold, held_out
      line 15: `train.validation.n_splits` is 1; expected an integer from 2 to 100
      line 16: `train.validation.test_size` is 0; expected a share above 0 and below 1, or a whole number of rows
      line 17: unknown key `train.validation.folds`; known here: `method`, `n_splits`, `test_size`, `random_state`
    ");
}

#[test]
fn out_of_bag_goes_with_trees_that_draw_their_rows() {
    assert_snapshot!(message(&with("  validation: out_of_bag\n  bootstrap: false\n")), @"check `params.yaml`: line 13: `train.validation` is out_of_bag, for which trees have to draw their rows (`bootstrap: true`); choose k_fold");
    let text = "  model: gaussian_nb\n  validation: out_of_bag\n";
    assert_snapshot!(message(&with_train(text)), @"check `params.yaml`: line 11: `train.validation` is out_of_bag, for which trees have to draw their rows (`bootstrap: true`); choose k_fold");
}

#[test]
fn the_settings_of_a_grid_have_the_values_in_their_order_and_the_rest_of_the_section() {
    let tune = tune("{params: {n_estimators: [10, 20], max_depth: [3, null], criterion: [gini]}}");
    assert_eq!((tune.search, tune.metric), (Search::Grid, Metric::Accuracy));
    assert_eq!(
        settings(&tune),
        [
            "criterion=gini max_depth=3 n_estimators=10",
            "criterion=gini max_depth=3 n_estimators=20",
            "criterion=gini max_depth=null n_estimators=10",
            "criterion=gini max_depth=null n_estimators=20",
        ]
    );
    let ModelParams::RandomForest(forest) = tune.grid.model(3).unwrap() else {
        panic!("it is a random forest");
    };
    assert_eq!(
        (forest.n_estimators, forest.max_depth, forest.random_state),
        (20, None, 42)
    );
}

#[test]
fn the_other_families_are_tuned_by_the_keys_of_their_sections() {
    let text = "  model: logistic_regression\n  logistic_regression: {max_iterations: 7}\n  \
                validation: held_out\n  tune: {metric: log_loss, search: random, n_iter: 4, params: \
                {alpha: [1, 0.1, 0.01]}}\n";
    let tune = parse(&with_train(text)).unwrap().tune.unwrap();
    let random = Search::Random {
        n_iter: 4,
        random_state: 42,
    };
    assert_eq!((tune.search, tune.metric), (random, Metric::LogLoss));
    assert_eq!(tune.n_tries(), 3, "there are no more");
    let ModelParams::LogisticRegression(model) = tune.grid.model(2).unwrap() else {
        panic!("it is a logistic regression");
    };
    assert_eq!(model.max_iterations, 7);
    assert_eq!(model.alpha.to_bits(), 0.01_f64.to_bits());
}

#[test]
fn all_that_is_wrong_with_a_search_is_said_once() {
    let section = "  validation: k_fold\n  tune:\n    search: all\n    metric: auc\n    params:\n      \
                   max_dept: [3, 4, 5]\n      n_estimators: [10, 0, many]\n      criterion: entropy\n    \
                   n_iters: 5\n";
    assert_snapshot!(message(&with(section)), @r"
    check `params.yaml`: 7 problems
      line 15: `train.tune.search` is all; expected one of grid, random
      line 16: `train.tune.metric` is auc; expected one of accuracy, precision, recall, f1_score, balanced_accuracy, roc_auc, average_precision, log_loss, brier_score
      line 18: unknown key `train.tune.params.max_dept`; did you mean `max_depth`?
      line 19: `train.tune.params.n_estimators` is 0; expected an integer from 1 to 100000
      line 19: `train.tune.params.n_estimators` is many; expected an integer from 1 to 100000
      line 20: `train.tune.params.criterion` is entropy; expected a list of values, such as [3, 5]
      line 21: unknown key `train.tune.n_iters`; did you mean `n_iter`?
    ");
    let section = section.replace("      criterion: entropy\n", "");
    assert_snapshot!(message(&with(&section.replace("all", "grid").replace("auc", "roc_auc"))), @r"
    check `params.yaml`: 4 problems
      line 18: unknown key `train.tune.params.max_dept`; did you mean `max_depth`?
      line 19: `train.tune.params.n_estimators` is 0; expected an integer from 1 to 100000
      line 19: `train.tune.params.n_estimators` is many; expected an integer from 1 to 100000
      line 20: unknown key `train.tune.n_iters`; did you mean `n_iter`?
    ");
    assert_snapshot!(message(&tuned("{params: {}}")), @"check `params.yaml`: line 14: `train.tune.params` is empty; expected the values of a parameter, such as `max_depth: [3, 5]`");
    assert_snapshot!(message(&tuned("{params: {max_depth: []}}")), @"check `params.yaml`: line 14: `train.tune.params.max_depth` is an empty list; expected a list of values, such as [3, 5]");
}

#[test]
fn a_setting_whose_values_do_not_go_together_is_refused() {
    assert_snapshot!(message(&tuned("{params: {bootstrap: [true, false], max_samples: [0.5]}}")), @"check `params.yaml`: line 14: `train.tune.params.max_samples` is 0.5; expected null where `bootstrap` is false, for every tree sees all rows");
    let out_of_bag = tuned("{params: {bootstrap: [true, false]}}").replace("k_fold", "out_of_bag");
    assert_snapshot!(message(&out_of_bag), @"check `params.yaml`: line 14: `train.validation` is out_of_bag, for which trees have to draw their rows (`bootstrap: true`); choose k_fold (bootstrap=false)");
}

#[test]
fn a_search_without_scores_to_choose_by_is_refused() {
    let text = "  tune: {params: {max_depth: [3, 5]}}\n";
    assert_snapshot!(message(&with(text)), @"check `params.yaml`: line 13: `train.tune` compares validation scores, and `train.validation` asks for none; write `validation: k_fold` (or out_of_bag, held_out) there");
    // What is wrong is told once.
    let text = format!("  validation: kfold\n{text}");
    assert!(!message(&with(&text)).contains("problems"));
}

#[test]
fn a_grid_of_thousands_is_refused_and_may_be_drawn_from() {
    let numbers: Vec<_> = (1..=40).map(|n| n.to_string()).collect();
    let numbers = numbers.join(", ");
    let grid = format!("params: {{max_depth: [{numbers}], n_estimators: [{numbers}]}}");
    assert_snapshot!(message(&tuned(&format!("{{{grid}}}"))), @"check `params.yaml`: line 14: `train.tune.params` makes 1600 settings, and 1000 is the most; name fewer values, or choose `search: random`");
    let random = tune(&format!("{{search: random, n_iter: 1000, {grid}}}"));
    assert_eq!((random.grid.len(), random.n_tries()), (1600, 1000));
    let wrong = format!("{{search: random, {}}}", grid.replace("40]", "0]"));
    assert_snapshot!(message(&tuned(&wrong)), @r"
    check `params.yaml`: 2 problems
      line 14: `train.tune.params.n_estimators` is 0; expected an integer from 1 to 100000
      line 14: `train.tune.params.max_depth` is 0; expected null or an integer from 1 to 2147483647
    ");
}
