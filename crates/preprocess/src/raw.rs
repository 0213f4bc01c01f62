//! The raw table that ingest wrote: features, `target`, `target_name`.

use std::path::Path;

use polars::prelude::*;
use table::{Expected, Table};

use crate::error::PreprocessError;

/// The column that holds the class as a number; the split keeps its shares.
pub(crate) const TARGET: &str = "target";
/// The column that repeats the class as a name, which the parts do without.
pub(crate) const TARGET_NAME: &str = "target_name";

/// What the raw table must hold.
fn expected(classes: &[String]) -> Expected<'_> {
    Expected {
        target: TARGET,
        classes,
        listed_in: None,
        ignored: &[TARGET_NAME],
        reserved: &[],
    }
}

/// The raw table, checked.
#[derive(Debug)]
pub(crate) struct Raw {
    /// The features and, last, the target.
    frame: DataFrame,
    targets: Vec<usize>,
}

impl Raw {
    /// Reads the table at `path`, whose targets are whole numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When it is no table, has no column [`TARGET`], or holds anything but
    /// finite numbers beside the names.
    #[expect(clippy::cast_possible_wrap, reason = "a class is far below 2^63")]
    pub(crate) fn read(path: &Path, classes: usize) -> Result<Self, PreprocessError> {
        let allowed: Vec<_> = (0..classes).map(|class| class.to_string()).collect();
        let table = Table::read(path, &expected(&allowed))?;
        let targets = table.classes().to_vec();
        let mut columns = table.features().to_vec();
        let numbers = targets.iter().map(|&class| class as i64);
        columns.push(Int64Chunked::from_iter_values(TARGET.into(), numbers).into_column());
        let frame = DataFrame::new(targets.len(), columns)?;
        Ok(Self { frame, targets })
    }

    /// The class of every row.
    #[must_use]
    pub(crate) fn targets(&self) -> &[usize] {
        &self.targets
    }

    /// The rows `rows`, in that order, without the names of the classes.
    ///
    /// # Errors
    ///
    /// When a row does not exist, which only a wrong caller asks for.
    pub(crate) fn part(&self, rows: &[usize]) -> PolarsResult<DataFrame> {
        let rows = rows.iter().map(|&row| IdxSize::try_from(row));
        let rows: Vec<_> = rows.collect::<Result<_, _>>().map_err(
            |_| polars_err!(ComputeError: "more rows than polars' 32-bit index can count"),
        )?;
        self.frame.take(&IdxCa::from_vec(PlSmallStr::EMPTY, rows))
    }
}
