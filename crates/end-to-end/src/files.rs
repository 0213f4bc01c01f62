//! Folders and scripts that a test makes.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Makes `folder`, without what an earlier test left in it.
#[must_use]
pub fn empty_folder(folder: &Path) -> PathBuf {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("an earlier folder can be removed");
    }
    fs::create_dir_all(folder).expect("a folder can be made");
    folder.to_owned()
}

/// Writes a program of the shell to `path`, such as a `docker` that only tells what it is given.
pub fn write_script(path: &Path, text: &str) {
    fs::write(path, text).expect("a script can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it can be made a program");
}
