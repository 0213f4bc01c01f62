//! The files of a source that are text, compressed or not, as streams of bytes.

use std::io::{self, Read};
use std::path::PathBuf;

use params::regular_file;

use super::kind::Kind;

/// How much longer than a compressed file its text is at least taken to be.
const COMPRESSION: u64 = 4;

/// A file of text.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    path: PathBuf,
    kind: Kind,
}

impl TextFile {
    /// The file at `path`, if its name says that it is text.
    pub(super) fn of(path: PathBuf) -> Option<Self> {
        let kind = Kind::of(&path);
        (kind != Kind::Parquet).then_some(Self { path, kind })
    }

    /// Its text, from the beginning on.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let file = regular_file::open(&self.path)?;
        if self.kind.is_compressed() {
            return self.kind.text(file);
        }
        // Nobody need wait for the end of a file that grows as it is read.
        let length = file.metadata()?.len();
        Ok(Box::new(file.take(length)))
    }

    /// About how many bytes of text it has.
    pub(crate) fn length(&self) -> io::Result<u64> {
        let length = self.path.metadata()?.len();
        let is_compressed = self.kind.is_compressed();
        Ok(if is_compressed {
            COMPRESSION * length
        } else {
            length
        })
    }
}
