//! The quick way gives what the exact way gives, or nothing.

use proptest::prelude::*;

use super::{CsvFile, exact, quick};
use crate::cells::ColumnCells;
use crate::frame::ToColumns;
use crate::{Description, Kind};

/// The cells of all columns, the targets and the digest, in a form that tells `-0` from `0`.
type Told = String;

fn columns(kinds: &[(Kind, bool)]) -> Vec<Description> {
    let description = |(at, &(kind, missing)): (usize, &(Kind, bool))| Description {
        name: format!("c{at}"),
        kind,
        missing,
    };
    kinds.iter().enumerate().map(description).collect()
}

fn told(columns: Vec<ColumnCells>, targets: &[u32], md5: &str) -> Told {
    let column = |column: ColumnCells| {
        let of = (column.integers, column.missing);
        format!("{of:?} {:?}", column.into_column())
    };
    let columns: Vec<_> = columns.into_iter().map(column).collect();
    format!("{columns:?} {targets:?} {md5}")
}

/// What both ways make of a file: the quick one with pieces of this size, in bytes.
fn both(text: &[u8], kinds: &[(Kind, bool)], piece: usize) -> (Option<Told>, Option<Told>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.csv");
    std::fs::write(&path, text).unwrap();
    let columns = columns(kinds);
    let plan = ToColumns(columns.clone());
    let quick = quick::read(&CsvFile::open(&path).unwrap(), &columns, 3, &plan, piece);
    let exact = exact::read(CsvFile::open(&path).unwrap(), &columns, 3, &plan).ok();
    let tell = |(growing, md5): (crate::plan::Growing<_>, String)| {
        told(growing.whole, &growing.targets, &md5)
    };
    (quick.map(tell), exact.map(tell))
}

const NUMBERS: [(Kind, bool); 2] = [(Kind::Number, false), (Kind::Number, false)];
const MIXED: [(Kind, bool); 3] = [
    (Kind::Text, true),
    (Kind::Number, true),
    (Kind::Boolean, false),
];

#[test]
fn plain_files_go_the_quick_way() {
    for text in [
        "c0,c1,target\n1,2.5,0\n-3e-05,4,1\n",
        "c0,c1,target\r\n1,2,0\r\n\r\n3,4,1",
        "\n\n\"c0\",c1,target\n\n+1,.5,01\n-0,1e5,2\n",
        "c0,c1,target\n\"1\",\"2.5\",0\n",
        "\u{feff}c0,c1,target\n12345678901234567890,007,0\n",
    ] {
        for piece in [20, 1000] {
            let (quick, exact) = both(text.as_bytes(), &NUMBERS, piece);
            assert!(quick.is_some(), "{text:?}");
            assert_eq!(quick, exact, "{text:?}");
        }
    }
}

#[test]
fn unusual_files_are_left_to_the_exact_way() {
    for text in [
        "c0,c1,target\n1\"1\",2,0\n",
        "c0,c1,target\n\"1\"1,2,0\n",
        "c0,c1,target\n1,2,\"0\"\n",
        "c0,c1,target\n1,2,0\r3,4,1\n",
        "c0,c1,target\n1,2,0,\n",
        "c0,c1,target\n1,0\n",
        "c0,c1,target\n1,x,0\n",
        "c0,c1,target\n1,inf,0\n",
        "c0,c1,target\n1,2,3\n",
        "c0,c1,target\n",
    ] {
        let (quick, _) = both(text.as_bytes(), &NUMBERS, 1000);
        assert_eq!(quick, None, "{text:?}");
    }
}

fn cell() -> impl Strategy<Value = String> {
    let number = "-?[0-9]{1,20}(\\.[0-9]{0,20})?(e-?[0-9]{1,3})?";
    prop_oneof![
        6 => number,
        2 => "[a-c]{1,2}",
        1 => Just(String::new()),
        1 => Just("True".to_owned()),
        1 => "[\"a\r\n 1,.é-]{0,4}",
    ]
}

fn rows(cells: usize) -> impl Strategy<Value = String> {
    let ends = prop_oneof![8 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\n\n"), 1 => Just("\r")];
    let row = (prop::collection::vec(cell(), cells), 0..4, ends);
    let row = row.prop_map(|(cells, target, end)| format!("{},{target}{end}", cells.join(",")));
    prop::collection::vec(row, 1..12).prop_map(|rows| rows.concat())
}

proptest! {
    #[test]
    fn numbers_are_what_the_exact_way_reads(rows in rows(2), piece in 1_usize..60) {
        let (quick, exact) = both(format!("c0,c1,target\n{rows}").as_bytes(), &NUMBERS, piece);
        prop_assert!(quick.is_none() || quick == exact, "{quick:?} {exact:?}");
    }

    #[test]
    fn texts_and_flags_are_what_the_exact_way_reads(
        texts in prop::collection::vec(("[a-c]{0,2}|é|(\"([a-c,\n\r]|\"\"){0,3}\")?[\"b]?", "[0-9]{0,2}", "True|false|x", 0..3), 1..12),
        piece in 1_usize..60,
    ) {
        let row = |(text, number, flag, class): &(String, String, String, i32)| {
            format!("{text},{number},{flag},{class}\n")
        };
        let rows: String = texts.iter().map(row).collect();
        let (quick, exact) = both(format!("c0,c1,c2,target\n{rows}").as_bytes(), &MIXED, piece);
        prop_assert!(quick.is_none() || quick == exact, "{quick:?} {exact:?}");
    }
}
