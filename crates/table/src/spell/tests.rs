//! Both ways of spelling a table give the same bytes.

mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use polars::prelude::*;
use proptest::prelude::*;
use tables::{RandomTable, tables};

use super::*;
use crate::table::Table;
use crate::write::write_csv;

/// What was seen of a table.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    source: Vec<u8>,
    lines: Vec<u8>,
    ends: Vec<usize>,
    classes: Vec<u16>,
}

/// Pieces by their number.
#[derive(Default)]
struct Pieces(Mutex<BTreeMap<usize, Seen>>);

impl Watch for Pieces {
    fn restart(&self, _: &[SpeltColumn]) {
        self.0.lock().unwrap().clear();
    }

    fn piece(&self, piece: &SpeltPiece<'_>) {
        let ends = piece.ends.iter().map(|end| *end as usize);
        let seen = Seen {
            source: piece.source.unwrap_or_default().to_vec(),
            lines: piece.lines.to_vec(),
            ends: ends.collect(),
            classes: piece.classes.to_vec(),
        };
        let before = self.0.lock().unwrap().insert(piece.number, seen);
        assert_eq!(before, None, "{}", piece.number);
    }
}

impl Pieces {
    fn joined(self) -> Seen {
        let mut joined = Seen::default();
        for (place, (number, piece)) in self.0.into_inner().unwrap().into_iter().enumerate() {
            assert_eq!(place, number);
            let before = joined.lines.len();
            joined.source.extend(piece.source);
            joined.lines.extend(piece.lines);
            joined
                .ends
                .extend(piece.ends.iter().map(|end| before + end));
            joined.classes.extend(piece.classes);
        }
        joined
    }
}

/// What a way makes of a table: all of it, or why not.
type Made = std::result::Result<(Vec<u8>, Spelt, Seen), String>;

fn expected(table: &RandomTable) -> Expected<'_> {
    Expected {
        target: "c",
        classes: &table.classes,
        listed_in: Some("data.classes"),
        columns: table.columns.as_deref(),
        ignored: &[],
        reserved: &[TARGET, TARGET_NAME],
        format: &table.format,
        bad_rows: table.bad_rows,
    }
}

fn made(way: impl FnOnce(&File, &Pieces) -> std::result::Result<Spelt, SpellError>) -> Made {
    let (out, pieces) = (tempfile::NamedTempFile::new().unwrap(), Pieces::default());
    let spelt = way(out.as_file(), &pieces).map_err(|error| error.to_string())?;
    let bytes = fs::read(out.path()).unwrap();
    let seen = pieces.joined();
    assert_eq!([&spelt.header[..], &seen.lines].concat(), bytes);
    assert_eq!(seen.classes.len() as u64, spelt.rows);
    assert_eq!(seen.ends.len() as u64, spelt.rows);
    assert!(seen.ends.iter().all(|end| seen.lines[end - 1] == b'\n'));
    Ok((bytes, spelt, seen))
}

#[expect(clippy::cast_possible_wrap, reason = "a class is far below 2^63")]
fn old(path: &Path, table: &RandomTable) -> std::result::Result<Vec<u8>, String> {
    let names = &table.classes;
    let table = Table::read(path, &expected(table)).map_err(|error| error.to_string())?;
    let classes = table.classes();
    let mut columns = table.features().to_vec();
    let numbers = classes.iter().map(|&class| class as i64);
    columns.push(Int64Chunked::from_iter_values(TARGET.into(), numbers).into_column());
    let names = classes.iter().map(|&class| names[class].as_str());
    columns.push(StringChunked::from_iter_values(TARGET_NAME.into(), names).into_column());
    let mut frame = DataFrame::new(classes.len(), columns).unwrap();
    let mut bytes = Vec::new();
    write_csv(&mut frame, &mut bytes).unwrap();
    Ok(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_table_is_spelt_as_polars_and_the_old_writer_spelt_it(table in tables()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, &table.bytes).unwrap();
        let old = old(&path, &table);
        let source = Source::open(&path, &table.format).unwrap();
        let new = made(|out, watch| {
            spell(&source, &expected(&table), &table.classes, Some(out), watch)
        });
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        prop_assert_eq!(new.map(|(bytes, ..)| text(bytes)), old.map(text));
    }
}
