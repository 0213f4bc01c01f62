//! Plain files: pieces of lines on several threads, each cell where it stands.
//!
//! Nothing here says what is wrong. A quotation mark within a cell, a line with too many or too few
//! cells, a cell of another kind: all of these, and whatever the system refuses, are left to
//! `exact`.

use std::io;
use std::sync::{Mutex, PoisonError};

use lines::{Piece, Pieces, threads};
use memchr::{memchr, memchr_iter, memchr2, memrchr};

use super::CsvFile;
use super::bounded::LONGEST_LINE;
use crate::description::Description;
use crate::digest::Digesting;
use crate::part::Part;
use crate::plan::{Growing, Plan};

/// How many bytes a thread reads at a time: its cells stay in the second cache.
pub(super) const PIECE: usize = 1 << 20;

/// The file is not plain, or cannot be read.
struct Unusual;

impl From<io::Error> for Unusual {
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// Reads all rows and the MD5 of the file's bytes in pieces of about `piece` bytes; nothing if the
/// file is unusual.
pub(super) fn read<P: Plan>(
    opened: &CsvFile,
    columns: &[Description],
    n_classes: usize,
    plan: &P,
    piece: usize,
) -> Option<(Growing<P::Whole>, String)> {
    let (stream, length) = (opened.file.stream(0), opened.file.length());
    // Who reads the classes alone reads the rest later, and has the digest from there.
    let stream = if columns.is_empty() {
        Digesting::not_at_all(stream)
    } else {
        Digesting::new(stream)
    };
    let md5 = stream.shared();
    let pieces = Pieces::new(stream, piece, LONGEST_LINE);
    let growing = Mutex::new(Growing::new(plan));
    let pays = length > piece as u64;
    let progress = pays.then(|| opened.progress());
    let worker = || {
        let mut part = Part::new(columns, n_classes);
        let (pieces, growing, progress) = (&pieces, &growing, &progress);
        move |piece: &Piece| {
            part.clear();
            take_piece(&mut part, piece, opened).ok_or(Unusual)?;
            let seen = plan.see(&part);
            let add = || {
                let mut growing = growing.lock().unwrap_or_else(PoisonError::into_inner);
                growing.add(plan, &part, seen);
            };
            pieces.in_turn(piece, add);
            if let Some(progress) = progress {
                progress.add(piece.bytes().len() as u64);
            }
            Ok::<_, Unusual>(())
        }
    };
    let threads = if pays { threads() } else { 1 };
    pieces.for_each(threads, worker).ok()?;
    let growing = growing.into_inner().unwrap_or_else(PoisonError::into_inner);
    (growing.rows > 0).then(|| (growing, md5.so_far()))
}

/// Takes the rows of a piece, the first of which begins with the header.
fn take_piece(part: &mut Part, piece: &Piece, opened: &CsvFile) -> Option<()> {
    let start = if piece.number == 0 {
        usize::try_from(opened.header_end).ok()?
    } else {
        0
    };
    let (length, of) = (piece.bytes().len(), opened.file.length());
    let n_features = opened.features.len();
    part.take_lines(piece.padded(), start, length, n_features)?;
    let share = length as f64 / of as f64;
    // A cell takes two bytes, so that short first rows are not taken for a table of billions.
    let most = of / (2 * (part.columns.len() as u64 + 1));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    part.rows_of_table = estimated(part.rows(), share).min(most).max(part.rows());
    Some(())
}

/// Estimates the rows of the whole file from those of a part that is this share of its bytes: a
/// quarter more than that, so that there is room for all of them.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate: rounded, and as large as it may be"
)]
fn estimated(rows: usize, share: f64) -> usize {
    (1.25 * rows as f64 / share).ceil() as usize
}

impl Part {
    /// Takes the lines of `padded[start..end]`, but for blank ones; nothing if one is unusual. The
    /// table has `n_features`, of which perhaps none is looked at.
    fn take_lines(
        &mut self,
        padded: &[u8],
        start: usize,
        end: usize,
        n_features: usize,
    ) -> Option<()> {
        let mut at = start;
        // Cells that are not looked at must not hide where lines end.
        if self.columns.is_empty() && memchr2(b'"', b'\r', padded.get(start..end)?).is_some() {
            return None;
        }
        while at < end {
            match &padded[at..at + 2] {
                [b'\n', _] => at += 1,
                b"\r\n" => at += 2,
                _ => at = self.take_line(padded, at, end, n_features)?,
            }
        }
        Some(())
    }

    /// Takes the line that begins at `at`, and tells where the next one begins.
    fn take_line(
        &mut self,
        padded: &[u8],
        mut at: usize,
        end: usize,
        n_features: usize,
    ) -> Option<usize> {
        for column in &mut self.columns {
            at = column.take_at(padded, at)? + 1;
        }
        let rest = padded.get(at..end)?;
        let line_end = memchr(b'\n', rest).unwrap_or(rest.len());
        let mut cell = &rest[..line_end];
        if self.columns.is_empty() {
            if memchr_iter(b',', cell).count() != n_features {
                return None;
            }
            cell = &cell[memrchr(b',', cell)? + 1..];
        }
        let cell = cell.strip_suffix(b"\r").unwrap_or(cell);
        self.take_target(cell).then_some(at + line_end + 1)
    }
}
