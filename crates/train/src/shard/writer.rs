//! Writing a shard.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use estimators::{ForestPart, PackedTree};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use stage::digest::hex;
use stage::outputs::{OutputError, Outputs};

use super::header::Header;

/// Adds the file `target` to `outputs`, and gives its length in bytes. No more trees are packed at a
/// time than there are threads.
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn write(
    outputs: &mut Outputs,
    target: &Path,
    header: Header,
    part: &ForestPart,
) -> Result<u64, OutputError> {
    let output = outputs.create(target)?;
    let written = fill(output.file(), header, part);
    written.map_err(|error| output.error(error))
}

fn fill(file: &File, header: Header, part: &ForestPart) -> io::Result<u64> {
    let mut out = Digested::new(file);
    out.add(header.line().as_bytes())?;
    for trees in part.trees().chunks(rayon::current_num_threads()) {
        let packed = trees.par_iter();
        let packed = packed.map(|tree| postcard::to_allocvec(&PackedTree::of(tree)));
        let packed: Result<Vec<_>, _> = packed.collect();
        for tree in packed.map_err(io::Error::other)? {
            out.add(&(tree.len() as u64).to_le_bytes())?;
            out.add(&tree)?;
        }
    }
    out.file.flush()?;
    let sha256 = hex(&out.sha256.finalize());
    let header = Header { sha256, ..header };
    file.write_all_at(header.line().as_bytes(), 0)?;
    Ok(out.length)
}

/// A file, and the digest of what was written to it.
struct Digested<'a> {
    file: BufWriter<&'a File>,
    sha256: Sha256,
    length: u64,
}

impl<'a> Digested<'a> {
    fn new(file: &'a File) -> Self {
        Self {
            file: BufWriter::with_capacity(1 << 16, file),
            sha256: Sha256::new(),
            length: 0,
        }
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sha256.update(bytes);
        self.length += bytes.len() as u64;
        self.file.write_all(bytes)
    }
}
