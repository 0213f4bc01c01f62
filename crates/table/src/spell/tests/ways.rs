//! Both ways of spelling a table give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::columns::{parquet_tables, turned_tables};
use super::tables::{RandomTable, tables};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestCaseResult, TestRunner};

use super::*;

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
type Made = Result<(Vec<u8>, Spelt, Seen), String>;

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

fn made(way: impl FnOnce(&File, &Pieces) -> Result<Spelt, SpellError>) -> Made {
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

fn exact(source: &Source, table: &RandomTable) -> Made {
    let way = |out: &File, watch: &Pieces| {
        exact::spell(source, &expected(table), &table.classes, Some(out), watch)
    };
    made(way)
}

/// What the quick way makes of a table, if it can.
fn quick(source: &Source, table: &RandomTable, division: Division) -> Option<Made> {
    let mut unusual = false;
    let way = |out: &File, watch: &Pieces| {
        let to: (_, &dyn Watch) = (Some(out), watch);
        let spelt = plain::spell(source, &expected(table), &table.classes, to, division)?;
        unusual = spelt.is_none();
        spelt.ok_or_else(|| SpellError::Write(std::io::ErrorKind::Other.into()))
    };
    let made = made(way);
    (!unusual).then_some(made)
}

/// Runs `check` on random tables in files.
fn check(cases: u32, check: impl Fn(&Source, &RandomTable) -> TestCaseResult) {
    check_all(&tables(), "a.csv", cases, check);
}

fn check_all(
    tables: &impl Strategy<Value = RandomTable>,
    name: &str,
    cases: u32,
    check: impl Fn(&Source, &RandomTable) -> TestCaseResult,
) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    };
    let checked = TestRunner::new(config).run(tables, |table| {
        fs::write(&path, &table.bytes).unwrap();
        let source = Source::open(&path, &table.format).unwrap();
        check(&source, &table)
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}

/// Has text divided into pieces of `piece` bytes, after a sample of `sample` bytes, on `threads`
/// threads.
fn divided(piece: usize, sample: usize, threads: usize) -> Division {
    Division {
        piece,
        sample,
        threads,
        ..Division::best()
    }
}

/// Compares what both ways make of `source`; whether the exact one, and the quick one, made a table.
fn compare(
    source: &Source,
    table: &RandomTable,
    division: Division,
) -> Result<[bool; 2], TestCaseError> {
    let exact = exact(source, table);
    let Some(quick) = quick(source, table, division) else {
        return Ok([exact.is_ok(), false]);
    };
    let (Ok((bytes, spelt, seen)), Ok((found, of_quick, seen_by_quick))) = (&exact, &quick) else {
        return Err(TestCaseError::fail(format!("{exact:?}\n{quick:?}")));
    };
    let text = |bytes| String::from_utf8_lossy(bytes);
    prop_assert_eq!(text(found), text(bytes), "{:?}", division);
    prop_assert_eq!(&of_quick.features, &spelt.features);
    prop_assert_eq!(&seen_by_quick.ends, &seen.ends);
    prop_assert_eq!(&seen_by_quick.classes, &seen.classes);
    prop_assert!(table.bytes.ends_with(&seen_by_quick.source));
    Ok([true, true])
}

/// Compares what both ways make of random `tables` in files of this `name`, divided in each of these
/// ways. Of most of the tables, more than `fewest`, the quick way makes one.
fn compare_all(
    tables: &impl Strategy<Value = RandomTable>,
    name: &str,
    divisions: &[Division],
    (cases, fewest): (u32, usize),
) {
    let (made, quick) = (AtomicUsize::new(0), AtomicUsize::new(0));
    check_all(tables, name, cases, |source, table| {
        for division in divisions {
            let [exact, quickly] = compare(source, table, *division)?;
            made.fetch_add(usize::from(exact), Ordering::Relaxed);
            quick.fetch_add(usize::from(quickly), Ordering::Relaxed);
        }
        Ok(())
    });
    let (made, quick) = (made.into_inner(), quick.into_inner());
    // About four fifths, of tables that are drawn anew in each run.
    assert!(made > fewest && 3 * quick > 2 * made, "{quick} of {made}");
}

#[test]
fn the_quick_way_gives_the_table_of_the_exact_one_or_none() {
    let divisions = [
        divided(1 << 20, 1 << 18, 1),
        divided(60, 40, 2),
        divided(1, 1, 5),
        divided(100, 1, 1),
    ];
    compare_all(&tables(), "a.csv", &divisions, (300, 300));
}

#[test]
fn compressed_files_and_folders_are_spelt_by_the_quick_way_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let (compressed, quick) = (folder.path().join("a.csv.gz"), AtomicUsize::new(0));
    check(60, |source, table| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&table.bytes).unwrap();
        fs::write(&compressed, encoder.finish().unwrap()).unwrap();
        fs::copy(source.path(), folder.path().join("b.csv")).unwrap();
        for path in [&*compressed, folder.path()] {
            if let Ok(source) = Source::open(path, &table.format) {
                let [_, quickly] = compare(&source, table, divided(60, 40, 2))?;
                quick.fetch_add(usize::from(quickly), Ordering::Relaxed);
            }
        }
        Ok(())
    });
    let quick = quick.into_inner();
    assert!(quick > 20, "{quick}");
}

#[test]
fn parquet_files_are_spelt_by_the_quick_way_as_well() {
    // Of which a few cells are decoded at a time, and a few lines are held.
    let few = |cells, held, division| Division {
        cells,
        held,
        ..division
    };
    let divisions = [
        divided(1 << 20, 1 << 18, 2),
        few(7, 20, divided(30, 40, 3)),
        few(1, 0, divided(1, 1, 2)),
        few(20, 60, divided(1, 1, 1)),
    ];
    compare_all(&parquet_tables(), "a.parquet", &divisions, (400, 200));
}

/// Where a column is in a file is looked up by its name, also by those that read groups of rows.
#[test]
fn parquet_files_with_their_columns_in_other_orders_are_spelt_by_the_quick_way_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = ["a.parquet", "b.parquet"].map(|name| folder.path().join(name));
    let (made, quick) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    };
    let checked = TestRunner::new(config).run(&turned_tables(), |(table, turned)| {
        fs::write(&first, &table.bytes).unwrap();
        fs::write(&second, &turned).unwrap();
        let source = Source::open(folder.path(), &table.format).unwrap();
        let [exact, quickly] = compare(&source, &table, divided(60, 40, 2))?;
        made.fetch_add(usize::from(exact), Ordering::Relaxed);
        quick.fetch_add(usize::from(quickly), Ordering::Relaxed);
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
    let (made, quick) = (made.into_inner(), quick.into_inner());
    assert!(made > 40 && 2 * quick > made, "{quick} of {made}");
}
