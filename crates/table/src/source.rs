//! Where a table comes from: a file of text with any of five separators, the same compressed by
//! gzip or zstd, a parquet file, or a folder of such files. All give records of cells, whose
//! meaning is checked elsewhere.
//!
//! A file's kind is what its name ends with (`.gz`, `.zst`, `.parquet`, else text), and its first
//! bytes must agree. Compressed files are decompressed as they are read.

mod aligned;
mod columns;
mod delimited;
mod file;
mod files;
mod kind;
mod parquet;
mod place;
mod records;
mod text;
mod window;

use std::path::{Path, PathBuf};

use params::{SourceFormat, regular_file};
use stage::stamp::Stamp;

use crate::error::TableError;
use aligned::Aligned;
pub(crate) use columns::{ColumnsFile, TextGroups};
use files::SourceFile;
use kind::Kind;
pub use place::{Number, Place};
pub use records::{Record, Records};
pub(crate) use text::TextFile;

/// A file that can be read in another way than record by record.
#[derive(Clone, Debug)]
pub(crate) enum QuickFile {
    Text(TextFile),
    Columns(ColumnsFile),
}

/// A table on the disk that was not read yet.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    format: SourceFormat,
    files: Vec<Aligned>,
    /// Those of the files before anything of them was read.
    stamps: Vec<Option<Stamp>>,
}

impl Source {
    /// The source at `path`, a file or a folder of files, which is written as `format` says.
    ///
    /// # Errors
    ///
    /// When there is no such file, when no file of a folder is asked for, or when the files of a
    /// folder cannot be read, differ in their columns, or in the types of these where they say so.
    pub fn open(path: &Path, format: &SourceFormat) -> Result<Self, TableError> {
        let files = files::of(path, format.files.as_ref())?;
        let stamps = files.iter().map(SourceFile::stamp).collect();
        Ok(Self {
            path: path.to_owned(),
            format: format.clone(),
            files: aligned::align(path, files, format)?,
            stamps,
        })
    }

    /// Its file or folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it is written.
    #[must_use]
    pub fn format(&self) -> &SourceFormat {
        &self.format
    }

    /// Its records from the first one on.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records::new(&self.files, &self.format)
    }

    /// How many bytes of text its files hold together, if none of them is compressed.
    #[must_use]
    pub fn text_bytes(&self) -> Option<u64> {
        let files = self.files.iter().map(|file| &file.file.path);
        let bytes = files.map(|path| {
            let is_plain = Kind::of(path) == Kind::Text;
            let metadata = path.metadata().ok().filter(|_| is_plain)?;
            Some(metadata.len())
        });
        bytes.sum()
    }

    /// Checks that what was read of it since it was opened is what stands there now.
    ///
    /// # Errors
    ///
    /// When one of its files was written to, or is another one, or is gone, or when there is one
    /// more.
    pub fn check_unchanged(&self) -> Result<(), TableError> {
        let files = self.files.iter().zip(&self.stamps);
        let mut changed = files.filter(|(file, stamp)| file.file.stamp() != **stamp);
        if let Some((Aligned { file, .. }, _)) = changed.next() {
            return Err(file.changed());
        }
        let now = files::of(&self.path, self.format.files.as_ref())?;
        // Both are sorted.
        let known = |path: &Path| {
            self.files
                .binary_search_by(|it| it.file.path.as_path().cmp(path))
        };
        match now.iter().find(|file| known(&file.path).is_err()) {
            Some(file) => Err(file.changed()),
            None => Ok(()),
        }
    }

    /// The same source, written in another way.
    #[must_use]
    pub fn with_format(&self, format: SourceFormat) -> Self {
        Self {
            format,
            ..self.clone()
        }
    }

    /// Its files, unless one is text and has its columns in another order than the first one.
    pub(crate) fn quick_files(&self) -> Option<Vec<QuickFile>> {
        let files = self.files.iter();
        let files = files.map(|Aligned { file, order }| {
            let path = file.path.clone();
            match TextFile::of(path.clone()) {
                Some(text) => order.is_none().then_some(QuickFile::Text(text)),
                None => Some(QuickFile::Columns(ColumnsFile::new(path, order.clone()))),
            }
        });
        files.collect()
    }

    /// Whether it is one file of text that is not compressed.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        match &self.files[..] {
            [only] => Kind::of(&only.file.path) == Kind::Text,
            _ => false,
        }
    }

    /// How the text of its first file begins: at most 512 bytes.
    pub(crate) fn beginning(&self) -> Option<Vec<u8>> {
        let path = &self.files.first()?.file.path;
        let kind = Kind::of(path);
        let file = regular_file::open(path).ok();
        let file = file.filter(|_| kind != Kind::Parquet)?;
        kind::beginning(kind, file)
    }
}
