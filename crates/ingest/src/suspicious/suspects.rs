//! The columns of a table that are not cleared yet.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use table::spell::{SpeltColumn, SpeltPiece, Watch};

use super::column::Column;
use super::limits::Limits;
use super::rows;

/// Columns with their places among the features, in ascending order.
type Columns = Vec<(usize, Column)>;

/// Looks at a table while it is spelt, on several threads.
///
/// What is found does not depend on which piece comes first: what pieces hold is put together in
/// the order of the table.
#[derive(Debug)]
pub(crate) struct Suspects {
    classes: usize,
    seen: Mutex<Seen>,
}

/// What was seen of the table up to a piece.
#[derive(Debug, Default)]
struct Seen {
    columns: Columns,
    pieces: usize,
    /// Pieces before whose turn others have to come.
    waiting: BTreeMap<usize, Columns>,
}

impl Suspects {
    /// The columns of a table of which no row was seen yet; `classes` is the number of its classes.
    pub(crate) fn new(classes: usize) -> Self {
        Self {
            classes,
            seen: Mutex::default(),
        }
    }

    /// What is known of the columns that were not cleared by the end of the table.
    pub(super) fn into_columns(self) -> Columns {
        let seen = self.seen.into_inner();
        let mut columns = seen.unwrap_or_else(PoisonError::into_inner).columns;
        columns.retain_mut(|(_, column)| column.settle());
        columns
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // A thread that panicked ends the program anyway.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Suspects {
    fn restart(&self, features: &[SpeltColumn]) {
        let limits = Limits::of(features.len());
        let columns = features
            .iter()
            .map(|column| Column::new(column, self.classes, limits));
        *self.seen() = Seen {
            columns: columns.enumerate().collect(),
            ..Seen::default()
        };
    }

    fn piece(&self, piece: &SpeltPiece<'_>) {
        let mut columns = self.seen().blank();
        // What is cleared stays so: nothing needs to be put together any more.
        if !columns.is_empty() {
            look(piece, &mut columns);
            self.seen().add(piece.number, columns);
        }
    }
}

impl Seen {
    /// The columns that are not cleared, without rows.
    fn blank(&self) -> Columns {
        let columns = self.columns.iter();
        columns.map(|(at, column)| (*at, column.blank())).collect()
    }

    fn add(&mut self, number: usize, columns: Columns) {
        self.waiting.insert(number, columns);
        while let Some(next) = self.waiting.remove(&self.pieces) {
            self.append(next);
            self.pieces += 1;
        }
    }

    /// Adds the next rows. A column that they do not suspect is cleared.
    fn append(&mut self, next: Columns) {
        let mut next = next.into_iter().peekable();
        self.columns.retain_mut(|(at, column)| {
            while next.next_if(|(other, _)| other < at).is_some() {}
            let more = next.next_if(|(other, _)| other == at);
            more.is_some_and(|(_, more)| column.merge(more))
        });
    }
}

/// Adds the rows of a piece to `columns`, until none of them is suspect.
fn look(piece: &SpeltPiece<'_>, columns: &mut Columns) {
    for (row, (line, class)) in (1_usize..).zip(rows::of(piece)) {
        let (mut onward, mut next) = (line, 0);
        for (at, column) in columns.iter_mut() {
            onward = column.take(rows::skip(onward, *at - next), class);
            next = *at + 1;
        }
        if row.is_power_of_two() {
            columns.retain_mut(|(_, column)| column.settle());
        } else if row % 64 == 0 {
            columns.retain(|(_, column)| column.is_suspect());
        }
        if columns.is_empty() {
            break;
        }
    }
}
