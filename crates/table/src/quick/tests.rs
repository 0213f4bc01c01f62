//! The quick way never gives another table than the exact one.

use std::fs;

use params::SourceFormat;

use super::*;
use crate::exact;
use crate::problem::Problems;
use crate::quick::Scan;
use crate::source::Source;
use crate::write::write_csv;

/// Cells of features: usual ones more than once, so that many tables are right.
const CELLS: [&str; 24] = [
    "1",
    "2",
    "3",
    "-4",
    "5.5",
    "0.25",
    "1e5",
    "1",
    "2",
    "3",
    "-0",
    "+5",
    "007",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775809",
    "1e39",
    "",
    " 1",
    "nan",
    "1_0",
    "x\u{fc}",
    "1.",
    "\u{feff}1",
];
const ENDS: [&str; 8] = ["\n", "\n", "\n", "\r\n", "\n\n", "\r\n\r\n", "\r", ",\n"];

/// Numbers that only look random, by xorshift.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// A table of up to three features, now and then with something unusual in it.
    fn table(&mut self) -> String {
        let (columns, rows) = (1 + self.below(3), 2 + self.below(5));
        let kinds: Vec<_> = (0..columns)
            .map(|_| [4, 10, 13, CELLS.len()][self.below(4)])
            .collect();
        let usual = [3, ENDS.len()][usize::from(self.below(4) == 0)];
        let mut text = ["a,b,d,"[..2 * columns].to_owned(), "c\n".to_owned()].concat();
        for row in 0..rows {
            for &kind in &kinds {
                text += self.of(&CELLS[..kind]);
                text += ",";
            }
            text += ["x", "y"][row % 2];
            text += self.of(&ENDS[..usual]);
        }
        text
    }
}

fn written(table: &Table) -> (String, Vec<usize>) {
    let height = table.classes().len();
    let mut frame = DataFrame::new(height, table.features().to_vec()).unwrap();
    let mut bytes = Vec::new();
    write_csv(&mut frame, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), table.classes().to_vec())
}

#[test]
fn what_the_quick_way_reads_is_what_the_exact_way_reads() {
    let classes = ["x".to_owned(), "y".to_owned()];
    let expected = Expected {
        target: "c",
        classes: &classes,
        listed_in: Some("data.classes"),
        columns: None,
        ignored: &[],
        reserved: &[],
        format: &SourceFormat::default(),
        bad_rows: 0.0,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let (mut draw, mut quick, mut refused) = (Draw(0x9e37_79b9_7f4a_7c15), 0, 0);
    for _ in 0..500 {
        let text = draw.table();
        fs::write(&path, &text).unwrap();
        let mut problems = Problems::default();
        let source = Source::open(&path, &params::SourceFormat::default()).unwrap();
        let mut records = source.records();
        let first = records.next().ok().flatten().unwrap();
        let header = Header::check(first.cells, &source, &expected, &mut problems).unwrap();
        let scan = Scan::read(&path).unwrap();
        let exact = exact::read(&source, &expected);
        refused += usize::from(exact.is_err());
        if let Some(table) = read(&path, &expected, &header).filter(|_| scan.is_plain()) {
            let exact = exact.unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert_eq!(written(&table), written(&exact), "{text:?}");
            quick += 1;
        }
    }
    assert!(quick > 100 && refused > 100, "{quick} {refused}");
}
