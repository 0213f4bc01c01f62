//! The exact way: every record of the source, in two passes over it. The first finds everything
//! that is wrong, and what each column holds; the second writes them.
//!
//! This alone words what is wrong with a table, whatever reads it when nothing is.

mod check;
mod found;
mod rows;

use check::Check;
use found::Found;
pub(crate) use rows::spell;

use crate::error::TableError;
use crate::expected::Expected;
use crate::problem::{Problem, Problems};
use crate::source::Source;
use crate::spelt::Watch;

/// After how many rows who watches is told of them.
const TOLD: u64 = 1000;

/// The first pass: the header, what each column holds, and which rows are set aside.
fn check<'a>(
    source: &Source,
    expected: &Expected<'a>,
    watch: &dyn Watch,
) -> Result<Found<'a>, TableError> {
    let mut problems = Problems::default();
    let found = match survey(source, expected, watch, &mut problems) {
        // What was found before a place from which on nothing can be read is told as well.
        Err(TableError::Invalid { problems: last, .. }) => {
            problems.append(last);
            None
        }
        found => found?,
    };
    found.ok_or_else(|| TableError::invalid(source.path(), problems))
}

/// What was found up to the end; nothing if the source is no table as expected.
fn survey<'a>(
    source: &Source,
    expected: &Expected<'a>,
    watch: &dyn Watch,
    problems: &mut Problems,
) -> Result<Option<Found<'a>>, TableError> {
    let mut records = source.records();
    let Some(first) = records.next()? else {
        problems.add(Problem::Empty);
        return Ok(None);
    };
    let Some(mut check) = Check::begin(&first, source, expected, problems) else {
        return Ok(None);
    };
    let mut rows = 0;
    while let Some(record) = records.next()? {
        check.row(&record, problems);
        rows += 1;
        if rows == TOLD {
            watch.checked(std::mem::take(&mut rows));
        }
    }
    watch.checked(rows);
    Ok(check.end(problems))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use params::SourceFormat;

    use super::*;
    use crate::spelt::{SpeltColumn, SpeltPiece};

    /// How many rows were checked, and then spelt.
    struct Rows(Mutex<[u64; 2]>);

    impl Watch for Rows {
        fn checked(&self, rows: u64) {
            self.0.lock().unwrap()[0] += rows;
        }

        fn restart(&self, _: &[SpeltColumn]) {}

        fn piece(&self, piece: &SpeltPiece<'_>) {
            let mut rows = self.0.lock().unwrap();
            assert_eq!(rows[0], 2501);
            rows[1] += piece.ends.len() as u64;
        }
    }

    #[test]
    fn who_watches_is_told_of_all_rows_that_are_checked_before_one_is_spelt() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = format!("a,kind\n{}two,x\n", "1,x\n".repeat(2500));
        std::fs::write(file.path(), text).unwrap();
        let (format, classes) = (SourceFormat::default(), ["x".to_owned()]);
        let expected = Expected {
            target: "kind",
            classes: &classes,
            listed_in: None,
            columns: None,
            ignored: &[],
            reserved: &[],
            format: &format,
            bad_rows: 0.1,
        };
        let source = Source::open(file.path(), &format).unwrap();
        let rows = Rows(Mutex::default());
        spell(&source, &expected, &classes, None, &rows).unwrap();
        assert_eq!(rows.0.into_inner().unwrap(), [2501, 2500]);
    }
}
