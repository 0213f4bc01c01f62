//! Test rows that are wrong far behind their beginning, or that somebody writes to while they are read.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};

use crate::common::{Tracker, onnx, trained};

const TEST: &str = "data/processed/test.csv";
const METRICS: &str = "metrics/metrics.json";

/// A table of more than a megabyte, which is what a thread reads at once, and `last` behind it.
fn long(last: &str) -> String {
    let row = |row: usize| format!("{}.125,{}\n", row * 7919 % 30, row % 3);
    let rows: String = (0..200_000).map(row).collect();
    assert!(rows.len() > 3 << 19);
    format!("size,target\n{rows}{last}")
}

/// A trained model that has these test rows, earlier scores, and the tracker.
fn scene(test: &str) -> (Sandbox, Tracker) {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    sandbox.write(TEST, test);
    sandbox.write(METRICS, "earlier");
    (sandbox, tracker)
}

/// What is said of test rows that are no such; the earlier scores are left.
fn refused(sandbox: &Sandbox, ended: &ProgramOutput) -> String {
    assert_eq!(sandbox.list("metrics"), ["metrics.json"]);
    assert_eq!(sandbox.read(METRICS), "earlier");
    // On a busy machine, the progress is told before.
    let reason = ended.failed_with(3).lines().last();
    format!("{}\n", reason.unwrap())
}

#[test]
fn a_column_that_turns_to_text_at_the_end_is_named() {
    let (sandbox, tracker) = scene(&long("high,0\n"));
    assert_snapshot!(refused(&sandbox, &tracker.run(&sandbox)), @"evaluate: failed to read `data/processed/test.csv`: line 200002, column `size` holds `high`; expected a finite number");
    assert!(tracker.bodies("POST runs/log-batch").is_empty());
}

#[test]
fn a_line_of_a_gigabyte_is_refused_before_it_is_read() {
    let (sandbox, tracker) = scene("");
    sandbox.stretch(TEST, 1 << 30);
    assert_snapshot!(refused(&sandbox, &tracker.run(&sandbox)), @"evaluate: failed to read `data/processed/test.csv`: line 1 is longer than 64 MiB; run `dvc repro` to make the table anew");
}

#[test]
fn a_parquet_file_that_breaks_off_is_refused() {
    let (sandbox, tracker) = scene("");
    sandbox.edit_params("format: csv", "format: parquet");
    sandbox.write("data/processed/test.parquet", b"PAR1\x15\x04\x15");
    let said = refused(&sandbox, &tracker.run(&sandbox));
    let expected = "evaluate: failed to read `data/processed/test.parquet`: it cannot be read as \
                    parquet (";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_table_that_changes_while_it_is_read_is_refused() {
    let (sandbox, tracker) = scene(&long(""));
    let (program, uri) = (env!("CARGO_BIN_EXE_evaluate"), tracker.uri());
    let environment = [("MLFLOW_TRACKING_URI", uri.as_str())];
    let grown = sandbox.run_while(program, &environment, |_| sandbox.append(TEST, "1,0\n"));
    let grown = refused(&sandbox, &grown);
    let replaced = sandbox.run_while(program, &environment, |_| sandbox.replace_by_copy(TEST));
    let replaced = refused(&sandbox, &replaced);
    assert_snapshot!([grown, replaced].concat(), @"
    evaluate: failed to read `data/processed/test.csv`: the file changed while it was read; wait until it is complete
    evaluate: failed to read `data/processed/test.csv`: the file changed while it was read; wait until it is complete
    ");
}
