//! What was seen of a column's cells, as far as their spelling hangs on it.

use crate::cell::Cell;
use crate::column::numbers::{Kind, Sort};

/// What was seen of a column so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Observed {
    /// A number that is no integer.
    pub(super) float: bool,
    /// A missing cell.
    pub(super) missing: bool,
    /// A zero with a minus that was not copied.
    pub(super) negative_zero: bool,
}

impl Observed {
    /// Takes note of a cell; nothing if its number is an integer that 64 bits do not hold.
    pub(super) fn note(&mut self, cell: &Cell<'_>) -> Option<()> {
        match cell {
            Cell::Missing => self.missing = true,
            Cell::Number(_, number) => {
                self.negative_zero |= number.is_negative_zero();
                match number.sort() {
                    Sort::Integer => {}
                    Sort::Float => self.float = true,
                    Sort::Wide => return None,
                }
            }
            _ => {}
        }
        Some(())
    }

    pub(super) fn add(&mut self, other: Self) {
        self.float |= other.float;
        self.missing |= other.missing;
        self.negative_zero |= other.negative_zero;
    }

    /// What the numbers of the column are, if these were all its cells.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self { float: true, .. } => Kind::Floats,
            Self { missing: true, .. } => Kind::WholeFloats,
            _ => Kind::Integers,
        }
    }

    /// Whether cells that were spelt after what `self` says are spelt in the same way after what
    /// `all` says.
    pub(super) fn spells_as(self, all: Self) -> bool {
        match (self.kind(), all.kind()) {
            (Kind::WholeFloats, Kind::Floats) => !all.negative_zero,
            (guessed, found) => guessed == found,
        }
    }
}
