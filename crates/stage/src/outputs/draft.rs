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
    /// When the disk does not take it.
    pub fn flushing<R>(&self, work: impl FnOnce() -> R) -> Result<R, OutputError> {
        if self.draft.is_some() {
            // It is gone before the system would write it.
            return Ok(work());
        }
        let flushed = flushing(|| self.output.file.sync_data(), work);
        flushed.map_err(|error| self.output.error(error))
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

    #[test]
    fn an_output_is_made_of_its_draft_which_is_gone_then() {
        assert_eq!(written(true), ("of text".to_owned(), 1));
        assert_eq!(written(false), ("text".to_owned(), 1));
    }
}
