//! What names the pipeline of a checkout in the tracker.

use std::fs;
use std::io;
use std::path::Path;
use std::process;

use super::Checkout;

/// Where the random part is kept; `make clean` leaves it, `make clean-all` does not.
const FILE: &str = ".dvc/tmp/pipeline-id";

/// The name of this checkout's pipeline.
///
/// Only one train runs in a checkout at a time, so that train may end, as left behind by a
/// kill, any run that still carries the same name. A random part is made once; the number
/// of the checkout keeps a copy of it, made with `cp`, from ending the original's runs. The
/// copies in which DVC runs experiments get names of their own: they run beside the checkout.
///
/// # Errors
///
/// When the file cannot be written or read.
pub fn pipeline_id(checkout: &Checkout) -> io::Result<String> {
    let path = checkout.path(FILE);
    let known = fs::read_to_string(&path).unwrap_or_default();
    let random = match known.trim() {
        "" => make(&path)?,
        known => known.to_owned(),
    };
    Ok(format!("{random}-{}", checkout.id()))
}

/// Whether a train of the checkout at `root` has asked for the name.
pub(super) fn has_run(root: &Path) -> bool {
    root.join(FILE).exists()
}

/// Makes the random part; where two processes do so at once, the first one's holds for both.
fn make(path: &Path) -> io::Result<String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(process::id().to_string());
    let random = format!("{:016x}", rand::random::<u64>());
    fs::write(&draft, &random)?;
    // What is there and empty was left by a full disk, and names nothing.
    if fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        fs::rename(&draft, path)?;
        return Ok(random);
    }
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(fs::read_to_string(path)?.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_made_once_and_differs_between_checkouts_and_copies() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = ["one", "two"].map(|name| Checkout::at(folder.path().join(name)));
        let first = pipeline_id(&one).unwrap();
        assert_eq!(pipeline_id(&one).unwrap(), first);
        assert_ne!(pipeline_id(&two).unwrap(), first);

        let copy = Checkout::at(folder.path().join("copy"));
        fs::create_dir_all(copy.path(".dvc/tmp")).unwrap();
        fs::copy(one.path(FILE), copy.path(FILE)).unwrap();
        let copied = pipeline_id(&copy).unwrap();
        assert_ne!(copied, first);
        let random = |id: &str| id.split('-').next().unwrap().to_owned();
        assert_eq!(random(&copied), random(&first));
    }

    /// The shell script that did this before printed a name without a random part then.
    #[test]
    fn an_empty_file_that_a_full_disk_left_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        fs::create_dir_all(checkout.path(".dvc/tmp")).unwrap();
        fs::write(checkout.path(FILE), "").unwrap();
        let id = pipeline_id(&checkout).unwrap();
        assert_eq!(id.find('-'), Some(16), "{id}");
        assert_eq!(pipeline_id(&checkout).unwrap(), id);
    }
}
