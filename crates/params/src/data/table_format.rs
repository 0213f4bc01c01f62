//! How the tables that the pipeline makes are written.

use crate::section::Section;

/// How the raw table and its parts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableFormat {
    /// Text, to the byte as pandas writes it.
    #[default]
    Csv,
    /// Apache Parquet: columns with their types, compressed.
    Parquet,
}

impl TableFormat {
    /// How params.yaml writes it, which is also the ending of the files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let formats = [Self::Csv, Self::Parquet].map(|format| (format.name(), format));
        section.choice("format", &formats, Some(Self::default()))
    }
}
