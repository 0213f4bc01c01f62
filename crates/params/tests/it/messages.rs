//! What is said about a file that is wrong, outside the section `train`.

use std::path::Path;

use insta::assert_snapshot;
use params::Params;

use crate::{GOOD, edited, message, with_gate};

#[test]
fn a_value_out_of_range_is_named_with_its_line_and_what_is_allowed() {
    assert_snapshot!(
        message(&edited("test_size: 0.2", "test_size: 1.5")),
        @"check `params.yaml`: line 8: `preprocess.test_size` is 1.5; expected a share above 0 and below 1, or a whole number of rows"
    );
}

#[test]
fn all_problems_are_reported_at_once_in_the_order_of_their_lines() {
    let text = GOOD
        .replace("n_estimators: 100", "n_estimator: 100")
        .replace("max_depth: 5", "max_depth: deep")
        .replace("random_state: 42\n  test", "random_state: -1\n  test");
    assert_snapshot!(message(&text), @r"
    check `params.yaml`: 4 problems
      line 7: `preprocess.random_state` is -1; expected an integer from 0 to 4294967295
      line 9: missing key `train.n_estimators`; expected an integer from 1 to 100000
      line 10: `train.max_depth` is deep; expected null or an integer from 1 to 2147483647
      line 11: unknown key `train.n_estimator`; did you mean `n_estimators`?
    ");
}

#[test]
fn an_unknown_section_is_an_error_that_lists_the_known_ones() {
    assert_snapshot!(
        message(&format!("{GOOD}mlflow:\n  tracking_uri: x\n")),
        @"check `params.yaml`: line 17: unknown key `mlflow`; known here: `data`, `preprocess`, `train`, `evaluate`, `gate`, `tracking`, `scale`, `stages`"
    );
}

#[test]
fn an_empty_file_misses_every_section() {
    assert_snapshot!(message(""), @"
    check `params.yaml`: 4 problems
      line 1: missing key `data`; expected a section
      line 1: missing key `preprocess`; expected a section
      line 1: missing key `train`; expected a section
      line 1: missing key `tracking`; expected a section
    ");
}

#[test]
fn a_file_without_sections_says_what_is_expected() {
    assert_snapshot!(message("- a\n- b\n"), @"check `params.yaml`: line 1: holds no sections; expected `data:` and the others");
}

#[test]
fn a_key_that_stands_twice_is_an_error() {
    assert_snapshot!(message(&edited("max_depth: 5", "max_depth: 5\n  max_depth: 6")), @"check `params.yaml`: line 11: the key `max_depth` is already in line 10; remove one of them");
}

#[test]
fn text_that_is_no_yaml_is_reported_with_its_line() {
    assert_snapshot!(message("data:\n  target: [\n"), @"check `params.yaml`: line 3: is not YAML: while parsing a node, did not find expected node content");
}

#[test]
fn aliases_are_followed_and_tags_are_refused_with_their_line() {
    assert_snapshot!(message(&edited("target: species", "target: &name species\n  x: *name")), @"check `params.yaml`: line 5: unknown key `data.x`; known here: `name`, `source`, `files`, `separator`, `decimal`, `missing_values`, `format`, `bad_rows`, `target`, `classes`, `columns`");
    assert_snapshot!(message(&edited("target: species", "target: !!binary aGk=")), @"check `params.yaml`: line 4: uses a YAML tag; write the value without it");
}

#[test]
fn a_missing_file_is_named() {
    let error = Params::read(Path::new("nowhere/params.yaml")).expect_err("it is not there");
    assert_snapshot!(error, @"read `nowhere/params.yaml`: No such file or directory (os error 2)");
}

#[test]
fn a_significance_is_a_share_and_goes_with_a_comparison() {
    assert_snapshot!(
        message(&with_gate("  significance: 5\n")),
        @"check `params.yaml`: line 18: `gate.significance` is 5; expected null or a number above 0 and below 1"
    );
    assert_snapshot!(
        message(&with_gate("  significance: 0.05\n  better_by: {}\n")),
        @"check `params.yaml`: line 18: `gate.significance` asks for a comparison, and `gate.better_by` makes none; name a metric there, such as `accuracy: 0`"
    );
}

#[test]
fn what_the_gate_may_ask_for_is_said_when_it_asks_for_something_else() {
    let gate = "  minimum:\n    accuracy: 90\n    f1: 0.9\n    auc: 0.9\n  better_by:\n    \
                recall: -0.1\n    precision: high\n  hard: maybe\n  soft: true\n";
    assert_snapshot!(message(&with_gate(gate)), @r"
    check `params.yaml`: 7 problems
      line 19: `gate.minimum.accuracy` is 90; expected a number from 0 to 1
      line 20: unknown key `gate.minimum.f1`; known here: `accuracy`, `precision`, `recall`, `f1_score`, `balanced_accuracy`, `roc_auc`, `average_precision`
      line 21: unknown key `gate.minimum.auc`; known here: `accuracy`, `precision`, `recall`, `f1_score`, `balanced_accuracy`, `roc_auc`, `average_precision`
      line 23: `gate.better_by.recall` is -0.1; expected a number from 0 to 1
      line 24: `gate.better_by.precision` is high; expected a number from 0 to 1
      line 25: `gate.hard` is maybe; expected true or false
      line 26: unknown key `gate.soft`; known here: `minimum`, `maximum`, `better_by`, `significance`, `hard`
    ");
    assert_snapshot!(
        message(&with_gate("  minimum:\n    acuracy: 0.9\n")),
        @"check `params.yaml`: line 19: unknown key `gate.minimum.acuracy`; did you mean `accuracy`?"
    );
}

#[test]
fn a_limit_on_the_wrong_side_says_where_it_belongs() {
    let gate = "  minimum: {log_loss: 0.5, brier_score: 0.1}\n  maximum: {accuracy: 0.9, log_loss: -1, \
                brier_score: 3}\n";
    assert_snapshot!(message(&with_gate(gate)), @r"
    check `params.yaml`: 5 problems
      line 18: `gate.minimum.log_loss` sets no limit, for smaller is better; write it below `gate.maximum`
      line 18: `gate.minimum.brier_score` sets no limit, for smaller is better; write it below `gate.maximum`
      line 19: `gate.maximum.accuracy` sets no limit, for larger is better; write it below `gate.minimum`
      line 19: `gate.maximum.log_loss` is -1; expected a number from 0
      line 19: `gate.maximum.brier_score` is 3; expected a number from 0 to 2
    ");
}

#[test]
fn what_the_intervals_may_be_is_said() {
    let text = format!(
        "{GOOD}evaluate:\n  n_resamples: 50\n  confidence_level: 95\n  random_state: x\n  n_resample: 1\n"
    );
    assert_snapshot!(message(&text), @r"
    check `params.yaml`: 4 problems
      line 18: `evaluate.n_resamples` is 50; expected 0 for no intervals, or an integer from 100 to 10000
      line 19: `evaluate.confidence_level` is 95; expected a number above 0 and below 1
      line 20: `evaluate.random_state` is x; expected an integer from 0 to 4294967295
      line 21: unknown key `evaluate.n_resample`; did you mean `n_resamples`?
    ");
}
