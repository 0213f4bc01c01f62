//! Another dataset than the bundled one, by one command.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use end_to_end::files::empty_folder;
use end_to_end::{Checkout, CommandOutput};

use crate::after_first_run;

/// What `make new-dataset` and a run after it write, in the order in which git tells it.
const WRITTEN: [&str; 3] = ["data.dvc", "dvc.lock", "params.yaml"];

/// Two kinds of goods, which a tree tells apart: 240 rows with an identifier, text, a flag, a number
/// that is missing here and there, and one that never is.
fn goods() -> String {
    let row = |i: usize| {
        let (kind, offset) = if i.is_multiple_of(2) {
            ("bad", 0)
        } else {
            ("good", 100)
        };
        let colour = ["red", "green", "blue, or so", "größer"][i % 4];
        let fragile = ["yes", "no", "Yes"][i % 3];
        let length = match i % 7 {
            0 => String::new(),
            rest => format!("{rest}.5"),
        };
        let weight = offset + i * 37 % 90;
        format!("G-{i:04},\"{colour}\",{fragile},{length},{weight},{kind}\n")
    };
    let rows: Vec<_> = (0..240).map(row).collect();
    "item,colour,fragile,length,weight,kind\n".to_owned() + &rows.concat()
}

/// A folder outside of the clone whose name is a nuisance, with a table in it.
fn table(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("Ann's \"tables\", new");
    let table = empty_folder(&folder).join(name);
    fs::write(&table, text).unwrap();
    table
}

fn new_dataset(clone: &Checkout, table: &Path, target: &str, name: &str) -> CommandOutput {
    let table = table.to_str().expect("a path of text");
    let given = [
        format!("FILE={table}"),
        format!("TARGET={target}"),
        format!("NAME={name}"),
    ];
    let given = given.each_ref().map(String::as_str);
    clone.command("make", &[&["new-dataset"], &given[..]].concat())
}

/// Puts the bundled dataset back, as a person does who changed their mind.
fn restore(clone: &Checkout, changes: &str) {
    let restore = [&["checkout", "--quiet"], &WRITTEN[..]].concat();
    let _ = clone.command("git", &restore).assert_success();
    let _ = clone.in_runner(&["mlops", "run"]).assert_success();
    assert_eq!(clone.changes(), changes);
}

/// It took ten edits, each found by one failed run, and the files were called iris.
#[test]
fn a_table_of_text_flags_and_gaps_is_one_command_away_from_a_registered_model() {
    let guard = after_first_run();
    let clone = &guard.0;
    let changes = clone.changes();
    let table = table("goods, of 2024.csv", &goods());
    let output = new_dataset(clone, &table, "kind", "goods").assert_success();
    output.assert_contains("mlops: the dataset is now `goods`");
    let run = clone.in_runner(&["mlops", "run"]).assert_success();
    assert_eq!(run.ran(), ["ingest", "preprocess", "train", "evaluate"]);
    run.assert_contains("production goods-classifier version 1");
    // Neither the data nor anything else that the run wrote.
    let written: Vec<_> = WRITTEN.map(|name| format!(" M {name}\n")).into();
    assert_eq!(clone.changes(), format!("{changes}{}", written.concat()));
    let again = clone.in_runner(&["mlops", "run"]).assert_success();
    assert!(again.ran().is_empty(), "{}", again.text);

    travels(clone);
    restore(clone, &changes);
}

/// The data goes where the outputs go, and comes back.
fn travels(clone: &Checkout) {
    let files = ["data/source/goods.csv", "data/raw/goods.csv"];
    let before = files.map(|name| clone.md5(name));
    let _ = clone.make("push").assert_success();
    let _ = clone.make("clean").assert_success();
    assert!(clone.path(files[0]).exists(), "it is perhaps nowhere else");
    fs::remove_file(clone.path(files[0])).unwrap();
    let _ = clone.make("pull").assert_success();
    assert_eq!(files.map(|name| clone.md5(name)), before);
    let run = clone.in_runner(&["mlops", "run"]).assert_success();
    assert!(run.ran().is_empty(), "{}", run.text);
}

/// The bytes of the files that could have changed, hidden ones as well.
fn files(clone: &Checkout) -> BTreeMap<PathBuf, Vec<u8>> {
    let source = fs::read_dir(clone.path("data/source")).unwrap();
    let source = source.map(|entry| entry.unwrap().path());
    let root = fs::read_dir(clone.path("")).unwrap();
    let root = root.map(|entry| entry.unwrap().path());
    let files = source.chain(root).filter(|path| path.is_file());
    files
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_table_that_is_refused_changes_nothing() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = files(clone);
    let numbers: Vec<_> = (0..50).map(|i| format!("{i},{}.7\n", i * 3)).collect();
    let numbers = numbers.concat();
    for (name, text, target, expected) in [
        ("numbers.csv", format!("a,b\n{numbers}"), "b", "`b`"),
        ("goods.csv", goods(), "kinds", "kinds"),
        ("latin.csv", goods().replace("größer", "\u{0}"), "kind", ""),
    ] {
        let table = table(name, &text);
        let output = new_dataset(clone, &table, target, "goods").assert_failure();
        output.assert_contains("new-dataset] Error 3\n");
        output.assert_contains(expected);
        assert!(files(clone) == before, "{name}: {}", output.text);
    }
    let table = table("goods.csv", &goods());
    let output = new_dataset(clone, &table, "kind", "my goods").assert_failure();
    output.assert_contains("`NAME` is `my goods`, which holds ` `");
    output.assert_contains("new-dataset] Error 2\n");
    assert!(files(clone) == before, "{}", output.text);
}

#[test]
fn the_bundled_dataset_is_as_good_as_anybodys() {
    let guard = after_first_run();
    let clone = &guard.0;
    let (changes, earlier) = (clone.changes(), clone.digests());
    let iris = clone.path("dataset/iris.csv");
    let _ = new_dataset(clone, &iris, "species", "iris").assert_success();
    let _ = clone.in_runner(&["mlops", "run"]).assert_success();
    assert_eq!(clone.digests(), earlier);
    restore(clone, &changes);
}
