mod long;
pub(crate) mod parquet;

use std::path::Path;

use insta::assert_snapshot;
use md5::{Digest, Md5};
use onnx::frame::{Column, MISSING, Texts};
use stage::digest::hex;
use stage::exit::{Exit, Failure};

use crate::{Description, Kind, LabeledFrame, LabeledTable};

fn read_frame(text: &str, columns: &[Description]) -> Result<LabeledFrame, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.csv");
    std::fs::write(&path, text).unwrap();
    LabeledFrame::read(&path, columns, 2).map_err(|error| {
        error
            .to_string()
            .replace(&path.display().to_string(), "train.csv")
    })
}

fn described(columns: &[(&str, Kind, bool)]) -> Vec<Description> {
    let description = |&(name, kind, missing): &(&str, _, _)| Description {
        name: name.to_owned(),
        kind,
        missing,
    };
    columns.iter().map(description).collect()
}

fn numbers(column: &Column) -> String {
    format!("{column:?}")
}

#[test]
fn described_columns_are_read_in_the_order_of_the_header() {
    let columns = described(&[
        ("flag", Kind::Boolean, true),
        ("city", Kind::Text, true),
        ("age", Kind::Number, true),
        ("rooms", Kind::Number, false),
    ]);
    let text = "age,rooms,city,flag,target\n1.5,3,Köln,True,0\n,4,,FALSE,1\n2,5,Köln,,0\n";
    let table = read_frame(text, &columns).unwrap();
    assert_eq!(table.features, ["age", "rooms", "city", "flag"]);
    assert_eq!(table.integers, [false, true, false, false]);
    assert_eq!(table.missing, [true, false, true, true]);
    assert_eq!(table.targets, ndarray::arr1(&[0, 1, 0]));
    assert_eq!(table.frame.rows, 3);
    let [age, rooms, city, flag] = &table.frame.columns[..] else {
        panic!("there are four columns");
    };
    assert_eq!(numbers(age), "Numbers([1.5, NaN, 2.0])");
    assert_eq!(numbers(rooms), "Numbers([3.0, 4.0, 5.0])");
    assert_eq!(numbers(flag), "Numbers([1.0, 0.0, NaN])");
    let texts = Texts {
        codes: vec![0, MISSING, 0],
        dictionary: vec!["Köln".to_owned()],
    };
    assert_eq!(*city, Column::Texts(texts));
}

/// pandas reads such a column as floats, because its integers know no missing value.
#[test]
fn a_column_of_integers_with_an_empty_cell_is_told_as_both() {
    let columns = described(&[("a", Kind::Number, true), ("b", Kind::Number, true)]);
    let table = read_frame("a,b,target\n1,1.0,0\n,,1\n", &columns).unwrap();
    assert_eq!(table.integers, [true, false]);
    assert_eq!(table.missing, [true, true]);
}

#[test]
fn all_cells_that_are_not_as_described_are_told_at_once() {
    let columns = described(&[
        ("a", Kind::Number, false),
        ("b", Kind::Number, true),
        ("c", Kind::Boolean, false),
        ("d", Kind::Boolean, true),
        ("e", Kind::Text, false),
    ]);
    let text = "a,b,c,d,e,target\n,x,yes,0,,0\n1,,True,,a,2\n";
    assert_snapshot!(read_frame(text, &columns).unwrap_err(), @r"
    read `train.csv`: 6 problems
      line 2, column `a` holds ``; expected a finite number
      line 2, column `b` holds `x`; expected a finite number, or nothing
      line 2, column `c` holds `yes`; expected `True` or `False`
      line 2, column `d` holds `0`; expected `True`, `False`, or nothing
      line 2, column `e` holds ``; expected a text in UTF-8
      line 3, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
    ");
}

#[test]
fn columns_that_are_not_those_described_are_told_at_once() {
    let columns = described(&[("a", Kind::Number, false), ("b", Kind::Number, true)]);
    assert_snapshot!(read_frame("b,c,d,target\n1,2,3,0\n", &columns).unwrap_err(), @r"
    read `train.csv`: 3 problems
      the header lacks the column `a`; run `dvc repro` to make the table anew
      the header has the column `c`, of which nothing is known; run `dvc repro` to make the table anew
      the header has the column `d`, of which nothing is known; run `dvc repro` to make the table anew
    ");
}

fn read(text: impl AsRef<[u8]>) -> Result<LabeledTable, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.csv");
    std::fs::write(&path, text).unwrap();
    LabeledTable::read(&path, 2).map_err(|error| {
        error
            .to_string()
            .replace(&path.display().to_string(), "train.csv")
    })
}

#[test]
fn a_table_becomes_a_matrix_and_its_targets() {
    let table = read("a,\"b, c\",target\n1,2.5,0\n-3e-05,4,1\n").unwrap();
    assert_eq!(table.features, ["a", "b, c"]);
    assert_eq!(table.records, ndarray::arr2(&[[1.0, 2.5], [-3e-5, 4.0]]));
    assert_eq!(table.targets, ndarray::arr1(&[0, 1]));
}

/// What MLflow's `infer_signature` says of a table depends on it.
#[test]
fn a_column_of_integers_is_told_from_one_that_pandas_reads_as_floats() {
    let header = "int,point,exponent,large,too large,target\n";
    let large = "9223372036854775807,9223372036854775808";
    let table = read(format!("{header}1,1,1,{large},0\n-7,2.0,1e3,{large},1\n"));
    assert_eq!(table.unwrap().integers, [true, false, false, true, false]);
}

#[test]
fn the_digest_is_that_of_all_bytes_of_the_file() {
    // Longer than any buffer, and with blank lines behind the last row.
    let text = format!("a,target\n{}\n\n", "1,0\n".repeat(50_000));
    assert_eq!(read(&text).unwrap().md5, hex(&Md5::digest(text)));
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_column() {
    let files = [
        "",
        "a,b\n1,2\n",
        "a,target\n",
        "a,target\n1,0\nx,0\n",
        "a,target\n1,0\ninf,0\n",
        "a,target\n1,2\n",
        "a,target\n1\n",
        "a,a,target\n1,2,0\n",
    ];
    let messages = files.map(|text| read(text).unwrap_err());
    assert_snapshot!(messages.join("\n"), @"
    read `train.csv`: the last column is ``; expected `target` behind at least one feature
    read `train.csv`: the last column is `b`; expected `target` behind at least one feature
    read `train.csv`: there are no rows below the header
    read `train.csv`: line 3, column `a` holds `x`; expected a finite number
    read `train.csv`: line 3, column `a` holds `inf`; expected a finite number
    read `train.csv`: line 2, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
    read `train.csv`: line 2 does not have as many fields as the header: 1 instead of 2
    read `train.csv`: the header names the column `a` twice
    ");
}

/// Lines behind blank ones, and all but the first of a file with the line ends of Windows, were
/// counted too low.
#[test]
fn blank_lines_and_the_line_ends_of_windows_count_as_an_editor_counts_them() {
    let lines = ["", "a,target", "1,0", "", "", "x,0", "1", "1,2"];
    let messages = ["\n", "\r\n"].map(|end| read(lines.join(end)).unwrap_err());
    assert_eq!(messages[0], messages[1]);
    assert_snapshot!(messages[0], @"
    read `train.csv`: 3 problems
      line 6, column `a` holds `x`; expected a finite number
      line 7 does not have as many fields as the header: 1 instead of 2
      line 8, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
    ");
}

/// A table that somebody edited took as many runs to get right as it had mistakes.
#[test]
fn all_that_is_wrong_is_told_at_once_up_to_ten_problems_and_a_count() {
    let text = format!(
        "a,b,target\n1,x,0\n1,2\n1,2,two\n{}",
        "x,inf,2\n".repeat(10)
    );
    assert_snapshot!(read(&text).unwrap_err(), @"
    read `train.csv`: 33 problems
      line 2, column `b` holds `x`; expected a finite number
      line 3 does not have as many fields as the header: 2 instead of 3
      line 4, column `target` holds `two`; expected a whole number below 2, the number of classes in params.yaml
      line 5, column `a` holds `x`; expected a finite number
      line 5, column `b` holds `inf`; expected a finite number
      line 5, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
      line 6, column `a` holds `x`; expected a finite number
      line 6, column `b` holds `inf`; expected a finite number
      line 6, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
      line 7, column `a` holds `x`; expected a finite number
      and 23 more
    ");
}

/// A cell of 10 MB was printed in full, and one that is not UTF-8 in words of the CSV library.
#[test]
fn cells_that_no_message_can_hold_are_shown_as_far_as_they_can_be() {
    let text = format!("a,target\n{},0\n1,a\tb\n", "x".repeat(10_000_000));
    assert_snapshot!(read(&text).unwrap_err(), @r#"
    read `train.csv`: 2 problems
      line 2, column `a` holds `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (10000000 characters)`; expected a finite number
      line 3, column `target` holds `a\tb`; expected a whole number below 2, the number of classes in params.yaml
    "#);
    assert_snapshot!(read(b"a,target\n\xff,0\n").unwrap_err(), @"read `train.csv`: line 2, column `a` holds `�`; expected a finite number");
}

/// `/dev/zero` was read until the memory was full.
#[test]
fn what_is_no_file_is_refused_at_once() {
    let error = LabeledTable::read(Path::new("/dev/zero"), 2).unwrap_err();
    assert_snapshot!(error, @"read `/dev/zero`: it is a pipe, socket or device; expected a file; run the preprocess stage first");
}

#[test]
fn a_missing_table_names_the_stage_that_makes_it() {
    let error = LabeledTable::read(Path::new("gone.csv"), 2).unwrap_err();
    assert_snapshot!(error, @"read `gone.csv`: No such file or directory (os error 2); run the preprocess stage first");
    assert_eq!(error.exit(), Exit::Data);
}
