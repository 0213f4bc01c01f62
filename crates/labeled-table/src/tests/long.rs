//! Tables that are read in several pieces, by several threads.

use ndarray::ArrayView2;
use onnx::float32::FeatureValue;
use onnx::frame::Column;

use crate::{
    Description, KeptRows, Kind, LabeledTable, Rows, read_parts, read_targets, sum_over_rows,
};

/// Its MD5 would be that of some state of the file, and its rows those of another.
#[test]
fn a_table_that_changes_while_it_is_read_is_refused() {
    use std::io::Write as _;
    let append = |path: &std::path::Path| {
        let file = std::fs::File::options().append(true).open(path);
        file.unwrap().write_all(b"1,2,0\n").unwrap();
    };
    for text in [long_table(), "a,b,target\n1,\"2\",0\n".to_owned()] {
        let (_folder, path) = write(&text);
        let error = read_parts(&path, None, 2, |_| append(&path)).unwrap_err();
        let expected = "`: the file changed while it was read; wait until it is complete";
        assert!(error.to_string().ends_with(expected), "{error}");
    }
}

fn write(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

/// Longer than a piece, so that several threads read it.
fn long_table() -> String {
    let row = |row: usize| format!("{},{}.{row:06},{}\n", row * 7 % 1000, row % 10, row % 2);
    let rows: String = (0..150_000).map(row).collect();
    format!("a,b,target\n{rows}")
}

#[test]
fn a_long_table_is_read_in_the_order_of_its_rows() {
    let (_folder, path) = write(&long_table());
    let table = LabeledTable::read(&path, 2).unwrap();
    assert_eq!(table.records.dim(), (150_000, 2));
    assert!(table.records.t().is_standard_layout());
    for row in [0, 1, 49_999, 149_999] {
        let b: f64 = format!("{}.{row:06}", row % 10).parse().unwrap();
        let expected = [(row * 7 % 1000) as f32, b.to_f32()];
        assert_eq!(table.records.row(row).to_vec(), expected);
        assert_eq!(table.targets[row], row % 2);
    }
    assert_eq!(table.integers, [true, false]);
    assert_eq!(table.summaries[0].range(), Some([0.0, 499.5, 999.0]));
    let Column::Numbers(head) = &table.head.columns[1] else {
        panic!("the columns are numbers");
    };
    assert_eq!(head[..], [0.0, 1.000_001, 2.000_002, 3.000_003, 4.000_004]);
}

#[test]
fn only_the_rows_that_are_kept_are_held_and_all_else_is_of_all_rows() {
    let (_folder, path) = write(&long_table());
    let all = LabeledTable::read(&path, 2).unwrap();
    let is_kept = |row: usize| row % 1000 == 7;
    let kept = KeptRows {
        n_rows: 150,
        contains: &is_kept,
    };
    let some = LabeledTable::read_rows(&path, None, 2, kept).unwrap();
    let rows: Vec<_> = (0..150_000).filter(|&row| is_kept(row)).collect();
    let expected = all.records.select(ndarray::Axis(0), &rows);
    assert_eq!(some.records, expected);
    assert_eq!(some.targets, all.targets.select(ndarray::Axis(0), &rows));
    let (records, targets) = (all.records.clone(), all.targets.clone());
    let whole = LabeledTable {
        records,
        targets,
        ..some
    };
    assert_eq!(whole, all);
}

#[test]
fn rows_of_described_numbers_are_checked_against_the_description() {
    let (_folder, path) = write("a,b,target\n1,2,0\n3,4,1\n");
    let described = ["b", "a"].map(|name| Description {
        name: name.to_owned(),
        kind: Kind::Number,
        missing: false,
    });
    let kept = KeptRows {
        n_rows: 1,
        contains: &|row| row == 1,
    };
    let table = LabeledTable::read_rows(&path, Some(&described), 2, kept).unwrap();
    assert_eq!(table.records, ndarray::arr2(&[[3.0, 4.0]]));
    let error = LabeledTable::read_rows(&path, Some(&described[1..]), 2, kept).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("the column `b`, of which nothing is known"),
        "{message}"
    );
}

#[test]
fn rows_are_summed_up_with_their_classes_whatever_the_parts() {
    let (_folder, path) = write(&long_table());
    let of_class_one = |records: &ArrayView2<f32>, targets: &[u32]| {
        assert_eq!(records.dim(), (targets.len(), 2));
        let rows = records.column(0).into_iter().zip(targets);
        rows.filter(|&(&a, &class)| class == 1 && a < 500.0).count()
    };
    let (sum, md5) = sum_over_rows(&path, None, 2, of_class_one).unwrap();
    assert_eq!(sum, 37_500);
    assert_eq!(md5, LabeledTable::read(&path, 2).unwrap().md5);
}

#[test]
fn targets_are_read_alone() {
    let (_folder, path) = write(&long_table());
    let targets = read_targets(&path, 2).unwrap();
    assert_eq!(targets.len(), 150_000);
    assert!((0..).zip(&targets).all(|(row, target)| row % 2 == *target));
    let (_folder, path) = write("a,target\n\"x\ny, 1\",0\n2,1");
    assert_eq!(read_targets(&path, 2).unwrap(), [0, 1]);
    let (_folder, path) = write("a,target\n1,0\n2,b\n");
    let message = read_targets(&path, 2).unwrap_err().to_string();
    assert!(
        message.contains("line 3, column `target` holds `b`"),
        "{message}"
    );
}

/// A row that is too short or too long was counted where only the classes were read, and refused
/// later, when the rest of it was.
#[test]
fn targets_are_those_of_whole_rows() {
    for (row, found) in [("1,0", 2), ("1,2,3,0", 4), ("0", 1)] {
        let (_folder, path) = write(&format!("a,b,target\n1,2,0\n{row}\n"));
        let message = read_targets(&path, 2).unwrap_err().to_string();
        let expected =
            format!("line 3 does not have as many fields as the header: {found} instead of 3");
        assert!(message.ends_with(&expected), "{message}");
    }
}

#[test]
fn parts_are_looked_at_on_any_thread_and_come_in_the_order_of_the_table() {
    let (_folder, path) = write(&long_table());
    let all = LabeledTable::read(&path, 2).unwrap();
    let numbers = |rows| match rows {
        Rows::Numbers(records) => records,
        Rows::Described(_) => panic!("nothing is described"),
    };
    let read = read_parts(&path, None, 2, numbers).unwrap();
    assert!(read.parts.len() > 1);
    let views: Vec<_> = read.parts.iter().map(ndarray::Array2::view).collect();
    let records = ndarray::concatenate(ndarray::Axis(0), &views).unwrap();
    assert_eq!(records, all.records);
    assert_eq!((read.targets, read.md5), (all.targets, all.md5));
}
