//! An output that another file is made into.

use std::fs::File;
use std::io;
use std::path::Path;

use super::flushing::flushing;
use super::{OutputError, OutputFile, Outputs, ScratchFile};

/// An output, and the file that it is made of once that is complete. It may be that file itself.
#[derive(Debug)]
pub struct DraftedFile {
    output: OutputFile,
    draft: Option<ScratchFile>,
}

impl DraftedFile {
    /// The output `target` among `outputs`; if it `is_converted`, with a scratch file beside it.
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be made.
    pub fn create(
        outputs: &mut Outputs,
        target: &Path,
        is_converted: bool,
    ) -> Result<Self, OutputError> {
        let output = outputs.create(target)?;
        let draft = is_converted
            .then(|| ScratchFile::beside(target))
            .transpose()?;
        Ok(Self { output, draft })
    }

    /// What is to be written first.
    #[must_use]
    pub fn draft(&self) -> &OutputFile {
        self.draft.as_deref().unwrap_or(&self.output)
    }

    /// Does `work`, which writes the draft. If the draft is the output, the disk takes what is there
    /// already in the meantime.
    ///
    /// # Errors
    ///
    /// What `work` ends with, or else that the disk does not take it.
    pub fn flushing<R, E: From<OutputError>>(
        &self,
        work: impl FnOnce() -> Result<R, E>,
    ) -> Result<R, E> {
        if self.draft.is_some() {
            // It is gone before the system would write it.
            return work();
        }
        self.flushed(flushing(|| self.output.file.sync_data(), work))
    }

    /// What was `done`, if the disk took it. Who has to mend a table does not need to hear of the
    /// disk first.
    fn flushed<R, E: From<OutputError>>(
        &self,
        (done, flushed): (Result<R, E>, io::Result<()>),
    ) -> Result<R, E> {
        let done = done?;
        flushed.map_err(|error| self.output.error(error))?;
        Ok(done)
    }

    /// Has `convert` make the output of the draft, the first file it is given, unless they are the
    /// same.
    ///
    /// # Errors
    ///
    /// What `convert` ends with.
    pub fn finish(
        self,
        convert: impl FnOnce(&File, &File) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let Some(draft) = self.draft else {
            return Ok(());
        };
        let converted = convert(draft.file(), self.output.file());
        converted.map_err(|error| self.output.error(error))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Read as _, Seek as _, Write as _};

    use super::*;

    fn written(is_converted: bool) -> (String, usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let mut outputs = Outputs::new();
        let file = DraftedFile::create(&mut outputs, &path, is_converted).unwrap();
        file.draft().file().write_all(b"text").unwrap();
        let convert = |mut from: &File, mut to: &File| {
            let mut text = String::new();
            from.rewind()?;
            from.read_to_string(&mut text)?;
            write!(to, "of {text}")
        };
        file.finish(convert).unwrap();
        outputs.commit().unwrap();
        let files = fs::read_dir(folder.path()).unwrap().count();
        (fs::read_to_string(path).unwrap(), files)
    }

    #[derive(Debug, thiserror::Error)]
    enum Failed {
        #[error("line 3 has 2 fields")]
        Table,
        #[error(transparent)]
        Output(#[from] OutputError),
    }

    /// What the disk did not take hid what is wrong with the table.
    #[test]
    fn an_error_of_the_work_is_told_before_one_of_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let file = DraftedFile::create(&mut Outputs::new(), &path, false).unwrap();
        let full = || Err(io::Error::other("no room"));
        let told = |done: Result<u8, Failed>, flushed| {
            let flushed = file.flushed((done, flushed));
            flushed.map_err(|error| error.to_string().replace(path.to_str().unwrap(), "a.csv"))
        };
        assert_eq!(told(Ok(7), Ok(())), Ok(7));
        let table = Err("line 3 has 2 fields".to_owned());
        assert_eq!(told(Err(Failed::Table), Ok(())), table);
        assert_eq!(told(Err(Failed::Table), full()), table);
        let disk = Err("write `a.csv`: no room".to_owned());
        assert_eq!(told(Ok(7), full()), disk);
    }

    #[test]
    fn an_output_is_made_of_its_draft_which_is_gone_then() {
        assert_eq!(written(true), ("of text".to_owned(), 1));
        assert_eq!(written(false), ("text".to_owned(), 1));
    }
}
