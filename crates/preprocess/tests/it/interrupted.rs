//! Raw tables that are wrong at their end, or that somebody writes to while they are read, and signals
//! while the parts are written.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox, signal};

const RAW: &str = "data/raw/iris.csv";
const PARTS: [&str; 2] = ["data/processed/train.csv", "data/processed/test.csv"];
const PROGRAM: &str = env!("CARGO_BIN_EXE_preprocess");
const ROW: &[u8] = b"1.5,0,setosa\n";

/// A sandbox with earlier parts and a raw table of more than a megabyte, which is what a thread reads
/// at once: as ingest writes it, but for what is `last`.
fn sandbox(last: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let row = |row: usize| {
        let (size, class) = (row * 37 % 10_007, row % 3);
        let name = ["setosa", "versicolor", "virginica"][class];
        format!("{size}.5,{class},{name}\n")
    };
    let rows: String = (0..100_000).map(row).collect();
    let raw = format!("size,target,target_name\n{rows}{last}");
    assert!(raw.len() > 3 << 19);
    sandbox.write(RAW, raw);
    for part in PARTS {
        sandbox.write(part, "earlier");
    }
    sandbox
}

/// Checks that the earlier parts are all there is.
fn assert_untouched(sandbox: &Sandbox) {
    assert_eq!(sandbox.list("data/processed"), ["test.csv", "train.csv"]);
    for part in PARTS {
        assert_eq!(sandbox.read(part), "earlier", "{part}");
    }
}

fn preprocess(sandbox: &Sandbox) -> ProgramOutput {
    sandbox.run(PROGRAM, &[], &[])
}

#[test]
fn a_column_that_turns_to_text_at_the_end_is_named_and_nothing_is_written() {
    let sandbox = sandbox("high,0,setosa\n");
    assert_snapshot!(preprocess(&sandbox).failed_with(3), @"preprocess: failed to read `data/raw/iris.csv`: line 100002, column `size` holds `high`; expected a finite number");
    assert_untouched(&sandbox);
}

#[test]
fn a_line_of_a_gigabyte_is_refused_before_it_is_read() {
    let sandbox = sandbox("");
    sandbox.write(RAW, "");
    sandbox.stretch(RAW, 1 << 30);
    assert_snapshot!(preprocess(&sandbox).failed_with(3), @"preprocess: failed to read `data/raw/iris.csv`: line 1 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed");
    assert_untouched(&sandbox);
}

#[test]
fn a_raw_table_that_changes_while_it_is_read_is_refused() {
    let sandbox = sandbox("");
    let grown = sandbox.run_while(PROGRAM, &[], |_| sandbox.append(RAW, ROW));
    assert_untouched(&sandbox);
    let replaced = sandbox.run_while(PROGRAM, &[], |_| sandbox.replace_by_copy(RAW));
    assert_untouched(&sandbox);
    let said = [grown, replaced].map(|ended| ended.failed_with(3).to_owned());
    assert_snapshot!(said.concat(), @"
    preprocess: failed to read `data/raw/iris.csv`: the file changed while it was read; wait until it is complete
    preprocess: failed to read `data/raw/iris.csv`: the file changed while it was read; wait until it is complete
    ");
}

/// How preprocess ends when `what` is done once, as soon as it has begun to move rows.
fn while_moving(
    sandbox: &Sandbox,
    mut what: impl FnMut(&mut std::process::Child),
) -> ProgramOutput {
    let mut is_done = false;
    let ended = sandbox.run_while(PROGRAM, &[], |preprocess| {
        let is_moving = sandbox.list("data/processed").len() > 2;
        if is_moving && !std::mem::replace(&mut is_done, true) {
            what(preprocess);
        }
    });
    assert!(is_done, "{ended:?}");
    ended
}

#[test]
fn a_raw_table_that_changes_while_its_rows_are_moved_is_refused() {
    let sandbox = sandbox("");
    let ended = while_moving(&sandbox, |preprocess| {
        signal(preprocess, "STOP");
        sandbox.append(RAW, ROW);
        signal(preprocess, "CONT");
    });
    assert_snapshot!(ended.failed_with(3), @"preprocess: failed to read `data/raw/iris.csv`: the file changed while it was read; wait until it is complete");
    assert_untouched(&sandbox);
}

#[test]
fn a_signal_while_rows_are_moved_leaves_the_earlier_parts_and_no_remains() {
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let sandbox = sandbox("");
        let ended = while_moving(&sandbox, |preprocess| signal(preprocess, name));
        ended.assert_failure(code, "");
        assert_untouched(&sandbox);
    }
}
