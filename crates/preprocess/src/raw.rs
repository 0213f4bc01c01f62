//! The raw table that ingest wrote: features, `target`, `target_name`.

mod original;
mod seen;

use std::fs::File;
use std::io;
use std::path::Path;

use params::{Column, Data, SourceFormat};
use stage::outputs::ScratchFile;
use table::source::Source;
use table::spell::{SpellError, SpeltColumn, TARGET, TARGET_NAME, spell};
use table::{Expected, TableError};

use crate::error::PreprocessError;
use crate::rows::Rows;
use crate::shuffle::ShuffleError;
use original::Original;
use seen::Seen;

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

/// The raw table, checked, as ingest spells it.
#[derive(Debug)]
pub(crate) struct Raw {
    /// The first line, its line feed included.
    pub(crate) header: Vec<u8>,
    /// The features.
    pub(crate) features: Vec<SpeltColumn>,
    /// The rows below the header.
    pub(crate) rows: Rows,
    place: Place,
}

/// Where the table stands as ingest spells it.
#[derive(Debug)]
enum Place {
    /// In the file that was read.
    Original(Original),
    /// In a copy: what was read is spelt in another way, or is no file of plain text.
    Copy(ScratchFile),
}

/// What is read, and how.
struct Reading<'a> {
    source: Source,
    expected: Expected<'a>,
    /// The names of the classes.
    names: &'a [String],
    /// What is read, if it is one file of plain text.
    original: Option<Original>,
}

/// What one reading has found.
struct Found {
    header: Vec<u8>,
    features: Vec<SpeltColumn>,
    rows: Rows,
    /// The original is, byte for byte, the header and the rows.
    is_original: bool,
}

impl Raw {
    /// Checks the table at `path`, which ingest made of a source that is as `data` says. If it is
    /// not as ingest spells it, a copy is made `beside` an output, about as large as the table.
    ///
    /// # Errors
    ///
    /// When it is no table, or does not hold what ingest writes, or the copy cannot be written.
    pub(crate) fn read(path: &Path, data: &Data, beside: &Path) -> Result<Self, PreprocessError> {
        let numbers = 0..data.classes.len();
        let classes: Vec<_> = numbers.map(|class| class.to_string()).collect();
        let (columns, format) = (data.features(), format());
        let source = Source::open(path, &format)?;
        let original = source.is_plain().then(|| Original::open(path).ok());
        let reading = Reading {
            source,
            expected: expected(&classes, columns.as_deref(), &format),
            names: &data.classes,
            original: original.flatten(),
        };
        reading.raw(beside)
    }

    /// Where the table stands.
    pub(crate) fn file(&self) -> &File {
        match &self.place {
            Place::Original(original) => &original.file,
            Place::Copy(copy) => copy.file(),
        }
    }

    /// Checks that the table is still what it was when its rows were counted.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub(crate) fn check(&self) -> Result<(), TableError> {
        match &self.place {
            Place::Original(original) => original.check(),
            // Nobody else knows of it.
            Place::Copy(_) => Ok(()),
        }
    }

    /// Why its rows were not moved.
    pub(crate) fn failed(&self, error: ShuffleError) -> PreprocessError {
        match (error, &self.place) {
            (ShuffleError::Part(error), _) => error.into(),
            (ShuffleError::Changed, Place::Original(original)) => original.changed().into(),
            (ShuffleError::Read(error), Place::Original(original)) => {
                original.unreadable(error).into()
            }
            (ShuffleError::Changed, Place::Copy(copy)) => copy
                .error(io::Error::other("a copy of the table changed"))
                .into(),
            (ShuffleError::Read(error), Place::Copy(copy)) => copy.error(error).into(),
        }
    }
}

impl Reading<'_> {
    fn raw(self, beside: &Path) -> Result<Raw, PreprocessError> {
        if self.original.is_none() {
            return self.copy(beside);
        }
        let found = self.spell("preprocess: checking the rows", None);
        let found = found.map_err(|error| match error {
            SpellError::Table(error) => error,
            SpellError::Write(source) => TableError::Unreadable {
                path: self.source.path().to_owned(),
                source,
            },
        })?;
        match self.original {
            Some(original) if found.is_original => {
                original.check()?;
                Ok(found.at(Place::Original(original)))
            }
            original => {
                // Those of the copy take their place.
                drop(found.rows);
                Self { original, ..self }.copy(beside)
            }
        }
    }

    /// The table in a copy.
    fn copy(&self, beside: &Path) -> Result<Raw, PreprocessError> {
        let copy = ScratchFile::beside(beside)?;
        let found = self.spell("preprocess: writing the rows anew", Some(copy.file()));
        let found = found.map_err(|error| match error {
            SpellError::Table(error) => PreprocessError::from(error),
            SpellError::Write(error) => copy.error(error).into(),
        })?;
        Ok(found.at(Place::Copy(copy)))
    }

    fn spell(&self, step: &str, out: Option<&File>) -> Result<Found, SpellError> {
        let seen = Seen::new(self.original.as_ref(), step);
        let spelt = spell(&self.source, &self.expected, self.names, out, &seen)?;
        let (rows, is_original) = seen.end(&spelt.header);
        Ok(Found {
            header: spelt.header,
            features: spelt.features,
            rows,
            is_original,
        })
    }
}

impl Found {
    fn at(self, place: Place) -> Raw {
        Raw {
            header: self.header,
            features: self.features,
            rows: self.rows,
            place,
        }
    }
}
