//! The file of a split table: its bytes, their digest, and its header.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::ByteRecord;
use md5::{Digest, Md5};
use params::{MAX_COLUMNS, regular_file, shorten};
use stage::digest::hex;

use crate::problem::Problem;
use crate::target::TARGET;

/// A table whose header is read, and whose rows are not yet.
pub(crate) struct SplitFile {
    reader: csv::Reader<HashingReader>,
    /// The columns before [`TARGET`].
    pub(crate) features: Vec<String>,
}

impl SplitFile {
    /// Opens a table that ends with the column [`TARGET`].
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let file = regular_file::open(path).map_err(Problem::Missing)?;
        let digest = Md5::new();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(HashingReader { file, digest });
        let features = features_of(reader.byte_headers().map_err(unreadable)?)?;
        Ok(Self { reader, features })
    }

    /// Gives all rows to `take`, and then the MD5 of the file's bytes.
    pub(crate) fn rows(mut self, mut take: impl FnMut(&ByteRecord)) -> Result<String, Problem> {
        let mut record = ByteRecord::new();
        while self
            .reader
            .read_byte_record(&mut record)
            .map_err(unreadable)?
        {
            take(&record);
        }
        // The last record is behind the last byte.
        Ok(hex(&self.reader.into_inner().digest.finalize()))
    }
}

/// Records may have any length and hold any bytes: only the system can refuse.
fn unreadable(error: csv::Error) -> Problem {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Problem::Unreadable(error),
        _ => Problem::Unreadable(io::ErrorKind::InvalidData.into()),
    }
}

/// A file whose bytes are digested as they are read: what has the digest is what was parsed.
struct HashingReader {
    file: File,
    digest: Md5,
}

impl Read for HashingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.digest.update(&buffer[..length]);
        Ok(length)
    }
}

fn features_of(header: &ByteRecord) -> Result<Vec<String>, Problem> {
    if header.len() > MAX_COLUMNS {
        return Err(Problem::TooManyColumns(header.len()));
    }
    let name = |cell| String::from_utf8_lossy(cell).into_owned();
    let mut names: Vec<_> = header.iter().map(name).collect();
    let last = names.pop().unwrap_or_default();
    if last != TARGET || names.is_empty() {
        let found = shorten::text(&last);
        return Err(Problem::NoTarget { found });
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(name) => Err(Problem::RepeatedColumn(shorten::text(name))),
        None => Ok(names),
    }
}
