//! Parts of a file that several threads read at once, each where it likes.

use std::io::BufReader;

use bytes::Bytes;
use lines::{FileStream, SharedFile};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A file as the library takes it. Its own way with a file moves the place that all of its copies
/// share.
pub(crate) struct Chunks(pub(crate) SharedFile);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<FileStream>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(self.0.stream(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64);
        // A damaged file may ask for more than there is memory for.
        if end.is_none_or(|end| end > self.0.length()) {
            let words = format!("no {length} bytes from byte {start} on");
            return Err(ParquetError::EOF(words));
        }
        let mut bytes = vec![0; length];
        self.0.read_exact_at(&mut bytes, start)?;
        Ok(bytes.into())
    }
}
