use std::iter::{repeat, repeat_n};

use super::*;

fn scores(accuracy: f64) -> Scores {
    Scores::default()
        .with(Metric::Accuracy, accuracy)
        .with(Metric::Precision, 0.8)
        .with(Metric::Recall, 0.7)
        .with(Metric::F1Score, 0.75)
}

fn gate(minimum: Option<f64>, better_by: Option<f64>) -> Gate {
    let accuracy = |threshold: Option<f64>| {
        let none = Thresholds::default();
        threshold.map_or(none, |threshold| none.with(Metric::Accuracy, threshold))
    };
    Gate {
        minimum: accuracy(minimum),
        maximum: Thresholds::default(),
        better_by: accuracy(better_by),
        significance: None,
        hard: false,
    }
}

/// The default of the repository.
fn usual() -> Gate {
    gate(Some(0.9), Some(0.0))
}

fn judged(accuracy: f64, gate: &Gate, comparison: Comparison) -> (Verdict, String, String) {
    let result = decide(scores(accuracy), gate, comparison);
    let text = result.to_string();
    (result.verdict, result.reason, text)
}

fn scored(version: u64, accuracy: f64) -> Comparison {
    Comparison::Scored(version, scores(accuracy), None)
}

/// Version 1 with an accuracy of 0.9. On `ours` of the `rows` only the candidate is right, on
/// `theirs` only production, and on the rest both are.
fn paired(rows: usize, ours: usize, theirs: usize) -> Comparison {
    let sides = [((true, false), ours), ((false, true), theirs)];
    let changed = sides.into_iter().flat_map(|(row, n)| repeat_n(row, n));
    let all = changed.chain(repeat((true, true))).take(rows);
    Comparison::Scored(1, scores(0.9), Some(Paired::count(all)))
}

#[test]
fn the_first_model_passes_on_its_minimum() {
    let (verdict, reason, text) = judged(14.0 / 15.0, &usual(), Comparison::NoChampion);
    assert_eq!((verdict, reason.as_str()), (Verdict::Passed, "first_model"));
    assert_eq!(
        text,
        "passed: accuracy 0.9333 (minimum 0.9000); first model"
    );
}

#[test]
fn a_model_below_its_minimum_fails_also_if_it_is_the_first() {
    let (verdict, reason, text) = judged(0.5, &usual(), Comparison::NoChampion);
    assert_eq!(verdict, Verdict::Failed);
    assert_eq!(reason, "insufficient_accuracy");
    assert_eq!(
        text,
        "failed: accuracy 0.5000 (minimum 0.9000); accuracy is below the minimum"
    );
}

#[test]
fn exactly_the_minimum_is_enough() {
    assert_eq!(
        judged(0.9, &usual(), Comparison::NoChampion).0,
        Verdict::Passed
    );
}

#[test]
fn a_better_model_passes_and_an_equal_one_does_not() {
    let (verdict, reason, text) = judged(0.95, &usual(), scored(1, 0.94));
    assert_eq!(
        (verdict, reason.as_str()),
        (Verdict::Passed, "better_accuracy")
    );
    assert_eq!(
        text,
        "passed: accuracy 0.9500 (minimum 0.9000, version 1 has 0.9400); better than production"
    );
    let (verdict, reason, text) = judged(0.95, &usual(), scored(1, 0.95));
    assert_eq!(verdict, Verdict::Failed);
    assert_eq!(reason, "insufficient_accuracy");
    assert_eq!(
        text,
        "failed: accuracy 0.9500 (minimum 0.9000, version 1 has 0.9500); \
         accuracy is not better than that of production version 1"
    );
}

/// 0.95 - 0.9 is 0.04999999999999993 in doubles.
#[test]
fn a_gain_of_exactly_what_is_asked_for_is_enough_whatever_doubles_make_of_it() {
    let by = gate(None, Some(0.05));
    assert_eq!(judged(0.95, &by, scored(1, 0.9)).0, Verdict::Passed);
    let (verdict, _, text) = judged(0.949, &by, scored(1, 0.9));
    assert_eq!(verdict, Verdict::Failed);
    assert_eq!(
        text,
        "failed: accuracy 0.9490 (version 1 has 0.9000); \
         accuracy is not better than that of production version 1 by 0.05"
    );
}

#[test]
fn numbers_that_four_decimals_would_make_alike_are_written_out() {
    let text = judged(0.89999, &usual(), Comparison::NoChampion).2;
    assert_eq!(
        text,
        "failed: accuracy 0.89999 (minimum 0.9); accuracy is below the minimum"
    );
}

#[test]
fn the_same_model_is_kept_whatever_its_scores() {
    let (verdict, reason, text) = judged(0.5, &usual(), Comparison::SameModel(3));
    assert_eq!((verdict, reason.as_str()), (Verdict::Kept, "same_model"));
    assert_eq!(
        text,
        "kept: accuracy 0.5000 (minimum 0.9000); production version 3 is the same model"
    );
}

#[test]
fn without_a_comparison_the_minimum_decides() {
    let only_minimum = gate(Some(0.9), None);
    for comparison in [
        Comparison::NotAsked(1),
        Comparison::NotComparable(1, "its features are others".into()),
    ] {
        let (verdict, reason, text) = judged(0.9, &only_minimum, comparison);
        assert_eq!((verdict, reason.as_str()), (Verdict::Passed, "minimum_met"));
        assert_eq!(
            text,
            "passed: accuracy 0.9000 (minimum 0.9000); nothing is compared"
        );
    }
    let all = gate(None, None);
    let text = judged(0.1, &all, Comparison::NotAsked(1)).2;
    assert_eq!(text, "passed: accuracy 0.1000; nothing is compared");
}

#[test]
fn a_model_that_cannot_be_compared_does_not_replace_production_by_itself() {
    let other = Comparison::NotComparable(1, "its features are others".into());
    let (verdict, reason, text) = judged(0.95, &usual(), other);
    assert_eq!(
        (verdict, reason.as_str()),
        (Verdict::Failed, "not_comparable")
    );
    assert_eq!(
        text,
        "failed: accuracy 0.9500 (minimum 0.9000); \
         cannot be compared with production: its features are others"
    );
}

#[test]
fn what_a_person_rolled_back_from_does_not_come_back_by_itself() {
    for (gate, minimum) in [(usual(), " (minimum 0.9000)"), (gate(None, None), "")] {
        let (verdict, reason, text) = judged(0.95, &gate, Comparison::RolledBack(1));
        assert_eq!((verdict, reason.as_str()), (Verdict::Failed, "rolled_back"));
        let expected = format!(
            "failed: accuracy 0.9500{minimum}; \
             production was rolled back from this model to version 1"
        );
        assert_eq!(text, expected);
    }
}

#[test]
fn every_score_that_is_asked_for_must_be_better() {
    let both = Gate {
        better_by: Thresholds::default()
            .with(Metric::Accuracy, 0.0)
            .with(Metric::Recall, 0.0),
        ..gate(None, None)
    };
    let (verdict, reason, _) = judged(0.95, &both, scored(1, 0.9));
    assert_eq!(verdict, Verdict::Failed, "the recall is the same");
    assert_eq!(reason, "insufficient_recall");
    let worse = scores(0.9).with(Metric::Recall, 0.6);
    let (verdict, reason, _) = judged(0.95, &both, Comparison::Scored(1, worse, None));
    assert_eq!(
        (verdict, reason.as_str()),
        (Verdict::Passed, "better_scores")
    );
}

#[test]
fn a_decision_reads_the_same_after_a_way_through_the_tracker() {
    for comparison in [
        Comparison::NoChampion,
        scored(7, 0.94),
        paired(30, 1, 0),
        Comparison::SameModel(2),
    ] {
        let result = decide(scores(0.95), &usual(), comparison);
        let json = serde_json::to_string(&result).unwrap();
        assert!(json.len() < 1000, "{json}");
        let again: GateResult = serde_json::from_str(&json).unwrap();
        assert_eq!(again, result);
        assert_eq!(again.to_string(), result.to_string());
    }
}

fn losses(log_loss: f64) -> Scores {
    scores(0.9).with(Metric::LogLoss, log_loss)
}

#[test]
fn a_loss_above_its_maximum_fails() {
    let gate = Gate {
        maximum: Thresholds::default().with(Metric::LogLoss, 0.5),
        ..gate(None, None)
    };
    let result = decide(losses(0.6), &gate, Comparison::NoChampion);
    assert_eq!(result.reason, "insufficient_log_loss");
    assert_eq!(
        result.to_string(),
        "failed: log_loss 0.6000 (maximum 0.5000); log_loss is above the maximum"
    );
    let result = decide(losses(0.5), &gate, Comparison::NoChampion);
    assert_eq!(result.verdict, Verdict::Passed);
}

#[test]
fn a_smaller_loss_is_the_better_one() {
    let gate = Gate {
        better_by: Thresholds::default().with(Metric::LogLoss, 0.05),
        ..gate(None, None)
    };
    let judged = |ours, theirs| {
        decide(
            losses(ours),
            &gate,
            Comparison::Scored(1, losses(theirs), None),
        )
    };
    assert_eq!(
        judged(0.25, 0.3).to_string(),
        "passed: log_loss 0.2500 (version 1 has 0.3000); better than production"
    );
    assert_eq!(judged(0.25, 0.3).reason, "better_log_loss");
    assert_eq!(
        judged(0.35, 0.3).to_string(),
        "failed: log_loss 0.3500 (version 1 has 0.3000); \
         log_loss is not better than that of production version 1 by 0.05"
    );
}

#[test]
fn a_metric_that_is_asked_for_and_not_defined_fails() {
    let limit = Thresholds::default().with(Metric::RocAuc, 0.9);
    let minimum = Gate {
        minimum: limit,
        ..gate(None, None)
    };
    let result = decide(scores(0.9), &minimum, Comparison::NoChampion);
    assert_eq!(
        result.to_string(),
        "failed: roc_auc undefined (minimum 0.9000); roc_auc is not defined on these test rows"
    );
    let better_by = Gate {
        better_by: limit,
        ..gate(None, None)
    };
    let champion = Comparison::Scored(1, scores(0.8), None);
    let result = decide(scores(0.9), &better_by, champion);
    assert_eq!(
        result.to_string(),
        "failed: roc_auc undefined; roc_auc is not defined on these test rows"
    );
}

#[test]
fn rows_that_changed_sides_are_told_with_their_p() {
    let words = |comparison| decide(scores(0.95), &usual(), comparison).paired();
    assert_eq!(
        words(paired(30, 1, 0)).unwrap(),
        "this model alone is right on 1 of 30 rows, version 1 alone on 0; McNemar p 1.0000"
    );
    assert_eq!(
        words(paired(10_000, 30, 2)).unwrap(),
        "this model alone is right on 30 of 10000 rows, version 1 alone on 2; McNemar p below \
         0.0001"
    );
    assert_eq!(words(scored(1, 0.9)), None);
    assert_eq!(words(Comparison::NoChampion), None);
}

#[test]
fn a_difference_that_may_be_chance_fails_where_the_gate_asks_for_significance() {
    let strict = Gate {
        significance: Some(0.05),
        ..usual()
    };
    let (verdict, reason, text) = judged(0.95, &strict, paired(30, 1, 0));
    assert_eq!(
        (verdict, reason.as_str()),
        (Verdict::Failed, "not_significant")
    );
    assert_eq!(
        text,
        "failed: accuracy 0.9500 (minimum 0.9000, version 1 has 0.9000); the difference from \
         production version 1 may be chance: McNemar p 1.0000 is above 0.05"
    );
    assert_eq!(
        judged(0.95, &strict, paired(300, 6, 0)).0,
        Verdict::Passed,
        "p is 0.03125"
    );
    assert_eq!(judged(0.95, &usual(), paired(30, 1, 0)).0, Verdict::Passed);
    let text = judged(0.95, &strict, paired(300, 1, 9)).2;
    assert!(
        text.ends_with("it is not right on more rows than production version 1"),
        "another score may be better although labels are worse: {text}"
    );
}

#[test]
fn a_significance_that_cannot_be_told_is_none() {
    let strict = Gate {
        significance: Some(0.05),
        ..usual()
    };
    let (verdict, reason, _) = judged(0.95, &strict, scored(1, 0.9));
    assert_eq!(
        (verdict, reason.as_str()),
        (Verdict::Failed, "not_comparable")
    );
}

/// As it was written before there were more than four metrics.
#[test]
fn a_decision_of_an_earlier_version_is_read() {
    let json = r#"{"verdict":"failed","reason":"insufficient_accuracy","scores":{"accuracy":0.5,"precision":0.25,"recall":0.5,"f1_score":0.3333333333333333},"minimum":{"accuracy":0.9},"better_by":{"accuracy":0.0},"production":{"version":1,"scores":{"accuracy":0.75,"precision":0.875,"recall":0.75,"f1_score":0.75}}}"#;
    let result: GateResult = serde_json::from_str(json).unwrap();
    assert_eq!(
        result.to_string(),
        "failed: accuracy 0.5000 (minimum 0.9000, version 1 has 0.7500); \
         accuracy is below the minimum"
    );
    assert_eq!(result.scores.get(Metric::RocAuc), None);
    assert_eq!(serde_json::to_string(&result).unwrap(), json);
}
