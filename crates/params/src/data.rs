//! Section `data`: what the source dataset looks like, and how its columns enter the model.

mod category;
mod classes;
mod columns;
mod date;
mod file_pattern;
mod missing;
mod source;
mod table_format;

use std::path::{Path, PathBuf};

use crate::names::Name;
use crate::section::Section;

pub use category::{Category, Encoding, MinFrequency, Values};
pub use columns::{Column, Entered, MAX_COLUMNS};
pub use date::{Date, DateFormat, DatePart};
pub use file_pattern::FilePattern;
pub use missing::Missing;
pub use source::SourceFormat;
pub use table_format::TableFormat;

/// The folder of the parts of the raw table.
const PARTS: &str = "data/processed";

/// Section `data`.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// What the dataset is called: its raw table is `data/raw/<name>.csv` or `.parquet`, and names in
    /// the tracker are made of it.
    pub name: String,
    /// The file or folder in `data/source` that holds it.
    pub source: String,
    /// How the source is written.
    pub source_format: SourceFormat,
    /// How the raw table and its parts are written.
    pub format: TableFormat,
    /// The share of rows that may be set aside because something is wrong with them, from 0 up
    /// to 1, which is excluded.
    pub bad_rows: f64,
    /// The column of the source that holds the class.
    pub target: String,
    /// The names in that column, in the order of their numbers from 0: 2 to 1000, all
    /// different.
    pub classes: Vec<String>,
    /// All columns of the source but the target. Without them, each of its columns is a number
    /// that is never missing.
    pub columns: Option<Vec<Column>>,
}

impl Data {
    /// The columns of the raw table that are features, in no particular order: those that are
    /// ignored are gone, and a date is the numbers that its parts are, each called
    /// `<column>_<part>`. Without [`Self::columns`] nothing, for all are numbers.
    #[must_use]
    pub fn features(&self) -> Option<Vec<Column>> {
        let columns = self.columns.as_ref()?.iter();
        Some(columns.flat_map(Column::features).collect())
    }

    /// Where ingest finds the source, relative to the checkout.
    #[must_use]
    pub fn source_path(&self) -> PathBuf {
        Path::new("data/source").join(&self.source)
    }

    /// Where the raw table is, relative to the checkout.
    #[must_use]
    pub fn raw_path(&self) -> PathBuf {
        self.table_path("data/raw", &self.name)
    }

    /// Where the training rows are, relative to the checkout.
    #[must_use]
    pub fn train_path(&self) -> PathBuf {
        self.table_path(PARTS, "train")
    }

    /// Where the test rows are, relative to the checkout.
    #[must_use]
    pub fn test_path(&self) -> PathBuf {
        self.table_path(PARTS, "test")
    }

    fn table_path(&self, folder: &str, name: &str) -> PathBuf {
        PathBuf::from(format!("{folder}/{name}.{}", self.format.name()))
    }

    pub(crate) fn read(mut section: Section<'_>) -> Option<Self> {
        let name = section.name("name", Name::File);
        let source = section.name("source", Name::File);
        let source_format = SourceFormat::read(&mut section);
        let format = TableFormat::read(&mut section);
        let bad_rows = section.value(
            "bad_rows",
            "a share from 0 up to 1, which is excluded",
            source::bad_rows,
            Some(0.0),
        );
        let target = section.name("target", Name::Column);
        let classes = classes::read(&mut section);
        let columns = columns::read(&mut section, target.as_deref());
        section.finish();
        Some(Self {
            name: name?,
            source: source?,
            source_format: source_format?,
            format: format?,
            bad_rows: bad_rows?,
            target: target?,
            classes: classes?,
            columns: columns?,
        })
    }
}
