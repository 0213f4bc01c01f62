//! Outputs that appear together or not at all.
//!
//! Every file is written in full beside its target under a hidden name, flushed
//! to the disk, and only when all are there are they renamed, one right after
//! the other. Whoever reads the folder sees the old files or the new ones; a
//! stage that fails or is killed while it works leaves the old ones. What has a
//! hidden name is removed if the stage fails or is interrupted. The name is always
//! the same, so what a `kill -9` left behind is overwritten by the next run.

mod draft;
mod flushing;
mod hidden;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use draft::DraftedFile;
use hidden::Hidden;
pub(crate) use hidden::remove_all;

/// A file or folder for an output cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("write `{}`: {source}", path.display())]
pub struct OutputError {
    /// The output that was to be written.
    pub path: PathBuf,
    #[source]
    source: io::Error,
}

impl OutputError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { path, source }
    }
}

/// A set of files that is being written.
#[derive(Debug, Default)]
pub struct Outputs {
    written: Vec<Written>,
}

/// One file under its hidden name; dropped unrenamed, it is removed.
#[derive(Debug)]
struct Written {
    hidden: Hidden,
    target: PathBuf,
    /// The file, if it is still to be flushed to the disk.
    unflushed: Option<File>,
}

/// A file that is being written at any of its places, and may be read.
///
/// It lives as long as the [`Outputs`] that made it, which name it or remove it.
#[derive(Debug)]
pub struct OutputFile {
    file: File,
    target: PathBuf,
}

impl OutputFile {
    /// The file.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// That it cannot be written.
    #[must_use]
    pub fn error(&self, source: io::Error) -> OutputError {
        OutputError::at(&self.target)(source)
    }
}

/// A file without a name that is needed while the outputs are made. It is gone when it is dropped,
/// and also when the process ends in any other way.
#[derive(Debug)]
pub struct ScratchFile(OutputFile);

impl std::ops::Deref for ScratchFile {
    type Target = OutputFile;

    fn deref(&self) -> &OutputFile {
        &self.0
    }
}

impl ScratchFile {
    /// An empty file on the disk of the output `target`.
    ///
    /// # Errors
    ///
    /// When a folder or the file cannot be made.
    pub fn beside(target: &Path) -> Result<Self, OutputError> {
        // Its name is removed here.
        create(target, ".scratch").map(|(created, _)| Self(created))
    }
}

/// The file, and its hidden name.
fn create(target: &Path, suffix: &str) -> Result<(OutputFile, Hidden), OutputError> {
    let created = Hidden::create(target, suffix);
    let (file, hidden) = created.map_err(OutputError::at(target))?;
    let target = target.to_owned();
    Ok((OutputFile { file, target }, hidden))
}

impl Outputs {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the file `target`, with the bytes that `fill` writes.
    ///
    /// Missing folders on the way are made.
    ///
    /// # Errors
    ///
    /// When a folder or file cannot be made, written or flushed to the disk.
    pub fn add(
        &mut self,
        target: &Path,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let (created, hidden) = create(target, ".partial")?;
        self.written.push(Written {
            hidden,
            target: created.target,
            unflushed: None,
        });
        write_through(created.file, fill).map_err(OutputError::at(target))
    }

    /// Adds the file `target`, which the caller fills in any order before the commit.
    ///
    /// Missing folders on the way are made.
    ///
    /// # Errors
    ///
    /// When a folder or the file cannot be made.
    pub fn create(&mut self, target: &Path) -> Result<OutputFile, OutputError> {
        let (created, hidden) = create(target, ".partial")?;
        let unflushed = created.file.try_clone().map_err(OutputError::at(target))?;
        self.written.push(Written {
            hidden,
            target: created.target.clone(),
            unflushed: Some(unflushed),
        });
        Ok(created)
    }

    /// Gives every file its name.
    ///
    /// # Errors
    ///
    /// When a file cannot be flushed to the disk, or cannot be renamed, which a folder of the
    /// target's name causes.
    pub fn commit(self) -> Result<(), OutputError> {
        for file in &self.written {
            if file.target.is_dir() {
                let occupied = io::Error::other("a folder of this name is in the way");
                return Err(OutputError::at(&file.target)(occupied));
            }
        }
        for file in &self.written {
            if let Some(unflushed) = &file.unflushed {
                unflushed
                    .sync_all()
                    .map_err(OutputError::at(&file.target))?;
            }
        }
        // A signal now would leave new files beside old ones: it waits. These are dropped before
        // the files are, which need them.
        let _no_signal = hidden::names();
        for file in &self.written {
            fs::rename(file.hidden.path(), &file.target).map_err(OutputError::at(&file.target))?;
        }
        Ok(())
    }
}

fn write_through(
    created: File,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = BufWriter::with_capacity(1 << 16, created);
    fill(&mut buffer)?;
    buffer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt as _;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_shows_before_the_commit_and_all_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        let mut outputs = Outputs::new();
        outputs.add(&a, |out| out.write_all(b"1")).unwrap();
        outputs.add(&b, |out| out.write_all(b"2")).unwrap();
        assert!(!a.exists() && !b.exists());
        outputs.commit().unwrap();
        assert_eq!(fs::read(&a).unwrap(), b"1");
        assert_eq!(names(folder.path()), ["a.csv", "b.csv"]);
    }

    #[test]
    fn a_failure_leaves_the_old_files_and_no_remains() {
        let folder = tempfile::tempdir().unwrap();
        let a = folder.path().join("a.csv");
        fs::write(&a, "old").unwrap();
        let mut outputs = Outputs::new();
        outputs.add(&a, |out| out.write_all(b"new")).unwrap();
        let error = outputs
            .add(&folder.path().join("b.csv"), |_| {
                Err(io::Error::other("disk full"))
            })
            .unwrap_err();
        let message = format!("write `{}/b.csv`: disk full", folder.path().display());
        assert_eq!(error.to_string(), message);
        drop(outputs);
        assert_eq!(fs::read(&a).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_folder_in_the_way_of_one_file_keeps_all_of_them_back() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b.csv")).unwrap();
        let mut outputs = Outputs::new();
        for name in ["a.csv", "b.csv"] {
            outputs
                .add(&folder.path().join(name), |out| out.write_all(b"new"))
                .unwrap();
        }
        assert!(outputs.commit().is_err());
        assert_eq!(names(folder.path()), ["b.csv"]);
    }

    #[test]
    fn a_file_may_be_filled_in_any_order_and_shows_at_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let a = folder.path().join("a.csv");
        let mut outputs = Outputs::new();
        let file = outputs.create(&a).unwrap();
        file.file().write_all_at(b"34", 2).unwrap();
        file.file().write_all_at(b"12", 0).unwrap();
        assert!(!a.exists());
        outputs.commit().unwrap();
        assert_eq!(fs::read(&a).unwrap(), b"1234");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    /// A signal ends the process without dropping anything: a copy of gigabytes would stay.
    #[test]
    fn a_scratch_file_is_not_seen_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = ScratchFile::beside(&folder.path().join("a.csv")).unwrap();
        assert!(names(folder.path()).is_empty());
        scratch.file().write_all_at(b"12", 0).unwrap();
        let mut read = [0; 2];
        scratch.file().read_exact_at(&mut read, 0).unwrap();
        assert_eq!(&read, b"12");
    }

    /// A table of gigabytes stayed behind, half written, until the next run.
    #[test]
    fn an_interrupted_process_leaves_the_old_files_and_no_remains() {
        let folder = tempfile::tempdir().unwrap();
        let a = folder.path().join("a.csv");
        fs::write(&a, "old").unwrap();
        let mut outputs = Outputs::new();
        outputs.add(&a, |out| out.write_all(b"new")).unwrap();
        let hidden = outputs.written[0].hidden.path().to_owned();
        assert!(hidden.exists());
        hidden::remove_where(&mut hidden::names(), |name| name == hidden);
        assert_eq!(names(folder.path()), ["a.csv"]);
        assert_eq!(fs::read(&a).unwrap(), b"old");
    }

    #[test]
    fn what_a_killed_run_left_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".a.csv.partial"), "half a long li").unwrap();
        let mut outputs = Outputs::new();
        let a = folder.path().join("a.csv");
        outputs.add(&a, |out| out.write_all(b"new")).unwrap();
        outputs.commit().unwrap();
        assert_eq!(fs::read(&a).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }
}
