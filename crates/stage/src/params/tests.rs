use super::*;

const GOOD: &str = "\
data:
  target: species
  classes: [setosa, versicolor, virginica]
preprocess:
  random_state: 42
  test_size: 0.2
train:
  max_depth: 5
  n_estimators: 100
  random_state: 42
tracking:
  experiment: iris
  run_name: iris-rf-train
  registered_model: iris-classifier
";

fn parse(text: &str) -> Result<Params, ParamsError> {
    Params::parse(text, Path::new("params.yaml"))
}

fn message(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn the_default_file_is_read_as_it_stands() {
    let params = parse(GOOD).unwrap();
    assert_eq!(params.data.classes, ["setosa", "versicolor", "virginica"]);
    assert_eq!(params.preprocess.test_size, TestSize::Share(0.2));
    let forest = Forest {
        n_estimators: 100,
        max_depth: Some(5),
        random_state: 42,
        ..Forest::RANDOM_FOREST
    };
    assert_eq!(params.train, Train::RandomForest(forest));
    assert_eq!(params.tracking.registered_model, "iris-classifier");
}

#[test]
fn null_means_no_limit_of_depth() {
    let params = parse(&GOOD.replace("max_depth: 5", "max_depth: null")).unwrap();
    assert_eq!(params.train.used()["max_depth"], serde_json::Value::Null);
}

#[test]
fn a_whole_test_size_is_a_number_of_rows() {
    let params = parse(&GOOD.replace("test_size: 0.2", "test_size: 30")).unwrap();
    assert_eq!(params.preprocess.test_size, TestSize::Rows(30));
}

#[test]
fn class_names_may_be_numbers() {
    let params = parse(&GOOD.replace("[setosa, versicolor, virginica]", "[0, 1]")).unwrap();
    assert_eq!(params.data.classes, ["0", "1"]);
}

#[test]
fn a_value_out_of_range_is_named_with_its_line_and_what_is_allowed() {
    assert_eq!(
        message(&GOOD.replace("test_size: 0.2", "test_size: 1.5")),
        "check `params.yaml`: line 6: `preprocess.test_size` is 1.5; \
         expected a share above 0 and below 1, or a whole number of rows"
    );
}

#[test]
fn all_problems_are_reported_at_once_in_the_order_of_their_lines() {
    let text = GOOD
        .replace("n_estimators: 100", "n_estimator: 100")
        .replace("max_depth: 5", "max_depth: deep")
        .replace("random_state: 42\n  test", "random_state: -1\n  test");
    assert_eq!(
        message(&text),
        "check `params.yaml`: 4 problems\
         \n  line 5: `preprocess.random_state` is -1; expected an integer from 0 to 4294967295\
         \n  line 7: missing key `train.n_estimators`; expected an integer from 1 to 100000\
         \n  line 8: `train.max_depth` is deep; expected null or an integer from 1 to 2147483647\
         \n  line 9: unknown key `train.n_estimator`; did you mean `n_estimators`?"
    );
}

#[test]
fn an_unknown_section_is_an_error_that_lists_the_known_ones() {
    let text = format!("{GOOD}mlflow:\n  tracking_uri: x\n");
    assert_eq!(
        message(&text),
        "check `params.yaml`: line 15: unknown key `mlflow`; \
         known here: `data`, `preprocess`, `train`, `gate`, `tracking`"
    );
}

#[test]
fn an_empty_file_misses_every_section() {
    let text = message("");
    assert!(
        text.starts_with("check `params.yaml`: 4 problems"),
        "{text}"
    );
}

#[test]
fn a_key_that_stands_twice_is_an_error() {
    let text = message(&GOOD.replace("max_depth: 5", "max_depth: 5\n  max_depth: 6"));
    assert!(
        text.contains("line 9") && text.contains("duplicated key"),
        "{text}"
    );
}

#[test]
fn one_class_or_a_repeated_class_is_refused() {
    for classes in ["[setosa]", "[setosa, setosa]", "setosa", "[1.0, 2.0]"] {
        let text = message(&GOOD.replace("[setosa, versicolor, virginica]", classes));
        assert!(text.contains("line 3: `data.classes` is"), "{text}");
    }
}

#[test]
fn a_model_name_that_the_registry_refuses_is_refused_here() {
    let text = message(&GOOD.replace("iris-classifier", "team/iris"));
    assert!(
        text.contains("line 14: `tracking.registered_model` is team/iris"),
        "{text}"
    );
}

#[test]
fn text_that_is_no_yaml_is_reported_with_its_line() {
    let text = message("data:\n  target: [\n");
    assert!(text.starts_with("check `params.yaml`: line "), "{text}");
    assert!(text.contains("is not YAML"), "{text}");
}

#[test]
fn a_missing_file_is_named() {
    let error = Params::read(Path::new("nowhere/params.yaml"))
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("read `nowhere/params.yaml`: "), "{error}");
}

/// The default file with `train` replaced.
fn with_train(train: &str) -> String {
    let (head, tail) = (
        GOOD.find("train:").unwrap(),
        GOOD.find("tracking:").unwrap(),
    );
    format!("{}train:\n{train}{}", &GOOD[..head], &GOOD[tail..])
}

fn used(train: &str) -> String {
    let used = parse(&with_train(train)).unwrap().train.used();
    serde_json::to_string(&used).unwrap()
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
                 max_features: null\n  max_samples: 0.5\n  class_weight: balanced_subsample\n";
    assert_eq!(
        used(train),
        r#"{"n_estimators":9,"max_depth":null,"random_state":1,"criterion":"log_loss","max_features":null,"max_samples":0.5,"class_weight":"balanced_subsample"}"#
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
    let extra_trees = used("  model: extra_trees\n");
    let start = r#"{"model":"extra_trees","n_estimators":100,"max_depth":null,"random_state":0,"criterion":"gini","#;
    assert!(extra_trees.starts_with(start), "{extra_trees}");
    assert!(
        extra_trees.contains(r#""bootstrap":false"#),
        "{extra_trees}"
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
    assert_eq!(
        message(&with_train(train)),
        "check `params.yaml`: 8 problems\
         \n  line 8: `train.model` is random_forrest; expected one of random_forest, extra_trees, \
         decision_tree, logistic_regression, gaussian_nb; did you mean `random_forest`?\
         \n  line 9: `train.n_estimators` is 0; expected an integer from 1 to 100000\
         \n  line 11: unknown key `train.extra_trees.max_feature`; did you mean `max_features`?\
         \n  line 12: `train.extra_trees.bootstrap` is 1; expected true or false\
         \n  line 13: `train.decision_tree` is deep; expected a section of indented keys\
         \n  line 15: `train.logistic_regression.alpha` is -1; expected a number from 0\
         \n  line 16: `train.logistic_regression.tolerance` is inf; expected a number above 0\
         \n  line 18: unknown key `train.gaussian_nb.smoothing`; did you mean `var_smoothing`?"
    );
}

#[test]
fn what_a_parameter_of_the_forest_may_be_is_said_when_it_is_something_else() {
    let train = "  n_estimators: 1\n  max_depth: 1\n  random_state: 1\n  criterion: ginni\n  \
                 min_samples_split: 1\n  min_samples_leaf: 1.0\n  min_weight_fraction_leaf: 0.6\n  \
                 max_features: 1.5\n  max_leaf_nodes: 1\n  min_impurity_decrease: -0.1\n  \
                 max_samples: 0\n  class_weight: balance\n";
    assert_eq!(
        message(&with_train(train)),
        "check `params.yaml`: 9 problems\
         \n  line 11: `train.criterion` is ginni; expected one of gini, entropy, log_loss; \
         did you mean `gini`?\
         \n  line 12: `train.min_samples_split` is 1; expected a whole number from 2, or a share above 0 and up to 1\
         \n  line 13: `train.min_samples_leaf` is 1.0; expected a whole number from 1, or a share above 0 and below 1\
         \n  line 14: `train.min_weight_fraction_leaf` is 0.6; expected a number from 0 to 0.5\
         \n  line 15: `train.max_features` is 1.5; expected sqrt, log2, null for all, a whole \
         number from 1, or a share above 0 and up to 1\
         \n  line 16: `train.max_leaf_nodes` is 1; expected null or an integer from 2 to 2147483647\
         \n  line 17: `train.min_impurity_decrease` is -0.1; expected a number from 0\
         \n  line 18: `train.max_samples` is 0; expected null, a whole number of rows, or a share \
         above 0 and up to 1\
         \n  line 19: `train.class_weight` is balance; expected null, balanced or balanced_subsample"
    );
}

fn with_gate(gate: &str) -> String {
    format!("{GOOD}gate:\n{gate}")
}

#[test]
fn the_gate_that_the_repository_comes_with_asks_for_a_better_accuracy_of_at_least_nine_tenths() {
    let gate = parse(include_str!("../../../../params.yaml")).unwrap().gate;
    assert_eq!(gate.minimum.get(Score::Accuracy), Some(0.9));
    assert_eq!(gate.better_by, Gate::default().better_by);
    assert!(!gate.hard);
}

#[test]
fn every_key_of_the_gate_may_be_left_out() {
    for text in [
        GOOD.to_owned(),
        with_gate("  {}\n"),
        with_gate("  hard: false\n"),
    ] {
        assert_eq!(parse(&text).unwrap().gate, Gate::default(), "{text}");
    }
    let gate = parse(&with_gate("  better_by: {}\n")).unwrap().gate;
    assert!(gate.better_by.is_empty());
}

#[test]
fn a_score_may_be_a_whole_number() {
    let gate = parse(&with_gate("  minimum: {recall: 1, f1_score: 0}\n"))
        .unwrap()
        .gate;
    let found = Score::ALL.map(|score| gate.minimum.get(score));
    assert_eq!(found, [None, None, Some(1.0), Some(0.0)]);
}

#[test]
fn what_the_gate_may_ask_for_is_said_when_it_asks_for_something_else() {
    let gate = "  minimum:\n    accuracy: 90\n    f1: 0.9\n    auc: 0.9\n  better_by:\n    \
                recall: -0.1\n    precision: high\n  hard: maybe\n  soft: true\n";
    assert_eq!(
        message(&with_gate(gate)),
        "check `params.yaml`: 7 problems\
         \n  line 17: `gate.minimum.accuracy` is 90; expected a number from 0 to 1\
         \n  line 18: unknown key `gate.minimum.f1`; known here: `accuracy`, `precision`, `recall`, `f1_score`\
         \n  line 19: unknown key `gate.minimum.auc`; known here: `accuracy`, `precision`, `recall`, `f1_score`\
         \n  line 21: `gate.better_by.recall` is -0.1; expected a number from 0 to 1\
         \n  line 22: `gate.better_by.precision` is high; expected a number from 0 to 1\
         \n  line 23: `gate.hard` is maybe; expected true or false\
         \n  line 24: unknown key `gate.soft`; known here: `minimum`, `better_by`, `hard`"
    );
    let text = message(&with_gate("  minimum:\n    acuracy: 0.9\n"));
    assert!(text.ends_with("did you mean `accuracy`?"), "{text}");
}
