//! Files with several groups of rows, read as they are and as they are not.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use lines::{Piece, SharedFile};
use parquet::column::reader::{ColumnReader, get_typed_column_reader};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::parser::parse_message_type;

use crate::{Cells, RowGroups};

/// The cells of two columns: integers of which none is missing, and floats.
type Group = Vec<(i64, Option<f64>)>;

/// A parquet file with these groups of rows.
fn bytes(groups: &[Group]) -> Vec<u8> {
    let schema = parse_message_type("message m {required int64 a; optional double b;}").unwrap();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, Arc::new(schema), properties).unwrap();
    for group in groups {
        let mut rows = file.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let integers: Vec<_> = group.iter().map(|row| row.0).collect();
        let writer = column.typed::<Int64Type>();
        writer.write_batch(&integers, None, None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let floats: Vec<_> = group.iter().filter_map(|row| row.1).collect();
        let levels = group.iter().map(|row| i16::from(row.1.is_some()));
        let levels: Vec<_> = levels.collect();
        let writer = column.typed::<DoubleType>();
        writer.write_batch(&floats, Some(&levels), None).unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    file.close().unwrap();
    bytes
}

fn open(bytes: &[u8]) -> Result<RowGroups, ParquetError> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    RowGroups::open(SharedFile::new(file).unwrap())
}

/// A few groups, of which the last but one has no rows.
fn groups() -> Vec<Group> {
    vec![
        vec![(1, Some(0.5)), (2, None), (3, Some(1.5))],
        vec![(4, None), (5, None)],
        Vec::new(),
        vec![(6, Some(2.5))],
    ]
}

#[test]
fn a_file_tells_how_many_rows_are_where() {
    let file = open(&bytes(&groups())).unwrap();
    assert_eq!((file.n_groups(), file.n_rows()), (4, 6));
    let counts: Vec<_> = (0..4).map(|group| file.rows_of(group)).collect();
    let before: Vec<_> = (0..4).map(|group| file.rows_before(group)).collect();
    assert_eq!((counts, before), (vec![3, 2, 0, 1], vec![0, 3, 5, 5]));
    assert_eq!(file.schema().num_columns(), 2);
    assert!(file.bytes_of(0) > 0);
    let error = file.group(4).err().unwrap().to_string();
    assert!(error.ends_with("there is no group of rows 4"), "{error}");
    let empty = open(&bytes(&[])).unwrap();
    assert_eq!((empty.n_groups(), empty.n_rows()), (0, 0));
}

/// What the metadata of some other writer, or a damaged file, may say.
#[test]
fn a_file_that_contradicts_itself_about_its_rows_is_refused() {
    let whole = bytes(&[vec![(1, Some(0.5)); 77]]);
    open(&whole).unwrap();
    // 77 as the format writes it: of the file, of its group, and of others that do not count here.
    let places = (4..whole.len()).filter(|at| whole[*at..].starts_with(&[154, 1]));
    let mut refused = 0;
    for at in places {
        let mut damaged = whole.clone();
        damaged[at] -= 2;
        if let Err(error) = open(&damaged) {
            let words = error.to_string();
            refused +=
                usize::from(words.contains("its groups do not have as many rows as it says"));
        }
    }
    assert_eq!(refused, 2);
}

#[test]
fn rows_come_one_by_one_as_cells_do_column_by_column() {
    let file = open(&bytes(&groups())).unwrap();
    for (number, group) in groups().into_iter().enumerate() {
        let expected = group.into_iter().map(|(integer, float)| {
            let float = float.map_or(Field::Null, Field::Double);
            vec![Field::Long(integer), float]
        });
        let rows = file.rows(number).unwrap().map(|row| {
            let fields = row.unwrap().into_columns().into_iter();
            fields.map(|(_, field)| field).collect::<Vec<_>>()
        });
        assert!(rows.eq(expected), "{number}");
    }
}

#[test]
fn several_threads_read_groups_through_one_handle_and_each_of_them_once() {
    let groups: Vec<Group> = (0..40)
        .map(|group| (0..100).map(|row| (group * 100 + row, None)).collect())
        .collect();
    let file = open(&bytes(&groups)).unwrap();
    for threads in [1, 2, 5] {
        let (turns, sums) = (file.turns(), std::sync::Mutex::new(Vec::new()));
        let worker = || {
            |turn: &Piece| {
                let mut cells = integers(&file, turn.number);
                cells.read(100).unwrap();
                let sum: i64 = (0..100).filter_map(|_| cells.next_value().copied()).sum();
                turns.in_turn(turn, || sums.lock().unwrap().push(sum));
                Ok::<_, std::io::Error>(())
            }
        };
        turns.for_each(threads, worker).unwrap();
        let expected: Vec<_> = (0..40).map(|group| group * 10_000 + 4950).collect();
        assert_eq!(sums.into_inner().unwrap(), expected, "{threads}");
    }
}

fn integers(file: &RowGroups, group: usize) -> Cells<Int64Type> {
    let group = file.group(group).unwrap();
    Cells::new(
        get_typed_column_reader(group.get_column_reader(0).unwrap()),
        false,
    )
}

fn floats(file: &RowGroups, group: usize) -> Cells<DoubleType> {
    let reader = file.group(group).unwrap().get_column_reader(1).unwrap();
    assert!(matches!(reader, ColumnReader::DoubleColumnReader(_)));
    Cells::new(get_typed_column_reader(reader), true)
}

#[test]
fn cells_come_some_at_a_time_with_those_that_are_missing() {
    let floats_of = [Some(0.5), None, None, Some(1.5), Some(2.5), None, Some(3.5)];
    let group: Group = floats_of.iter().map(|float| (7, *float)).collect();
    let file = open(&bytes(&[group])).unwrap();
    for batch in 1..=7 {
        let mut cells = floats(&file, 0);
        let mut found = Vec::new();
        for start in (0..7).step_by(batch) {
            let n = batch.min(7 - start);
            cells.read(n).unwrap();
            found.extend((0..n).map(|_| cells.next_value().copied()));
            assert_eq!(cells.next_value(), None);
        }
        assert_eq!(found, floats_of, "{batch}");
        // There are no more.
        let error = cells.read(1).unwrap_err().to_string();
        assert!(
            error.contains("a column ends before its group of rows"),
            "{error}"
        );
    }
}

#[test]
fn values_are_put_behind_others_and_spread_over_their_cells() {
    let cases: [&[Option<f64>]; 6] = [
        &[Some(1.0), Some(2.0)],
        &[None, None, None],
        &[None, Some(1.0), None, None, Some(2.0)],
        &[Some(1.0), None],
        &[None, Some(1.0)],
        &[],
    ];
    let groups = cases.map(|floats| floats.iter().map(|float| (7, *float)).collect::<Group>());
    let file = open(&bytes(&groups)).unwrap();
    for (number, expected) in cases.into_iter().enumerate() {
        let (mut cells, mut values) = (floats(&file, number), vec![9.0, 8.0]);
        let n_values = cells.read_onto(&mut values, expected.len()).unwrap();
        assert_eq!(n_values, expected.iter().flatten().count(), "{expected:?}");
        assert_eq!(values.len(), 2 + n_values);
        cells.spread(&mut values, 2, &-1.0);
        let spread = expected.iter().map(|float| float.unwrap_or(-1.0));
        let spread: Vec<_> = [9.0, 8.0].into_iter().chain(spread).collect();
        assert_eq!(values, spread, "{expected:?}");
    }
    let mut cells = integers(&file, 0);
    let mut values = Vec::new();
    assert_eq!(cells.read_onto(&mut values, 2).unwrap(), 2);
    cells.spread(&mut values, 0, &0);
    assert_eq!(values, [7, 7]);
}

/// The metadata that was read belongs to the file that was opened, and so does what is read later.
#[test]
fn a_file_that_another_one_takes_the_place_of_is_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let [path, other] = ["a", "b"].map(|name| folder.path().join(name));
    std::fs::write(&path, bytes(&groups())).unwrap();
    let file = SharedFile::new(File::open(&path).unwrap()).unwrap();
    let file = RowGroups::open(file).unwrap();
    std::fs::write(&other, "another file").unwrap();
    std::fs::rename(&other, &path).unwrap();
    let mut cells = integers(&file, 1);
    cells.read(2).unwrap();
    assert_eq!(cells.next_value(), Some(&4));
}

#[test]
fn a_file_that_was_cut_off_after_it_was_opened_is_an_error() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes(&groups())).unwrap();
    let shared = SharedFile::new(file.try_clone().unwrap()).unwrap();
    let groups = RowGroups::open(shared).unwrap();
    file.set_len(10).unwrap();
    let read = groups.group(3).and_then(|group| {
        let reader = group.get_column_reader(0)?;
        Cells::<Int64Type>::new(get_typed_column_reader(reader), false).read(1)
    });
    read.unwrap_err();
}

#[test]
fn the_memory_for_open_pages_is_that_of_the_largest_group() {
    let small = open(&bytes(&[vec![(1, None)]])).unwrap().open_bytes();
    let rows = |n: i64| (0..n).map(|row| (row, Some(row as f64))).collect::<Group>();
    let both = open(&bytes(&[rows(1000), rows(10)])).unwrap().open_bytes();
    assert!(small > 0 && both > 8 * 2000, "{small} {both}");
    // However long a column is, a page of it is open.
    let large = open(&bytes(&[rows(300_000)])).unwrap().open_bytes();
    assert_eq!(large, 2 << 20);
}
