//! The folder in which DVC remembers the hashes of files (`DVC_SITE_CACHE_DIR`).
//!
//! DVC keeps pickles there, which run code when they are read, and opens the folder to
//! everybody: on a machine, it is meant for all users together. This one is a checkout's own.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::checkout::Checkout;

/// Where `scripts/runner` has DVC keep it, and the folder in it that DVC would open.
const FOLDERS: [&str; 2] = [".dvc/tmp/site", ".dvc/tmp/site/repo"];
/// The folder above, in which nobody else may put another one in its place.
const ABOVE: &str = ".dvc/tmp";
/// Permission to write for others than the owner and the group.
const OTHERS_WRITE: u32 = 0o002;
/// Permission to write for others than the owner.
const SHARED_WRITE: u32 = 0o022;

/// The folder cannot be made private.
#[derive(Debug, thiserror::Error)]
#[error("keep `{}` from others: {source}; it belongs to whoever ran the pipeline here first", path.display())]
pub(crate) struct SiteCacheError {
    path: PathBuf,
    #[source]
    source: io::Error,
}

/// Makes the folder the caller's own. What others could write to until now is not trusted and
/// deleted: DVC hashes the files again.
///
/// # Errors
///
/// When the folder belongs to somebody else, or the disk refuses.
pub(crate) fn make_private(checkout: &Checkout) -> Result<(), SiteCacheError> {
    let folder = checkout.path(FOLDERS[0]);
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| SiteCacheError { path, source }
    };
    let above = checkout.path(ABOVE);
    fs::create_dir_all(&above).map_err(at(&above))?;
    let mode = permissions(&above).map_err(at(&above))?.unwrap_or_default();
    if mode & OTHERS_WRITE != 0 {
        let closed = Permissions::from_mode(mode & !OTHERS_WRITE);
        fs::set_permissions(&above, closed).map_err(at(&above))?;
    }
    let found = permissions(&folder).map_err(at(&folder))?;
    if found.is_some_and(|found| (mode | found) & SHARED_WRITE != 0) {
        fs::remove_dir_all(&folder).map_err(at(&folder))?;
    }
    for folder in FOLDERS.map(|name| checkout.path(name)) {
        close(&folder).map_err(at(&folder))?;
    }
    Ok(())
}

/// Makes `folder` if it is missing, for the owner alone in any case.
fn close(folder: &Path) -> io::Result<()> {
    match permissions(folder)? {
        None => DirBuilder::new().mode(0o700).create(folder),
        Some(0o700) => Ok(()),
        Some(_) => fs::set_permissions(folder, Permissions::from_mode(0o700)),
    }
}

/// The permissions of what is at `path`, if there is anything.
fn permissions(path: &Path) -> io::Result<Option<u32>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found.permissions().mode() & 0o7777)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(checkout: &Checkout, name: &str) -> u32 {
        permissions(&checkout.path(name)).unwrap().unwrap()
    }

    fn open(checkout: &Checkout, name: &str, mode: u32) {
        fs::set_permissions(checkout.path(name), Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_fresh_checkout_gets_folders_that_only_its_owner_can_use() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        make_private(&checkout).unwrap();
        assert_eq!(FOLDERS.map(|name| mode(&checkout, name)), [0o700, 0o700]);
    }

    /// Another user put a pickle into the folder that DVC had opened to everybody, and root's `make pull`
    /// ran it.
    #[test]
    fn what_others_could_write_to_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        for opened in [FOLDERS[0], ABOVE] {
            make_private(&checkout).unwrap();
            let planted = checkout.path(".dvc/tmp/site/repo/cache.db");
            fs::write(&planted, "pickle").unwrap();
            open(&checkout, opened, 0o777);
            make_private(&checkout).unwrap();
            assert!(!planted.exists(), "{opened}");
            assert_eq!(FOLDERS.map(|name| mode(&checkout, name)), [0o700, 0o700]);
            assert_eq!(mode(&checkout, ABOVE) & OTHERS_WRITE, 0);
        }
    }

    #[test]
    fn what_others_could_only_read_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        make_private(&checkout).unwrap();
        fs::write(checkout.path(".dvc/tmp/site/repo/cache.db"), "ours").unwrap();
        open(&checkout, FOLDERS[0], 0o755);
        make_private(&checkout).unwrap();
        assert!(checkout.path(".dvc/tmp/site/repo/cache.db").exists());
        assert_eq!(mode(&checkout, FOLDERS[0]), 0o700);
    }
}
