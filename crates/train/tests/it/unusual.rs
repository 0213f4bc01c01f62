//! Tables that are wrong far behind their beginning, or that somebody writes to while they are read.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};

const TRAIN: &str = "data/processed/train.csv";
const TEST: &str = "data/processed/test.csv";
const ROWS: &str = "size,target\n1,0\n2,1\n3,2\n4,0\n";
/// Where no tracker is: what is wrong with the tables comes first.
const NOWHERE: [(&str, &str); 2] = [
    ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"),
    ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
];

/// A table of more than a megabyte, which is what a thread reads at once, and `last` behind it.
fn long(last: &str) -> String {
    let row = |row: usize| format!("{}.5,{}\n", row * 7919 % 10_007, row % 3);
    let rows: String = (0..200_000).map(row).collect();
    assert!(rows.len() > 3 << 19);
    format!("size,target\n{rows}{last}")
}

fn sandbox(train: &str, test: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(TRAIN, train);
    sandbox.write(TEST, test);
    sandbox.write("models/model.onnx", "earlier");
    sandbox
}

/// What is said of tables that are no such; the earlier model is left.
fn refused(sandbox: &Sandbox, ended: &ProgramOutput) -> String {
    assert_eq!(sandbox.list("models"), ["model.onnx"]);
    assert_eq!(sandbox.read("models/model.onnx"), "earlier");
    // On a busy machine, the progress is told before.
    let reason = ended.failed_with(3).lines().last();
    format!("{}\n", reason.unwrap())
}

fn train(sandbox: &Sandbox) -> ProgramOutput {
    sandbox.run(env!("CARGO_BIN_EXE_train"), &[], &NOWHERE)
}

#[test]
fn a_column_that_turns_to_text_at_the_end_is_named() {
    let wrong = long("high,0\n");
    let sandboxes = [sandbox(&wrong, ROWS), sandbox(ROWS, &wrong)];
    let said = sandboxes.map(|sandbox| refused(&sandbox, &train(&sandbox)));
    assert_snapshot!(said.concat(), @"
    train: failed to read `data/processed/train.csv`: line 200002, column `size` holds `high`; expected a finite number
    train: failed to read `data/processed/test.csv`: line 200002, column `size` holds `high`; expected a finite number
    ");
}

/// It was read into the memory as a whole.
#[test]
fn a_line_of_a_gigabyte_is_refused_before_it_is_read() {
    let sandbox = sandbox("", ROWS);
    sandbox.stretch(TRAIN, 1 << 30);
    assert_snapshot!(refused(&sandbox, &train(&sandbox)), @"train: failed to read `data/processed/train.csv`: line 1 is longer than 64 MiB; run `dvc repro` to make the table anew");
}

#[test]
fn a_table_that_changes_while_it_is_read_is_refused() {
    let sandbox = sandbox(&long(""), ROWS);
    let program = env!("CARGO_BIN_EXE_train");
    let grown = sandbox.run_while(program, &NOWHERE, |_| sandbox.append(TRAIN, "1,0\n"));
    let grown = refused(&sandbox, &grown);
    let replaced = sandbox.run_while(program, &NOWHERE, |_| sandbox.replace_by_copy(TRAIN));
    let replaced = refused(&sandbox, &replaced);
    assert_snapshot!([grown, replaced].concat(), @"
    train: failed to read `data/processed/train.csv`: the file changed while it was read; wait until it is complete
    train: failed to read `data/processed/train.csv`: the file changed while it was read; wait until it is complete
    ");
}
