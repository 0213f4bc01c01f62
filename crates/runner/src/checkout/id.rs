//! The number of a checkout, which names its containers, its network and the tracker's volume.
//!
//! It is drawn once and kept in git's folder, with the path of the checkout. So a clone has
//! none yet, `git clean` leaves it, and a checkout that is moved takes it along. So does a copy;
//! but then the original is still where the path says, and the copy draws another number.
//!
//! Where there is no git, the number is a checksum of the path. It was everywhere before
//! numbers were drawn, and a checkout of that time keeps it: it names the volume with its runs.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process;

use super::cksum::cksum;
use super::pipeline_id;

/// The file in git's folder. `scripts/checkout-id` reads it as well.
const FILE: &str = "mlops-checkout";

/// What the file holds: a line with the number, and the path behind it.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    id: u32,
    root: PathBuf,
}

/// The number of the checkout at `root`.
///
/// Where it cannot be written down, it is the checksum of the path.
pub(super) fn id(root: &Path) -> u32 {
    let Some(folder) = git_folder(root) else {
        return by_path(root);
    };
    let file = folder.join(FILE);
    match Record::read(&file) {
        Some(known) if known.root == root => known.id,
        Some(known) if is_linked(&folder) || !is_copied(&known, &file) => {
            let record = Record {
                id: known.id,
                root: root.to_owned(),
            };
            // Else the next command finds out again that it was moved.
            let _ = record.replace(&file);
            known.id
        }
        Some(_) => {
            let record = Record::draw(root);
            let written = record.replace(&file);
            written.map_or_else(|_| by_path(root), |()| record.id)
        }
        None => first(root, &file).unwrap_or_else(|_| by_path(root)),
    }
}

/// Gives a checkout its number. Where two processes do so at once, the first one's holds for both.
fn first(root: &Path, file: &Path) -> io::Result<u32> {
    let record = if pipeline_id::has_run(root) {
        Record {
            id: by_path(root),
            root: root.to_owned(),
        }
    } else {
        Record::draw(root)
    };
    let draft = record.write_beside(file)?;
    // What is there and cannot be read was left by a full disk, and names nothing.
    let placed = if file.exists() {
        fs::rename(&draft, file)
    } else {
        let linked = fs::hard_link(&draft, file);
        fs::remove_file(&draft)?;
        linked
    };
    match placed {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(Record::read(file).map_or(record.id, |record| record.id)),
    }
}

fn by_path(root: &Path) -> u32 {
    cksum(root.as_os_str().as_encoded_bytes())
}

/// The folder that git keeps for the checkout at `root`. In a linked worktree and in a submodule
/// `.git` is a file that names it.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::read(git).ok()?;
    let name = text.strip_prefix(b"gitdir: ")?.trim_ascii_end();
    Some(root.join(OsString::from_vec(name.to_vec())))
}

/// Whether git's folder is that of a linked worktree. It is the worktree's alone, and git itself
/// takes a copy of one for the same worktree.
fn is_linked(git_folder: &Path) -> bool {
    git_folder.join("commondir").exists()
}

/// Whether the checkout of which `known` tells is still where it was, and `file` is thus a copy of its
/// file. Behind a symbolic link it is the same file. In the runner's container, `scripts/runner`
/// mounts the other one's file if there is one.
fn is_copied(known: &Record, file: &Path) -> bool {
    let Some(original) = git_folder(&known.root).map(|folder| folder.join(FILE)) else {
        return false;
    };
    let place = |path: &Path| {
        fs::metadata(path)
            .ok()
            .map(|found| (found.dev(), found.ino()))
    };
    let same = Record::read(&original).is_some_and(|record| record.id == known.id);
    same && place(&original) != place(file)
}

impl Record {
    fn draw(root: &Path) -> Self {
        Self {
            id: rand::random(),
            root: root.to_owned(),
        }
    }

    /// None where there is no such file, or another text in it.
    fn read(file: &Path) -> Option<Self> {
        let text = fs::read(file).ok()?;
        let end = text.iter().position(|byte| *byte == b'\n')?;
        let id = std::str::from_utf8(&text[..end]).ok()?.parse().ok()?;
        let root = text[end + 1..].strip_suffix(b"\n")?;
        let root = PathBuf::from(OsString::from_vec(root.to_vec()));
        Some(Self { id, root })
    }

    fn replace(&self, file: &Path) -> io::Result<()> {
        fs::rename(self.write_beside(file)?, file)
    }

    /// Writes it in full under another name, so that nobody reads a part of it.
    fn write_beside(&self, file: &Path) -> io::Result<PathBuf> {
        let draft = file.with_extension(process::id().to_string());
        let id = self.id.to_string();
        let root = self.root.as_os_str().as_bytes();
        fs::write(&draft, [id.as_bytes(), b"\n", root, b"\n"].concat())?;
        Ok(draft)
    }
}

#[cfg(test)]
mod tests;
