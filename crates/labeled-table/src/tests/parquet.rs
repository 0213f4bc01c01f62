//! Parquet files give what CSV files of the same table give.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use insta::assert_snapshot;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use tempfile::TempDir;

use crate::{
    Description, Kind, LabeledFrame, LabeledTable, read_features, read_targets, sum_over_rows,
};

/// The cells of a column.
pub(crate) enum Cells {
    Integers(Vec<i64>),
    Floats(Vec<Option<f64>>),
    Texts(Vec<Option<&'static str>>),
}
use Cells::{Floats, Integers, Texts};

/// A file with these groups of rows, in a folder that goes with the test.
pub(crate) fn file(columns: &str, groups: &[Vec<Cells>]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.parquet");
    let schema = parse_message_type(&format!("message m {{{columns}}}")).unwrap();
    let properties = Arc::new(WriterProperties::builder().build());
    let out = File::create(&path).unwrap();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), properties).unwrap();
    for group in groups {
        let mut rows = file.next_row_group().unwrap();
        for cells in group {
            let mut column = rows.next_column().unwrap().unwrap();
            let written = match cells {
                Integers(values) => column.typed::<Int64Type>().write_batch(values, None, None),
                Floats(cells) => {
                    let values: Vec<_> = cells.iter().flatten().copied().collect();
                    column
                        .typed::<DoubleType>()
                        .write_batch(&values, Some(&levels(cells)), None)
                }
                Texts(cells) => {
                    let values = cells.iter().flatten();
                    let values: Vec<_> = values.map(|text| ByteArray::from(*text)).collect();
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&levels(cells)), None)
                }
            };
            written.unwrap();
            column.close().unwrap();
        }
        rows.close().unwrap();
    }
    file.close().unwrap();
    (folder, path)
}

fn levels<T>(cells: &[Option<T>]) -> Vec<i16> {
    cells.iter().map(|cell| i16::from(cell.is_some())).collect()
}

fn beside(path: &Path, text: &str) -> PathBuf {
    let path = path.with_extension("csv");
    std::fs::write(&path, text).unwrap();
    path
}

const NUMBERS: &str = "required int64 a; required int64 u (INTEGER(64, false)); \
                       optional double b; required int64 target;";

#[test]
fn numbers_become_the_same_table_as_from_text() {
    let groups = [
        vec![
            Integers(vec![1, i64::MAX]),
            Integers(vec![7, -1]),
            Floats(vec![Some(2.5), Some(-0.0)]),
            Integers(vec![0, 1]),
        ],
        vec![
            Integers(vec![-3]),
            Integers(vec![0]),
            Floats(vec![Some(1e-300)]),
            Integers(vec![1]),
        ],
    ];
    let (_folder, path) = file(NUMBERS, &groups);
    let text = "a,u,b,target\n1,7,2.5,0\n9223372036854775807,18446744073709551615,-0.0,1\n\
                -3,0,1e-300,1\n";
    let found = LabeledTable::read(&path, 2).unwrap();
    let expected = LabeledTable::read(&beside(&path, text), 2).unwrap();
    assert_eq!(found.integers, [true, false, false]);
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(
        found.md5,
        stage::digest::hex(&<md5::Md5 as md5::Digest>::digest(bytes))
    );
    let md5 = expected.md5.clone();
    assert_eq!(LabeledTable { md5, ..found }, expected);
    assert_eq!(read_targets(&path, 2).unwrap(), [0, 1, 1]);
    assert_eq!(read_features(&path).unwrap(), ["a", "u", "b"]);
}

const MIXED: &str = "optional byte_array city (STRING); optional double age; \
                     optional byte_array member (STRING); required int64 target;";

fn mixed() -> Vec<Description> {
    let kinds = [
        ("age", Kind::Number),
        ("city", Kind::Text),
        ("member", Kind::Boolean),
    ];
    let described = kinds.map(|(name, kind)| Description {
        name: name.to_owned(),
        kind,
        missing: true,
    });
    described.into()
}

#[test]
fn described_columns_become_the_same_frame_as_from_text() {
    let group = |city, age, member, target| {
        vec![
            Texts(vec![city, Some("Oslo")]),
            Floats(vec![age, Some(2.0)]),
            Texts(vec![member, Some("False")]),
            Integers(vec![target, 0]),
        ]
    };
    let groups = [
        group(Some("Zürich"), None, Some("True"), 2),
        group(None, Some(0.5), None, 1),
    ];
    let (_folder, path) = file(MIXED, &groups);
    let text =
        "city,age,member,target\nZürich,,True,2\nOslo,2.0,False,0\n,0.5,,1\nOslo,2.0,False,0\n";
    let found = LabeledFrame::read(&path, &mixed(), 3).unwrap();
    let expected = LabeledFrame::read(&beside(&path, text), &mixed(), 3).unwrap();
    let md5 = expected.md5.clone();
    // A number that is missing is not equal to itself.
    let found = LabeledFrame { md5, ..found };
    assert_eq!(format!("{found:?}"), format!("{expected:?}"));
}

/// More cells than are read at a time, in two groups.
#[test]
fn long_columns_become_the_same_frame_as_from_text() {
    const ROWS: usize = 20_000;
    let columns = "optional byte_array city (STRING); optional double age; \
                   optional double size; required int64 n; required int64 target;";
    let age = |row: usize| (row % 7 > 2 && row != 8192).then_some(row as f64 / 4.0);
    // In the first group, all are missing.
    let size = |row: usize| (row >= ROWS).then_some(0.5 + row as f64);
    let city = |row: usize| [None, Some("Oslo"), Some("Köln")][row / 3 % 3];
    let class = |row: usize| row % 3;
    let group = |rows: std::ops::Range<usize>| {
        let of = |number: fn(usize) -> usize| rows.clone().map(number);
        let integers = |number| of(number).map(|number| i64::try_from(number).unwrap());
        vec![
            Texts(rows.clone().map(city).collect()),
            Floats(rows.clone().map(age).collect()),
            Floats(rows.clone().map(size).collect()),
            Integers(integers(|row| row).collect()),
            Integers(integers(|row| row % 3).collect()),
        ]
    };
    let (_folder, path) = file(columns, &[group(0..ROWS), group(ROWS..2 * ROWS)]);
    let cell = |number: Option<f64>| number.map(|number| format!("{number:?}"));
    let line = |row: usize| {
        let [age, size] = [age(row), size(row)].map(|number| cell(number).unwrap_or_default());
        let city = city(row).unwrap_or_default();
        format!("{city},{age},{size},{row},{}\n", class(row))
    };
    let lines: String = (0..2 * ROWS).map(line).collect();
    let described = [
        ("city", Kind::Text, true),
        ("age", Kind::Number, true),
        ("size", Kind::Number, true),
        ("n", Kind::Number, false),
    ];
    let described = super::described(&described);
    let found = LabeledFrame::read(&path, &described, 3).unwrap();
    let text = format!("city,age,size,n,target\n{lines}");
    let expected = LabeledFrame::read(&beside(&path, &text), &described, 3).unwrap();
    assert_eq!(found.missing, [true, true, true, false]);
    assert_eq!(found.integers, [false, false, false, true]);
    let md5 = expected.md5.clone();
    let found = LabeledFrame { md5, ..found };
    assert!(format!("{found:?}") == format!("{expected:?}"));
}

#[test]
fn a_cell_that_is_missing_far_down_where_none_may_be_is_named_with_its_row() {
    let mut cells = vec![Some(0.5); 20_000];
    cells[16_400] = None;
    cells[16_500] = Some(f64::INFINITY);
    let group = vec![Floats(cells), Integers(vec![1; 20_000])];
    let (_folder, path) = file("optional double a; required int64 target;", &[group]);
    assert_snapshot!(refused(&path), @"
    read `train.parquet`: 2 problems
      row 16401, column `a` holds ``; expected a finite number
      row 16501, column `a` holds `inf`; expected a finite number
    ");
}

fn refused(path: &Path) -> String {
    let error = LabeledTable::read(path, 2).unwrap_err().to_string();
    error.replace(&path.display().to_string(), "train.parquet")
}

#[test]
fn what_is_wrong_is_named_with_its_row_and_column() {
    let groups = [
        vec![Floats(vec![Some(1.0), None]), Integers(vec![0, 2])],
        vec![
            Floats(vec![Some(f64::NAN), Some(2.0)]),
            Integers(vec![-1, 1]),
        ],
    ];
    let (_folder, path) = file("optional double a; required int64 target;", &groups);
    assert_snapshot!(refused(&path), @"
    read `train.parquet`: 4 problems
      row 2, column `a` holds ``; expected a finite number
      row 2, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
      row 3, column `a` holds `NaN`; expected a finite number
      row 3, column `target` holds `-1`; expected a whole number below 2, the number of classes in params.yaml
    ");
    let group = vec![Integers(vec![0]), Integers(vec![1])];
    let columns = "required int64 day (TIMESTAMP(MILLIS, true)); required int64 target;";
    let (_folder, path) = file(columns, &[group]);
    assert_snapshot!(refused(&path), @"read `train.parquet`: column `day` holds values of a type that tables do not have; run `dvc repro` to make the table anew");
    let (_folder, path) = file("required int64 a; required int64 target;", &[]);
    assert_snapshot!(refused(&path), @"read `train.parquet`: there are no rows below the header");
    let (_folder, path) = file("required int64 target; required int64 a;", &[]);
    assert_snapshot!(refused(&path), @"read `train.parquet`: the last column is `a`; expected `target` behind at least one feature");
}

#[test]
fn a_file_that_was_cut_off_is_no_table() {
    let group = vec![Integers(vec![0]), Integers(vec![1])];
    let (_folder, path) = file("required int64 a; required int64 target;", &[group]);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
    assert_snapshot!(refused(&path), @"read `train.parquet`: it cannot be read as parquet (Parquet error: Invalid Parquet file. Corrupt footer); run `dvc repro` to make the table anew");
    std::fs::write(&path, "a,target\n1,0\n").unwrap();
    assert_snapshot!(refused(&path), @"read `train.parquet`: it cannot be read as parquet (Parquet error: Invalid Parquet file. Corrupt footer); run `dvc repro` to make the table anew");
}

/// A damaged file must not end the program as a bug of ours would.
#[test]
fn damaged_files_are_refused_or_read() {
    let group = vec![
        Texts(vec![Some("a"), None]),
        Floats(vec![Some(1.0), Some(2.0)]),
        Texts(vec![Some("True"), None]),
        Integers(vec![0, 1]),
    ];
    let (_folder, path) = file(MIXED, &[group]);
    let bytes = std::fs::read(&path).unwrap();
    let mut refused = 0;
    let places = (0..bytes.len()).step_by(11);
    for at in places.clone() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&path, damaged).unwrap();
        refused += usize::from(LabeledFrame::read(&path, &mixed(), 3).is_err());
    }
    assert!(refused > places.len() / 2);
}

/// A group whose number of rows was damaged was taken for an empty one, and its rows were gone.
#[test]
fn no_row_is_lost_of_a_damaged_file_of_numbers() {
    let group = || {
        vec![
            Floats(vec![Some(1.0), Some(2.0), Some(3.0)]),
            Integers(vec![0, 1, 0]),
        ]
    };
    let schema = "optional double a; required int64 target;";
    let (_folder, path) = file(schema, &[group(), group()]);
    let bytes = std::fs::read(&path).unwrap();
    let mut refused = 0;
    for at in 0..bytes.len() {
        for flipped in [0x55, 0x80, 0x01] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flipped;
            std::fs::write(&path, damaged).unwrap();
            let whole = LabeledTable::read(&path, 3).map(|table| table.targets.len());
            let targets = read_targets(&path, 3).map(|targets| targets.len());
            let sum = sum_over_rows(&path, None, 3, |_, targets| targets.len());
            for rows in [whole, targets, sum.map(|(rows, _)| rows)] {
                match rows {
                    Ok(rows) => assert_eq!(rows, 6, "{at} {flipped}"),
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(refused > bytes.len());
}
