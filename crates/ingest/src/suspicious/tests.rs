//! What is found in pieces of a table against what is found in the whole of it.

mod plain;
mod random;

use table::spell::{Spelt, SpeltColumn, SpeltPiece, Watch as _};

use super::*;
use plain::PlainColumn;
use random::Random;

/// Some rows of a table.
struct Piece {
    number: usize,
    lines: Vec<u8>,
    ends: Vec<u32>,
    classes: Vec<u16>,
}

impl Piece {
    fn of(table: &Random, number: usize, rows: std::ops::Range<usize>) -> Self {
        let mut piece = Self {
            number,
            lines: Vec::new(),
            ends: Vec::new(),
            classes: table.classes[rows.clone()].to_vec(),
        };
        for row in rows {
            for column in &table.columns {
                piece.lines.extend_from_slice(column.cells[row].as_bytes());
                piece.lines.push(b',');
            }
            let end = format!("{},\"a class, or two\"\n", table.classes[row]);
            piece.lines.extend_from_slice(end.as_bytes());
            piece.ends.push(u32::try_from(piece.lines.len()).unwrap());
        }
        piece
    }

    fn show(&self, suspects: &Suspects) {
        suspects.piece(&SpeltPiece {
            number: self.number,
            source: None,
            lines: &self.lines,
            ends: &self.ends,
            classes: &self.classes,
        });
    }
}

fn spelt(table: &Random) -> Spelt {
    let column = |column: &PlainColumn| SpeltColumn {
        name: column.name.clone(),
        column_type: column.column_type,
    };
    Spelt {
        header: Vec::new(),
        features: table.columns.iter().map(column).collect(),
        rows: table.classes.len() as u64,
        rejected: Vec::new(),
    }
}

/// The table in pieces of a few rows, in order.
fn pieces(table: &mut Random) -> Vec<Piece> {
    let (rows, most) = (table.classes.len(), 1 + table.below(100));
    let (mut pieces, mut start) = (Vec::new(), 0);
    while start < rows {
        let end = rows.min(start + table.below(most + 1));
        pieces.push(Piece::of(table, pieces.len(), start..end));
        start = end;
    }
    pieces
}

/// What is found of each column.
fn found(suspects: Suspects, spelt: &Spelt) -> Vec<(Vec<String>, bool)> {
    let mut found = vec![(Vec::new(), false); spelt.features.len()];
    for (at, column) in suspects.into_columns() {
        found[at] = (
            column.reasons(&spelt.features[at].name),
            column.is_constant(),
        );
    }
    found
}

#[test]
fn pieces_tell_in_any_order_what_the_whole_table_tells() {
    let mut told = std::collections::BTreeMap::new();
    for seed in 0..150 {
        let mut table = Random::new(seed);
        let (spelt, mut pieces) = (spelt(&table), pieces(&mut table));
        if seed % 3 > 0 {
            table.shuffle(&mut pieces);
        }
        let suspects = Suspects::new(usize::from(table.number));
        suspects.restart(&spelt.features);
        for piece in &pieces {
            piece.show(&suspects);
        }
        let columns = table.columns.iter();
        let expected: Vec<_> = columns
            .map(|column| plain::reasons(column, &table.classes))
            .collect();
        let found = found(suspects, &spelt);
        for (column, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "table {seed}, column {column}");
        }
        for reason in expected.into_iter().flat_map(|(reasons, _)| reasons) {
            let words = reason.replace(|c: char| c.is_ascii_digit() || c == '-', "");
            *told.entry(words).or_insert(0) += 1;
        }
    }
    // All that can be found was, often enough.
    assert_eq!(told.len(), 8, "{told:#?}");
    assert!(told.values().all(|&times| times > 5), "{told:#?}");
}

#[test]
fn threads_tell_what_one_tells() {
    for seed in 0..20 {
        let mut table = Random::new(seed);
        let (spelt, pieces) = (spelt(&table), pieces(&mut table));
        let [one, several] = [1, 4].map(|threads| {
            let suspects = Suspects::new(usize::from(table.number));
            suspects.restart(&spelt.features);
            let next = std::sync::atomic::AtomicUsize::new(0);
            let work = || {
                let next = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                while let Some(piece) = pieces.get(next()) {
                    piece.show(&suspects);
                }
            };
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(work);
                }
            });
            warnings(suspects, &spelt, false)
        });
        assert_eq!(one, several, "{seed}");
    }
}

#[test]
fn a_table_that_is_spelt_once_more_is_seen_once() {
    let mut table = Random::new(3);
    let (spelt, pieces) = (spelt(&table), pieces(&mut table));
    let [once, twice] = [0, pieces.len() / 2].map(|spelt_before| {
        let suspects = Suspects::new(usize::from(table.number));
        suspects.restart(&spelt.features);
        for piece in &pieces[..spelt_before] {
            piece.show(&suspects);
        }
        suspects.restart(&spelt.features);
        for piece in &pieces {
            piece.show(&suspects);
        }
        warnings(suspects, &spelt, true)
    });
    assert!(!once.is_empty());
    assert_eq!(once, twice);
}
