//! What kind of file it is: its name says so, and its first bytes must agree.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// A kind of file that holds a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Lines of cells.
    Text,
    /// The same, compressed by gzip.
    Gzip,
    /// The same, compressed by zstd.
    Zstd,
    Parquet,
}

/// The endings of names, and what such files begin with. All others are text.
const ENDINGS: [(&str, Kind, &[u8]); 4] = [
    ("gz", Kind::Gzip, b"\x1f\x8b"),
    ("zst", Kind::Zstd, b"\x28\xb5\x2f\xfd"),
    ("zstd", Kind::Zstd, b"\x28\xb5\x2f\xfd"),
    ("parquet", Kind::Parquet, b"PAR1"),
];

impl Kind {
    /// The kind that the name of the file at `path` says.
    pub(crate) fn of(path: &Path) -> Self {
        let ending = path.extension().unwrap_or_default();
        let known = ENDINGS
            .iter()
            .find(|(name, ..)| ending.eq_ignore_ascii_case(name));
        known.map_or(Self::Text, |(_, kind, _)| *kind)
    }

    /// What is wrong if `file` does not begin as its kind does.
    pub(crate) fn problem(self, file: &File) -> io::Result<Option<&'static str>> {
        let mut bytes = [0; 4];
        let length = file.read_at(&mut bytes, 0)?;
        let known = ENDINGS.iter().find(|(_, kind, _)| *kind == self);
        let agrees = known.is_none_or(|(.., magic)| bytes[..length].starts_with(magic));
        Ok((!agrees).then_some(match self {
            Self::Gzip => "is not compressed by gzip, as its ending says; give it the ending of what it is, such as `.csv`",
            Self::Zstd => "is not compressed by zstd, as its ending says; give it the ending of what it is, such as `.csv`",
            _ => "is not in Parquet, as its ending says; give it the ending of what it is, such as `.csv`",
        }))
    }

    /// The text that `file` holds; parquet holds none.
    pub(crate) fn text(self, file: File) -> io::Result<Box<dyn io::Read + Send>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(io::BufReader::new(
                file,
            ))),
            Self::Zstd => Box::new(zstd::Decoder::new(file)?),
            Self::Text | Self::Parquet => Box::new(file),
        })
    }

    pub(crate) fn is_compressed(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd)
    }
}

/// The first bytes of what is compressed in `file`, or of itself, at most 512.
pub(super) fn beginning(kind: Kind, file: File) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    // What breaks off earlier is still looked at.
    let _ = kind.text(file).ok()?.take(512).read_to_end(&mut bytes);
    Some(bytes)
}
