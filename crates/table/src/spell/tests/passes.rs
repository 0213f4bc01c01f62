//! What is spelt once more, refused, or left to the exact way.

use std::fs;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use params::{Category, Column, Entered, Missing, SourceFormat};

use super::*;

/// A table whose classes `x` and `y` are in the column `c`.
struct Small {
    file: tempfile::NamedTempFile,
    format: SourceFormat,
    classes: Vec<String>,
    columns: Option<Vec<Column>>,
}

impl Small {
    fn new(text: &str, columns: Option<Vec<Column>>) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Self {
            file,
            columns,
            format: SourceFormat::default(),
            classes: ["x", "y"].map(str::to_owned).to_vec(),
        }
    }

    fn source(&self) -> Source {
        Source::open(self.file.path(), &self.format).unwrap()
    }

    fn expected(&self) -> Expected<'_> {
        Expected {
            target: "c",
            classes: &self.classes,
            listed_in: Some("data.classes"),
            columns: self.columns.as_deref(),
            ignored: &[],
            reserved: &[],
            format: &self.format,
            bad_rows: 0.5,
        }
    }

    /// What the quick way makes of it on two threads, with pieces of `piece` bytes.
    fn quick(&self, piece: usize, watch: &dyn Watch) -> Option<Spelt> {
        let division = Division {
            piece,
            sample: piece,
            threads: 2,
            ..Division::best()
        };
        let to = (None, watch);
        let spelt = plain::spell(
            &self.source(),
            &self.expected(),
            &self.classes,
            to,
            division,
        );
        spelt.unwrap()
    }
}

/// Appends to the source whenever a piece of it was spelt.
struct Appends(File);

impl Watch for Appends {
    fn restart(&self, _: &[SpeltColumn]) {}

    fn piece(&self, _: &SpeltPiece<'_>) {
        (&self.0).write_all(b"3,y\n").unwrap();
    }
}

/// A row for each that was read would be read in turn.
#[test]
fn a_source_that_grows_while_it_is_spelt_is_refused() {
    for row in ["1,x\n", "1,\"x\"\n", "1,x\"\n1,x\n"] {
        let small = Small::new(&format!("a,c\n{row}2,y\n"), None);
        let appends = File::options().append(true).open(small.file.path());
        let appends = Appends(appends.unwrap());
        let (source, names) = (small.source(), &small.classes);
        let spelt = spell(&source, &small.expected(), names, None, &appends);
        let error = spelt.unwrap_err().to_string();
        assert!(error.ends_with("changed while it was read; wait until it is complete"));
    }
}

/// Counts how often the table was begun.
#[derive(Default)]
struct Begun(AtomicUsize);

impl Watch for Begun {
    fn restart(&self, _: &[SpeltColumn]) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn piece(&self, _: &SpeltPiece<'_>) {}
}

/// How often the quick way begins a table of the row `first`, many zeros, and `last`.
fn begun(columns: Option<Vec<Column>>, first: &str, last: &str) -> Option<usize> {
    let rows = "0,x\n0,y\n".repeat(1000);
    let small = Small::new(&format!("a,c\n{first},x\n{rows}{last},y\n"), columns);
    let begun = Begun::default();
    small
        .quick(100, &begun)
        .map(|_| begun.0.load(Ordering::Relaxed))
}

fn columns(entered: Entered) -> Vec<Column> {
    let name = "a".to_owned();
    vec![Column { name, entered }]
}

#[test]
fn a_column_that_turns_out_to_be_another_one_is_spelt_once_more_and_no_other() {
    let number = |missing| Some(columns(Entered::Number { missing }));
    assert_eq!(begun(None, "0", "1"), Some(1));
    assert_eq!(begun(None, "0", "0.5"), Some(2));
    assert_eq!(begun(None, "0.5", "1"), Some(1));
    assert_eq!(begun(number(Missing::Keep), "0", ""), Some(2));
    assert_eq!(begun(number(Missing::Keep), "", "0.5"), Some(1));
    // Quoted, it is not copied, and integers that became floats have no negative zero.
    assert_eq!(begun(number(Missing::Keep), "", "\"-0.0\""), Some(2));
    assert_eq!(begun(None, "0", "9223372036854775808"), None);
    assert_eq!(begun(number(Missing::Refuse), "0", ""), None);
}

#[test]
fn a_hundred_thousand_categories_are_spelt_quickly_and_more_are_left_to_the_exact_way() {
    let spelt = |categories: usize| {
        let rows = (0..categories).map(|row| format!("{row} s,{}\n", ["x", "y"][row % 2]));
        let text = format!("a,c\n{}", rows.collect::<String>());
        let category = Some(columns(Entered::Category(Category::default())));
        Small::new(&text, category).quick(1 << 16, &())
    };
    assert_eq!(spelt(100_000).unwrap().rows, 100_000);
    assert!(spelt(100_001).is_none());
}
