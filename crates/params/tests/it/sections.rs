//! What is read from a file that is right.

use params::{Evaluate, Gate, Metric, TestSize};

use crate::{GOOD, edited, parse, with_gate};

#[test]
fn the_default_file_is_read_as_it_stands() {
    let params = parse(GOOD).unwrap();
    assert_eq!(params.data.target, "species");
    assert_eq!(params.data.classes, ["setosa", "versicolor", "virginica"]);
    assert_eq!(params.preprocess.test_size, TestSize::Fraction(0.2));
    assert_eq!(params.preprocess.random_state, 42);
    assert_eq!(params.tracking.experiment, "iris");
    assert_eq!(params.tracking.run_name, "iris-rf-train");
    assert_eq!(params.tracking.registered_model, "iris-classifier");
}

#[test]
fn a_whole_test_size_is_a_number_of_rows() {
    let params = parse(&edited("test_size: 0.2", "test_size: 30")).unwrap();
    assert_eq!(params.preprocess.test_size, TestSize::Rows(30));
}

#[test]
fn class_names_may_be_numbers() {
    let params = parse(&edited("[setosa, versicolor, virginica]", "[0, 1]")).unwrap();
    assert_eq!(params.data.classes, ["0", "1"]);
}

#[test]
fn the_gate_that_the_repository_comes_with_asks_for_a_better_accuracy_of_at_least_nine_tenths() {
    let gate = parse(include_str!("../../../stage/tests/iris/params.yaml"))
        .unwrap()
        .gate;
    assert_eq!(gate.minimum.get(Metric::Accuracy), Some(0.9));
    assert_eq!(gate.better_by, Gate::default().better_by);
    assert_eq!(gate.significance, None);
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
fn the_gate_asks_for_significance_where_it_is_told_to() {
    for (text, expected) in [("null", None), ("0.05", Some(0.05))] {
        let gate = with_gate(&format!("  significance: {text}\n"));
        assert_eq!(parse(&gate).unwrap().gate.significance, expected);
    }
}

#[test]
fn a_threshold_may_be_a_whole_number() {
    let gate = parse(&with_gate("  minimum: {recall: 1, f1_score: 0}\n"))
        .unwrap()
        .gate;
    let found: Vec<_> = gate.minimum.iter().collect();
    assert_eq!(found, [(Metric::Recall, &1.0), (Metric::F1Score, &0.0)]);
}

#[test]
fn a_loss_has_a_maximum_and_every_metric_can_be_compared() {
    let text =
        "  maximum: {log_loss: 40, brier_score: 0.5}\n  better_by: {log_loss: 2, roc_auc: 0.1}\n";
    let gate = parse(&with_gate(text)).unwrap().gate;
    let found: Vec<_> = gate.maximum.iter().collect();
    assert_eq!(
        found,
        [(Metric::LogLoss, &40.0), (Metric::BrierScore, &0.5)]
    );
    assert_eq!(gate.better_by.get(Metric::LogLoss), Some(2.0));
    assert_eq!(gate.better_by.get(Metric::RocAuc), Some(0.1));
}

#[test]
fn intervals_are_of_a_thousand_resamples_where_nothing_else_is_said() {
    let evaluate = parse(include_str!("../../../../params.yaml"))
        .unwrap()
        .evaluate;
    assert_eq!(evaluate, Evaluate::default());
    assert_eq!(parse(GOOD).unwrap().evaluate, Evaluate::default());
    let text = format!("{GOOD}evaluate: {{n_resamples: 0, confidence_level: 0.9}}\n");
    let evaluate = parse(&text).unwrap().evaluate;
    assert_eq!((evaluate.n_resamples, evaluate.random_state), (0, 42));
}
