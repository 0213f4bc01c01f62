//! The raw table that ingest wrote: features, `target`, `target_name`.

use std::path::Path;

use params::{Column, Data, SourceFormat};
use polars::prelude::*;
use table::{Expected, Table};

use crate::error::PreprocessError;

/// The column that holds the class as a number; the split keeps its shares.
pub(crate) const TARGET: &str = "target";
/// The column that repeats the class as a name, which the parts do without.
pub(crate) const TARGET_NAME: &str = "target_name";

/// What the raw table must hold.
fn expected<'a>(
    classes: &'a [String],
    columns: Option<&'a [Column]>,
    format: &'a SourceFormat,
) -> Expected<'a> {
    Expected {
        target: TARGET,
        classes,
        listed_in: None,
        columns,
        ignored: &[TARGET_NAME],
        reserved: &[],
        format,
        bad_rows: 0.0,
    }
}

/// How ingest writes: a cell that has no value is empty.
fn format() -> SourceFormat {
    SourceFormat {
        missing_values: vec![String::new()],
        ..SourceFormat::default()
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
    /// Reads the table at `path`, which ingest made of a source that is as `data` says.
    ///
    /// # Errors
    ///
    /// When it is no table, or does not hold what ingest writes.
    #[expect(clippy::cast_possible_wrap, reason = "a class is far below 2^63")]
    pub(crate) fn read(path: &Path, data: &Data) -> Result<Self, PreprocessError> {
        let numbers = 0..data.classes.len();
        let classes: Vec<_> = numbers.map(|class| class.to_string()).collect();
        let (columns, format) = (data.features(), format());
        let table = Table::read(path, &expected(&classes, columns.as_deref(), &format))?;
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
