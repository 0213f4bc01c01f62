//! Sources that somebody writes to while they are read, and signals while the raw table is written.

use insta::assert_snapshot;
use stage::testing::signal;

use super::*;
use crate::large::{assert_untouched, long, with_earlier};
use crate::parquet::in_parquet;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ingest");
const CHANGED: &str = "the file changed while it was read; wait until it is complete\n";

#[test]
fn a_source_that_grows_while_it_is_read_is_refused() {
    let sandbox = with_earlier(long(""));
    let ended = sandbox.run_while(PROGRAM, &[], |_| sandbox.append(SOURCE, "1,2.5,3,x\n"));
    assert_snapshot!(ended.failed_with(3), @"ingest: failed to read `data/source/iris.csv`: the file changed while it was read; wait until it is complete");
    assert_untouched(&sandbox);
}

/// A copy of it, whole at any time, as who writes a file anew puts it there.
#[test]
fn a_source_in_whose_place_another_file_is_put_is_refused_whatever_it_is() {
    let sources = [
        ("iris.csv", long("").into_bytes()),
        // Read in the exact way, and in two passes.
        ("iris.csv", long("1,\"2\"5,3,x\n").into_bytes()),
        ("iris.parquet", in_parquet(&long(""))),
    ];
    for (name, bytes) in sources {
        let sandbox = with_earlier("");
        let source = format!("data/source/{name}");
        sandbox.write(&source, bytes);
        sandbox.edit_params("source: iris.csv", &format!("source: {name}"));
        let ended = sandbox.run_while(PROGRAM, &[], |_| sandbox.replace_by_copy(&source));
        let said = ended.failed_with(3);
        let expected = format!("ingest: failed to read `{source}`: {CHANGED}");
        assert_eq!(said, expected);
        assert_untouched(&sandbox);
    }
}

/// What ingest leaves that gets this signal as soon as it has begun to write, and its exit code.
fn after(name: &str) -> (Sandbox, Option<i32>) {
    let sandbox = with_earlier(long(""));
    let mut is_sent = false;
    let ended = sandbox.run_while(PROGRAM, &[], |ingest| {
        let is_writing = sandbox.list("data/raw").len() > 1;
        if is_writing && !std::mem::replace(&mut is_sent, true) {
            signal(ingest, name);
        }
    });
    assert!(is_sent, "{ended:?}");
    assert_eq!((&*ended.stdout, &*ended.stderr), ("", ""));
    (sandbox, ended.code)
}

#[test]
fn a_signal_leaves_the_earlier_table_and_no_remains() {
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let (sandbox, ended) = after(name);
        assert_eq!(ended, Some(code), "{name}");
        assert_untouched(&sandbox);
    }
}

#[test]
fn what_a_kill_leaves_is_hidden_and_gone_after_the_next_run() {
    let (sandbox, ended) = after("KILL");
    assert_eq!(ended, None);
    assert_eq!(sandbox.list("data/raw"), [".iris.csv.partial", "iris.csv"]);
    assert_eq!(sandbox.read(RAW), "earlier");
    ingest(&sandbox).assert_success();
    assert_eq!(sandbox.list("data/raw"), ["iris.csv", "iris.rejected.csv"]);
}
