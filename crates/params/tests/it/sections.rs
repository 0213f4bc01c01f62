//! What is read from a file that is right.

use params::{Evaluate, Gate, Metric, Scale, TestSize};

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

#[test]
fn a_training_is_shared_out_where_the_section_says_so_and_there_are_trees_to_share() {
    let with = |text: &str, more: &str| parse(&format!("{text}\n{more}")).unwrap();
    assert_eq!(with(GOOD, "").scale, Scale::default());
    assert_eq!(with(GOOD, "").shards(), Ok(vec![]));
    let three = with(GOOD, "scale: {shards: 3, jobs: 2}\n");
    assert_eq!(three.scale, Scale { shards: 3, jobs: 2 });
    assert_eq!(three.shards(), Ok(vec![0..34, 34..67, 67..100]));
    let of_few = edited("n_estimators: 100", "n_estimators: 2");
    assert_eq!(
        with(&of_few, "scale: {shards: 3}").shards(),
        Ok(vec![0..1, 1..2])
    );
    let refused = |text: &str| {
        with(text, "scale: {shards: 3}")
            .shards()
            .unwrap_err()
            .to_string()
    };
    let one = edited("n_estimators: 100", "n_estimators: 1");
    assert_eq!(refused(&one), "the forest has one tree");
    let bayes = edited("train:\n", "train:\n  model: gaussian_nb\n");
    assert_eq!(
        refused(&bayes),
        "`train.model` is gaussian_nb, which is no forest"
    );
    let tune = "train:\n  validation: k_fold\n  tune: {params: {max_depth: [2, 3]}}\n";
    assert_eq!(
        refused(&edited("train:\n", tune)),
        "`train.tune` tries several forests"
    );
}

#[test]
fn numbers_of_shards_and_jobs_have_an_end() {
    for (more, expected) in [
        (
            "shards: 0",
            "`scale.shards` is 0; expected an integer from 1 to 1000",
        ),
        (
            "shards: 1001",
            "`scale.shards` is 1001; expected an integer from 1 to 1000",
        ),
        (
            "jobs: 65",
            "`scale.jobs` is 65; expected an integer from 1 to 64",
        ),
        (
            "shard: 2",
            "unknown key `scale.shard`; did you mean `shards`?",
        ),
    ] {
        let error = parse(&format!("{GOOD}\nscale: {{{more}}}\n")).unwrap_err();
        assert!(error.to_string().ends_with(expected), "{error}");
    }
}

/// A model that learns the same from the same tables has the same text, and no other one has.
#[test]
fn what_decides_a_model_is_told_from_what_does_not() {
    let text = |text: &str| parse(text).unwrap().of_model();
    let same = [
        edited("experiment: iris", "experiment: other"),
        edited("train:\n", "train:\n  validation: out_of_bag\n"),
        format!("{GOOD}\nscale: {{shards: 8}}\n"),
    ];
    for other in same {
        assert_eq!(text(&other), text(GOOD), "{other}");
    }
    let different = [
        edited("n_estimators: 100", "n_estimators: 101"),
        edited("train:\n", "train:\n  class_weight: balanced\n"),
        edited("train:\n", "train:\n  model: extra_trees\n"),
        edited(
            "[setosa, versicolor, virginica]",
            "[setosa, virginica, versicolor]",
        ),
        edited(
            "target: species",
            "target: species\n  columns: {size: number}",
        ),
    ];
    for other in different {
        assert_ne!(text(&other), text(GOOD), "{other}");
    }
}
