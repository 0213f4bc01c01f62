//! The raw table that ingest wrote: features, `target`, `target_name`.

use std::path::Path;

use polars::prelude::*;
use table::{TableError, TextTable};

/// The column that holds the class as a number; the split keeps its shares.
pub(crate) const TARGET: &str = "target";
/// The column that repeats the class as a name, which the parts do without.
pub(crate) const TARGET_NAME: &str = "target_name";

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
    pub(crate) fn read(path: &Path, classes: usize) -> Result<Self, TableError> {
        let text = TextTable::read(path)?;
        let allowed: Vec<_> = (0..classes).map(|class| class.to_string()).collect();
        let targets = text.positions(TARGET, &allowed)?;
        let mut names = text.names();
        names.retain(|name| ![TARGET, TARGET_NAME].contains(&name.as_str()));
        names.push(TARGET.to_owned());
        let columns = names
            .iter()
            .map(|name| text.numbers(name))
            .collect::<Result<_, _>>()?;
        let frame = DataFrame::new(text.height(), columns)
            .map_err(|error| table::error::Problem::Malformed(error.to_string()).of(path))?;
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
