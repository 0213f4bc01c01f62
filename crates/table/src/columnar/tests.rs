use std::io::Write as _;

use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use ::parquet::record::Field;
use proptest::prelude::*;

use super::*;
use crate::spelt::ColumnType::{self, Float, Integer, Text, Unsigned};
use crate::write::write_float;

const COLUMNS: [(&str, ColumnType); 6] = [
    ("a.b", Integer),
    ("wide", Unsigned),
    ("size, in m", Float),
    ("colour", Text),
    ("target", Integer),
    ("target_name", Text),
];

fn columns(columns: &[(&str, ColumnType)]) -> Vec<SpeltColumn> {
    let spelt = columns.iter().map(|(name, column_type)| SpeltColumn {
        name: (*name).to_owned(),
        column_type: *column_type,
    });
    spelt.collect()
}

fn written(text: &str, types: &[(&str, ColumnType)], division: (usize, usize)) -> Vec<u8> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"a header\n").unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let mut out = Vec::new();
    write_in_groups(&file, 9, &columns(types), (&mut out, |_| ()), division).unwrap();
    out
}

/// The values of the file, by row.
fn rows(bytes: Vec<u8>) -> Vec<Vec<Field>> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    let rows = rows.map(|row| row.unwrap().into_columns());
    rows.map(|row| row.into_iter().map(|(_, field)| field).collect())
        .collect()
}

fn text(text: &str) -> Field {
    Field::Str(text.to_owned())
}

#[test]
fn every_kind_of_cell_is_the_value_that_it_spells() {
    let lines = "1,18446744073709551615,1.5,red,0,setosa\n\
                 -9223372036854775808,0,,,1,\"a, \"\"b\"\"\"\n\
                 9223372036854775807,7,-1e-05,\"x\n\",0,NA\n";
    let expected = [
        vec![
            Field::Long(1),
            Field::ULong(u64::MAX),
            Field::Double(1.5),
            text("red"),
            Field::Long(0),
            text("setosa"),
        ],
        vec![
            Field::Long(i64::MIN),
            Field::ULong(0),
            Field::Null,
            Field::Null,
            Field::Long(1),
            text("a, \"b\""),
        ],
        vec![
            Field::Long(i64::MAX),
            Field::ULong(7),
            Field::Double(-1e-5),
            text("x\n"),
            Field::Long(0),
            text("NA"),
        ],
    ];
    assert_eq!(rows(written(lines, &COLUMNS, (1 << 20, 2))), expected);
}

/// A reader of text may trim blanks, take `null` for nothing, or a byte order mark for none of the
/// cell.
#[test]
fn texts_are_what_they_are_wherever_they_stand() {
    let texts = [
        "\u{feff}x",
        " ",
        "  y ",
        "\t",
        "NA",
        "null",
        "None",
        "007",
        "1e5",
        "True",
        "#",
        "'a'",
        "größer",
        "99999999999999999999999",
        "-",
        "a\\",
        "\u{a0}",
    ];
    for odd in texts {
        let lines = format!("{odd},0\nz,1\n{odd},1\n");
        let types = [("t", Text), ("target", Integer)];
        for group in [1, 1 << 20] {
            let found = rows(written(&lines, &types, (group, 1)));
            let found: Vec<_> = found
                .into_iter()
                .map(|mut row| row.swap_remove(0))
                .collect();
            assert_eq!(found, [text(odd), text("z"), text(odd)], "{odd:?}");
        }
    }
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let line = |row: usize| {
        let size = if row.is_multiple_of(7) {
            String::new()
        } else {
            format!("{row}.25")
        };
        format!("{row},{row},{size},c{},{},k\n", row % 13, row % 2)
    };
    let lines: Vec<_> = (0..3000).map(line).collect();
    let bytes = |threads| written(&lines.concat(), &COLUMNS, (4096, threads));
    let once = bytes(1);
    assert!(rows(once.clone()).len() == 3000);
    for threads in [1, 2, 5] {
        assert!(bytes(threads) == once, "{threads} threads");
    }
}

/// A dictionary that was given up halfway was in the file all the same. 8192 numbers fill one.
#[test]
fn numbers_of_which_too_many_are_different_have_no_dictionary() {
    let line = |row: u32| {
        let [few, many] = [8191, 8192].map(|different| row % different);
        format!("{few}.25,{many}.25,{few},{many},{many},0\n")
    };
    let types = [
        ("a", Float),
        ("b", Float),
        ("c", Integer),
        ("d", Integer),
        ("e", Unsigned),
        ("target", Integer),
    ];
    let lines: String = (0..20_000).map(line).collect();
    let bytes = bytes::Bytes::from(written(&lines, &types, (1 << 20, 1)));
    let reader = SerializedFileReader::new(bytes).unwrap();
    let columns = reader.metadata().row_group(0).columns().iter();
    let dictionaries: Vec<_> = columns
        .map(|column| column.dictionary_page_offset().is_some())
        .collect();
    assert_eq!(dictionaries, [true, false, true, false, false, true]);
}

#[test]
fn lines_of_other_columns_are_refused() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"1,red\n").unwrap();
    let types = columns(&[("a", Integer), ("b", Integer)]);
    write_parquet(&file, 0, &types, io::sink(), |_| ()).unwrap_err();
    let empty = "1,\n";
    file.rewind().unwrap();
    file.write_all(empty.as_bytes()).unwrap();
    file.set_len(empty.len() as u64).unwrap();
    let error = write_parquet(&file, 0, &types, io::sink(), |_| ()).unwrap_err();
    assert!(
        error.to_string().contains("an integer is missing"),
        "{error}"
    );
}

/// A disk without room.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from_raw_os_error(28))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The group that came next was told of, which could not be begun: the one before was still open.
#[test]
fn behind_a_group_that_could_not_be_written_nothing_is_written_or_told() {
    let types = columns(&[("a", Integer), ("b", Text)]);
    let (schema, encoding) = (schema::of(&types).unwrap(), Encoding::of(&types));
    let file = SerializedFileWriter::new(Full, schema, encoding.usual.clone()).unwrap();
    let schema = file.schema_descr().clone();
    let mut written = Written::new(file);
    let mut add = || {
        // More than is kept in memory before it is written.
        let line = |row: u32| format!("{row},{:x}\n", row.wrapping_mul(0x9e37_79b9));
        let lines: String = (0..20_000).map(line).collect();
        let frame = frame::of(lines.as_bytes(), &types, &mut Vec::new()).unwrap();
        written.add(encode::all(&frame, &schema, &encoding).unwrap())
    };
    assert_eq!(add().unwrap_err().raw_os_error(), Some(28));
    assert!(!add().unwrap());
}

#[test]
fn what_the_system_says_of_a_full_disk_is_told() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all("1,0\n".repeat(100_000).as_bytes()).unwrap();
    let types = columns(&[("a", Integer), ("b", Integer)]);
    let error = write_parquet(&file, 0, &types, Full, |_| ()).unwrap_err();
    assert_eq!(error.raw_os_error(), Some(28), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_float_keeps_all_of_its_bits(bits in prop::collection::vec(any::<u64>(), 500)) {
        let floats = bits.into_iter().map(f64::from_bits).filter(|float| float.is_finite());
        let floats: Vec<_> = floats.collect();
        let mut lines = Vec::new();
        for float in &floats {
            write_float(&mut lines, *float).unwrap();
            lines.extend_from_slice(b",0\n");
        }
        let lines = String::from_utf8(lines).unwrap();
        let types = [("x", Float), ("target", Integer)];
        let found = rows(written(&lines, &types, (1 << 12, 1)));
        prop_assert_eq!(found.len(), floats.len());
        for (row, float) in found.iter().zip(floats) {
            let Field::Double(value) = row[0] else { panic!("{row:?}") };
            prop_assert_eq!(value.to_bits(), float.to_bits());
        }
    }
}
