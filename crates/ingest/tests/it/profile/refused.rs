//! What `ingest profile` refuses, and how.

use insta::assert_snapshot;
use stage::testing::Sandbox;

use super::{lines, profile};

/// What is said of the file `name` that holds `bytes`, of which nothing is written.
fn refused(name: &str, bytes: impl AsRef<[u8]>, target: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write(name, bytes);
    let message = profile(&sandbox, name, target).failed_with(3).to_owned();
    assert!(!sandbox.path("out").exists(), "{message}");
    message
}

#[test]
fn what_is_no_table_of_classes_is_refused() {
    let numbers = lines(0..50, |row| format!("{row},{}.7\n", row * 13 % 31));
    let many = lines(0..300, |row| format!("{},n{}\n", row % 7, row % 150));
    let counts = lines(0..300, |row| format!("{},{}\n", row % 7, row % 150));
    let ids = lines(0..50, |row| format!("{row},{}\n", row % 2));
    let said = [
        refused("a.csv", "a,species\n1,x\n", "spcies"),
        refused("a.csv", "a,c\n1,x\n2,x\n", "c"),
        refused("a.csv", "a,c\n1,x\n2,y\n3,x\n", "c"),
        refused("a.csv", format!("a,c\n{numbers}"), "c"),
        refused("a.csv", format!("a,c\n{many}"), "c"),
        refused("a.csv", format!("a,c\n{counts}"), "c"),
        refused("a.csv", "a,c\n1,\n2,\n", "c"),
        refused(
            "a.csv",
            "a,c\n1,x\n2,y\n1,\n1,\n1,\n1,\n1,\n2,x\n2,y\n",
            "c",
        ),
        refused("a.csv", format!("id,c\n{ids}"), "c"),
        refused("a.csv", "c\nx\ny\n", "c"),
        refused("a.csv", "a,c\n", "c"),
        refused("a.csv", "", "c"),
        refused("a.csv", "a,a,,c\n1,2,3,x\n", "c"),
        refused("a.csv", "a,target,c\n1,2,x\n", "c"),
        refused("a.csv", "a,c\n1,x\n2\n3,y,4\n", "c"),
        refused("a.csv", b"a,c\n1,x\n2,caf\xe9\n", "c"),
        refused("a.csv", b"\xff\xfea\0,\0c\0\n\0", "c"),
        refused("a.csv", "sep=;\na;c\n1;x\n", "c"),
        refused("a.csv", "a,c\n1,x\n1,\"y\n", "c"),
        refused("a.xlsx", b"PK\x03\x04\x14\0\x06\0", "c"),
        refused("a.csv.gz", "a,c\n1,x\n", "c"),
    ];
    assert_snapshot!(said.join("\n"), @r"
    ingest: failed to read `a.csv`: there is no column `spcies`; did you mean `species`?; the header has `a`, `species`

    ingest: failed to take `c` of `a.csv` for the target: it holds `x` in all rows; expected at least two classes

    ingest: failed to take `c` of `a.csv` for the target: the class `y` has one row only; expected at least two: one to learn from, one to test with; remove the row, or put the class together with another

    ingest: failed to take `c` of `a.csv` for the target: it holds numbers such as `0.7`, and models here tell classes apart: regression is not there; name a column of classes, or make classes of ranges of the numbers

    ingest: failed to take `c` of `a.csv` for the target: it has 150 different values; expected at most 100 classes: name a column of classes, or put rare ones together

    ingest: failed to take `c` of `a.csv` for the target: it has 150 different values; expected at most 100 classes: regression, which would foretell a number, is not there

    ingest: failed to take `c` of `a.csv` for the target: it is empty in all rows

    ingest: failed to take `c` of `a.csv` for the target: it is missing in 5 of 9 rows; fill it, or remove the rows

    ingest: failed to read `a.csv`: no column beside the target can enter a model; `id`: looks like an identifier: its whole numbers rise from row to row

    ingest: failed to read `a.csv`: `c` is the only column; expected at least one feature beside it

    ingest: failed to read `a.csv`: there are no rows below the header

    ingest: failed to read `a.csv`: the file is empty; expected a header and rows

    ingest: failed to read `a.csv`: 2 problems
      the header names the column `a` twice; rename one of them
      column 3 of the header has no name; give it one

    ingest: failed to read `a.csv`: the column `target` has the name of one that ingest adds; rename it, or name it as `data.target` in params.yaml if it holds the classes

    ingest: failed to read `a.csv`: 2 problems
      line 3 has 1 field; expected 2, as in the header
      line 4 has 3 fields; expected 2, as in the header

    ingest: failed to read `a.csv`: line 3, column `c` is not UTF-8; save the file as UTF-8

    ingest: failed to read `a.csv`: the file is in UTF-16; save it as UTF-8

    ingest: failed to read `a.csv`: line 1 is `sep=;`, which only spreadsheet programs understand; remove the line

    ingest: failed to read `a.csv`: line 3, column `c` begins with a quotation mark that is never closed; close it or remove it

    ingest: failed to read `a.xlsx`: the file is a spreadsheet or a zip archive; save the table as CSV

    ingest: failed to read `a.csv.gz`: the file is not compressed by gzip, as its ending says; give it the ending of what it is, such as `.csv`
    ");
}

/// A pipe that nobody writes to does not even open.
#[test]
fn what_is_no_file_is_refused_at_once() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.path("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let said = ["pipe.csv", "/dev/zero", "gone.csv"]
        .map(|source| profile(&sandbox, source, "c").failed_with(3).to_owned());
    assert_snapshot!(said.concat(), @r"
    ingest: failed to read `pipe.csv`: it is a pipe, socket or device; expected a file
    ingest: failed to read `/dev/zero`: it is a pipe, socket or device; expected a file
    ingest: failed to read `gone.csv`: No such file or directory (os error 2)
    ");
}

#[test]
fn a_name_that_files_cannot_have_is_refused_with_2() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", "a,c\n1,x\n2,y\n1,x\n2,y\n");
    let args = ["profile", "--source=a.csv", "--target=c", "--name=my data"];
    let ended = sandbox.run(env!("CARGO_BIN_EXE_ingest"), &args, &[]);
    assert_snapshot!(ended.failed_with(2), @"ingest: failed to name the dataset `my data`: expected at most 100 letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit");
}
