//! What was there before, put back unless all went well.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::copy::remove;
use super::error::NewDatasetError;

/// Files and folders as they were. Dropped before [`Earlier::forget`], it puts them back.
#[derive(Debug, Default)]
pub(super) struct Earlier(Vec<Kept>);

/// A place, and where that is kept which was there; nothing where nothing was.
#[derive(Debug)]
struct Kept {
    place: PathBuf,
    kept: Option<PathBuf>,
}

impl Earlier {
    /// Keeps a copy of the file at `place`, which stays where it is.
    ///
    /// # Errors
    ///
    /// When it cannot be copied.
    pub(super) fn keep_file(&mut self, place: &Path) -> Result<(), NewDatasetError> {
        let hidden = hidden(place).map_err(NewDatasetError::at(place))?;
        let kept = match fs::copy(place, &hidden) {
            Ok(_) => Some(hidden),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(NewDatasetError::at(place)(error)),
        };
        self.add(place, kept);
        Ok(())
    }

    /// Moves the file or folder at `place` away.
    ///
    /// # Errors
    ///
    /// When it cannot be moved.
    pub(super) fn move_away(&mut self, place: &Path) -> Result<(), NewDatasetError> {
        let hidden = hidden(place).map_err(NewDatasetError::at(place))?;
        let kept = match fs::rename(place, &hidden) {
            Ok(()) => Some(hidden),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(NewDatasetError::at(place)(error)),
        };
        self.add(place, kept);
        Ok(())
    }

    /// Removes what was kept.
    pub(super) fn forget(mut self) {
        for kept in self.0.drain(..).filter_map(|kept| kept.kept) {
            // It is hidden, and the next time overwrites it.
            let _ = remove(&kept);
        }
    }

    fn add(&mut self, place: &Path, kept: Option<PathBuf>) {
        let place = place.to_owned();
        self.0.push(Kept { place, kept });
    }
}

impl Drop for Earlier {
    fn drop(&mut self) {
        for Kept { place, kept } in self.0.drain(..).rev() {
            if let Err(error) = put_back(&place, kept.as_deref()) {
                let (place, kept) = (place.display(), kept.unwrap_or_default());
                let kept = kept.display();
                eprintln!("mlops: failed to put `{place}` back ({error}); it is at `{kept}`");
            }
        }
    }
}

fn put_back(place: &Path, kept: Option<&Path>) -> io::Result<()> {
    let Some(kept) = kept else {
        return remove(place);
    };
    // A file is replaced in one step; a folder that is not empty has to go first.
    if place.is_dir() {
        remove(place)?;
    }
    fs::rename(kept, place)
}

/// The hidden place beside `place`, with nothing there.
fn hidden(place: &Path) -> io::Result<PathBuf> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let hidden = place.with_file_name(format!(".{name}.earlier.partial"));
    remove(&hidden)?;
    Ok(hidden)
}
