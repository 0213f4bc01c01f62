//! The program `preprocess`, from outside: files in, files, messages and exit codes out.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox, assert_same_lines};

const RAW: &str = "data/raw/iris.csv";
const TRAIN: &str = "data/processed/train.csv";
const TEST: &str = "data/processed/test.csv";
/// Has a space in its path where the checkout has.
const PROGRAM: &str = env!("CARGO_BIN_EXE_preprocess");

/// A raw table of `rows` rows of the three classes in turn.
fn raw(rows: usize) -> String {
    let row = |row| format!("{row}.5,{class},c{class}\n", class = row % 3);
    let rows: Vec<_> = (0..rows).map(row).collect();
    format!("size,target,target_name\n{}", rows.concat())
}

fn with_raw(raw: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(RAW, raw);
    sandbox
}

fn preprocess(sandbox: &Sandbox) -> ProgramOutput {
    sandbox.run(PROGRAM, &[], &[])
}

fn rows_of(sandbox: &Sandbox, name: &str) -> Vec<String> {
    sandbox
        .read(name)
        .lines()
        .skip(1)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_row_goes_into_one_part_without_the_name_of_its_class() {
    let sandbox = with_raw(raw(30));
    preprocess(&sandbox).assert_success();
    let (mut rows, test) = (rows_of(&sandbox, TRAIN), rows_of(&sandbox, TEST));
    assert_eq!((rows.len(), test.len()), (24, 6));
    rows.extend(test);
    rows.sort();
    let mut expected: Vec<_> = (0..30).map(|row| format!("{row}.5,{}", row % 3)).collect();
    expected.sort();
    assert_eq!(rows, expected);
    assert!(sandbox.read(TEST).starts_with("size,target\n"));
}

#[test]
fn test_size_and_random_state_are_really_used() {
    let sandbox = with_raw(raw(30));
    preprocess(&sandbox).assert_success();
    let default = sandbox.read(TEST);
    sandbox.edit_params("test_size: 0.2", "test_size: 0.5");
    preprocess(&sandbox).assert_success();
    assert_eq!(rows_of(&sandbox, TEST).len(), 15);
    sandbox.edit_params("test_size: 0.5", "test_size: 0.2");
    sandbox.edit_params("split.\n  random_state: 42", "split.\n  random_state: 43");
    preprocess(&sandbox).assert_success();
    assert_ne!(sandbox.read(TEST), default);
}

#[test]
fn a_missing_raw_table_is_named() {
    assert_snapshot!(preprocess(&Sandbox::new()).failed_with(3), @"preprocess: failed to read `data/raw/iris.csv`: No such file or directory (os error 2)");
}

#[test]
fn a_refused_raw_table_leaves_both_earlier_parts() {
    let sandbox = with_raw(raw(30).replacen("3.5,0", "3.5,7", 1));
    sandbox.write(TRAIN, "earlier train");
    sandbox.write(TEST, "earlier test");
    assert_snapshot!(preprocess(&sandbox).failed_with(3), @"preprocess: failed to read `data/raw/iris.csv`: line 5, column `target` holds `7`; expected one of `0`, `1`, `2`");
    assert_eq!(sandbox.read(TRAIN), "earlier train");
    assert_eq!(sandbox.read(TEST), "earlier test");
}

#[test]
fn a_part_too_small_for_the_classes_names_the_parameter() {
    let sandbox = with_raw(raw(30));
    sandbox.edit_params("test_size: 0.2", "test_size: 2");
    assert_snapshot!(preprocess(&sandbox).failed_with(2), @"preprocess: failed to split the rows: `preprocess.test_size` leaves 2 of 30 for the test part, fewer than the 3 classes; raise it in params.yaml");
}

/// The message "class 1 has only 1" gave the number of the class, and params.yaml has only names.
#[test]
fn a_class_of_one_row_cannot_be_split() {
    let sandbox = with_raw(raw(4));
    assert_snapshot!(preprocess(&sandbox).failed_with(3), @"preprocess: failed to split the rows: there is only 1 row of `versicolor`, `virginica`; expected at least 2 of each class, one for each part: add rows, or remove these and their classes in `data.classes` of params.yaml");
}

/// The fixtures are pandas' and scikit-learn's own, see `oracle/pandas_bytes.py`.
#[test]
fn any_numbers_are_written_byte_for_byte_as_pandas_writes_them() {
    let sandbox = with_raw(include_str!("../../../ingest/tests/fixtures/raw.csv"));
    sandbox.edit_params("test_size: 0.2", "test_size: 0.3");
    sandbox.edit_params("split.\n  random_state: 42", "split.\n  random_state: 11");
    preprocess(&sandbox).assert_success();
    assert_same_lines(&sandbox.read(TRAIN), include_str!("../fixtures/train.csv"));
    assert_same_lines(&sandbox.read(TEST), include_str!("../fixtures/test.csv"));
}

/// pandas reads the raw table back, `dtype=str` for texts: whole numbers with a missing cell are
/// floats, and stay so in a part that has none.
#[test]
fn the_parts_of_a_mixed_table_keep_its_texts_and_types() {
    let row = |row: usize| {
        let age = if row == 0 {
            String::new()
        } else {
            format!("{row}.0")
        };
        let text = ["", "a, b", "007"][row % 3];
        let class = row % 2;
        format!("{age},\"{text}\",{row},{class},c{class}\n")
    };
    let rows: Vec<_> = (0..12).map(row).collect();
    let sandbox = with_raw(format!(
        "age,text,born_year,target,target_name\n{}",
        rows.concat()
    ));
    sandbox.edit_params("[setosa, versicolor, virginica]", "[c0, c1]");
    sandbox.edit_params(
        "columns: null",
        "columns: {age: {type: number, missing: keep}, text: {type: category, missing: keep}, \
         born: {type: date, parts: [year]}, gone: ignored}",
    );
    preprocess(&sandbox).assert_success();
    assert_snapshot!(sandbox.read(TRAIN), @r#"
    age,text,born_year,target
    ,,0,0
    2.0,007,2,0
    11.0,007,11,1
    1.0,"a, b",1,1
    4.0,"a, b",4,0
    7.0,"a, b",7,1
    5.0,007,5,1
    10.0,"a, b",10,0
    3.0,,3,1
    "#);
    assert_snapshot!(sandbox.read(TEST), @r"
    age,text,born_year,target
    9.0,,9,1
    6.0,,6,0
    8.0,007,8,0
    ");
}

#[test]
fn a_raw_table_of_other_columns_than_params_yaml_lists_is_refused() {
    let sandbox = with_raw(raw(30));
    sandbox.edit_params("columns: null", "columns: {width: number}");
    assert_snapshot!(preprocess(&sandbox).failed_with(3), @r"
    preprocess: failed to read `data/raw/iris.csv`: 2 problems
      there is no column `width`, which `data.columns` of params.yaml lists; remove the line
      the column `size` is not listed in `data.columns` of params.yaml; write `size: ignored` there, or number, category, flag or date
    ");
}

/// What ingest writes for these classes, whatever it was made of.
const CLEAN: &str = "a,b,target,target_name\n1,x.5,0,\"a, b\"\n2,\"y \"\"z\"\"\",1,c\n3,,0,\"a, b\"\n\
                     4,x,1,c\n5,x,0,\"a, b\"\n6,\"p\nq\",1,c\n";

fn parts_of(raw: &str) -> (String, String) {
    let sandbox = with_raw(raw);
    sandbox.edit_params("[setosa, versicolor, virginica]", "[\"a, b\", c]");
    sandbox.edit_params("test_size: 0.2", "test_size: 0.5");
    sandbox.edit_params(
        "columns: null",
        "columns: {a: number, b: {type: category, missing: keep}}",
    );
    preprocess(&sandbox).assert_success();
    assert_eq!(sandbox.list("data/processed"), ["test.csv", "train.csv"]);
    (sandbox.read(TRAIN), sandbox.read(TEST))
}

/// A person may edit the raw table, with a program that writes it in its own way.
#[test]
fn a_raw_table_that_is_spelt_in_another_way_gives_the_same_parts() {
    let clean = parts_of(CLEAN);
    assert_snapshot!(clean.0, @r#"
    a,b,target
    2,"y ""z""",1
    4,x,1
    3,,0
    "#);
    let windows = CLEAN.replace('\n', "\r\n").replace("p\r\n", "p\n");
    let quoted = CLEAN.replace("x.5", "\"x.5\"");
    let no_last_line_end = CLEAN.trim_end().to_owned();
    let blank_line = CLEAN.replace("3,", "\n3,");
    let other_names = CLEAN.replace("1,c\n", "1,C\n");
    for raw in [windows, quoted, no_last_line_end, blank_line, other_names] {
        assert_eq!(parts_of(&raw), clean, "{raw}");
    }
}

/// It was written anew before its rows were moved, even where ingest had just written it.
#[test]
fn a_raw_table_as_ingest_writes_it_is_not_copied() {
    let row = |row| format!("{row}.5,{class},setosa\n", class = row % 3);
    let rows: Vec<_> = (0..3000).map(row).collect();
    let name = "a".repeat(40);
    let raw = format!("size,target,target_name\n{}", rows.concat());
    let clean = raw.replace(",0,setosa", &format!(",0,{name}"));
    let clean = clean.replace(",1,setosa", ",1,versicolor");
    let clean = clean.replace(",2,setosa", ",2,virginica");
    // train.csv takes 22,000 bytes, and the raw table 100,000.
    let run = |raw: &str| {
        let sandbox = with_raw(raw);
        sandbox.edit_params("[setosa,", &format!("[{name},"));
        sandbox.run_on_full_disk(PROGRAM, &[], 60)
    };
    run(&clean).assert_success();
    let copied = run(&clean.replace('\n', "\r\n"));
    assert_snapshot!(copied.failed_with(2), @"preprocess: failed to write `data/processed/train.csv`: File too large (os error 27)");
}

/// The earlier parts and nothing else, whatever of the new ones was already on the disk.
#[test]
fn a_disk_that_fills_leaves_both_earlier_parts() {
    let sandbox = with_raw(raw(3000));
    // train.csv would take about 26,000 bytes.
    for name in [TRAIN, TEST] {
        sandbox.write(name, "earlier");
    }
    let full = sandbox.run_on_full_disk(PROGRAM, &[], 20);
    assert_snapshot!(full.failed_with(2), @"preprocess: failed to write `data/processed/train.csv`: File too large (os error 27)");
    assert_eq!(sandbox.list("data/processed"), ["test.csv", "train.csv"]);
    assert_eq!(
        (sandbox.read(TRAIN), sandbox.read(TEST)),
        ("earlier".into(), "earlier".into())
    );
    // The copy that a raw table of another spelling needs.
    sandbox.write(RAW, raw(3000).replace('\n', "\r\n"));
    let full = sandbox.run_on_full_disk(PROGRAM, &[], 20);
    assert_snapshot!(full.failed_with(2), @"preprocess: failed to write `data/processed/train.csv`: File too large (os error 27)");
    assert_eq!(sandbox.list("data/processed"), ["test.csv", "train.csv"]);
}
