//! Reading a shard.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use estimators::{ForestPart, PackedTree};
use params::regular_file;
use sha2::{Digest as _, Sha256};
use stage::digest::hex;
use stage::sealed::{LONGEST_LINE, without_digest};

use super::error::ShardError;
use super::header::{FORMAT, Head, Header};

/// The bytes of a tree's length.
const LENGTH: usize = size_of::<u64>();

/// A shard whose header was read.
#[derive(Debug)]
pub(super) struct Shard {
    pub(super) path: PathBuf,
    pub(super) header: Header,
}

impl Shard {
    /// Reads the header of the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is no header of this program's.
    pub(super) fn open(path: &Path) -> Result<Self, ShardError> {
        let body = Body::open(path)?;
        let path = path.to_owned();
        Ok(Self {
            path,
            header: body.header,
        })
    }

    /// Reads the trees, of targets with `n_classes` classes.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not as it was written.
    pub(super) fn read(&self, n_classes: usize) -> Result<ForestPart, ShardError> {
        let mut body = Body::open(&self.path)?;
        if body.header != self.header {
            return Err(self.damaged("it changed while it was used"));
        }
        let trees = self.header.trees.clone();
        let first = trees.start;
        let trees = trees.map(|_| {
            let packed = body.tree().map_err(|error| self.failed(error))?;
            let packed = postcard::from_bytes::<PackedTree>(packed);
            let packed = packed.map_err(|_| self.damaged("a tree cannot be read"))?;
            let tree = packed.into_tree(n_classes);
            tree.map_err(|problem| self.damaged(problem))
        });
        let trees = trees.collect::<Result<_, _>>()?;
        if body.rest != 0 {
            return Err(self.damaged("there is more behind its trees"));
        }
        let found = hex(&body.sha256.finalize());
        if found != self.header.sha256 {
            let expected = &self.header.sha256;
            let problem = format!("its SHA-256 is {found}, and its header says {expected}");
            return Err(self.damaged(&problem));
        }
        Ok(ForestPart::new(first, trees))
    }

    fn failed(&self, error: io::Error) -> ShardError {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return self.damaged("it ends before its last tree");
        }
        unreadable(&self.path)(error)
    }

    fn damaged(&self, problem: &str) -> ShardError {
        damaged(&self.path, problem)
    }
}

/// What follows the header.
struct Body {
    header: Header,
    file: BufReader<File>,
    /// How many bytes of the file were not read yet.
    rest: u64,
    /// Of all that was read.
    sha256: Sha256,
    /// The tree that was read last.
    tree: Vec<u8>,
}

impl Body {
    fn open(path: &Path) -> Result<Self, ShardError> {
        let file = regular_file::open(path).map_err(unreadable(path))?;
        let length = file.metadata().map_err(unreadable(path))?.len();
        let mut file = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        let read = file
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line);
        let read = read.map_err(unreadable(path))?;
        let header = header(path, &line)?;
        let mut sha256 = Sha256::new();
        sha256.update(without_digest(&line, &header.sha256));
        Ok(Self {
            header,
            file,
            rest: length - (read as u64).min(length),
            sha256,
            tree: Vec::new(),
        })
    }

    /// The bytes of the next tree: no more than the file has, whatever it says.
    fn tree(&mut self) -> io::Result<&[u8]> {
        let too_short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let mut length = [0; LENGTH];
        self.file.read_exact(&mut length)?;
        self.sha256.update(length);
        self.rest = self.rest.checked_sub(LENGTH as u64).ok_or_else(too_short)?;
        let length = u64::from_le_bytes(length);
        self.rest = self.rest.checked_sub(length).ok_or_else(too_short)?;
        self.tree.clear();
        let read = self
            .file
            .by_ref()
            .take(length)
            .read_to_end(&mut self.tree)?;
        if read as u64 != length {
            return Err(too_short());
        }
        self.sha256.update(&self.tree);
        Ok(&self.tree)
    }
}

fn header(path: &Path, line: &[u8]) -> Result<Header, ShardError> {
    let no_shard = || ShardError::NoShard {
        path: path.to_owned(),
    };
    let json = line.strip_suffix(b"\n").ok_or_else(no_shard)?;
    let Head { format } = serde_json::from_slice(json).map_err(|_| no_shard())?;
    if format != FORMAT {
        return Err(ShardError::Format {
            path: path.to_owned(),
            found: format,
            expected: FORMAT,
        });
    }
    serde_json::from_slice(json).map_err(|error| damaged(path, &format!("its header: {error}")))
}

fn damaged(path: &Path, problem: &str) -> ShardError {
    ShardError::Damaged {
        path: path.to_owned(),
        problem: problem.to_owned(),
    }
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> ShardError {
    move |source| ShardError::Unreadable {
        path: path.to_owned(),
        source,
    }
}
