//! Files of the checkout that belong to somebody else: a `sudo make run` leaves them, and the next
//! run without `sudo` cannot replace them.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::Scene;
use super::finding::Finding;

pub(super) const NAME: &str = "owner";

/// Compiled code and the like, which is large and which no stage writes.
const SKIPPED: [&str; 2] = ["target", "node_modules"];
/// As many files are looked at.
const MOST: usize = 200_000;

/// Whether everything in the checkout is the caller's.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let root = scene.checkout.root();
    let caller = rustix::process::geteuid().as_raw();
    let foreign = foreign(root, caller);
    let Some((first, owner)) = foreign.first() else {
        return Finding::ok(NAME, "every file here is yours").into();
    };
    let first = first.strip_prefix(root).unwrap_or(first).display();
    let whose = if *owner == 0 {
        "root".to_owned()
    } else {
        format!("user {owner}")
    };
    let found = format!(
        "{} files belong to others, such as `{first}` to {whose}",
        foreign.len()
    );
    let group = rustix::process::getegid().as_raw();
    let remedy = format!("sudo chown -R {caller}:{group} .");
    // Root may write to them all; whose they are then is a person's choice.
    if caller == 0 {
        return Finding::ok(
            NAME,
            format!("{found}; you are root, and may write to them"),
        )
        .into();
    }
    Finding::fail(NAME, found, remedy).into()
}

/// What below `folder` does not belong to `caller`, and whose it is.
fn foreign(folder: &Path, caller: u32) -> Vec<(PathBuf, u32)> {
    let mut folders = vec![folder.to_owned()];
    let (mut found, mut seen) = (Vec::new(), 0);
    while let Some(folder) = folders.pop().filter(|_| seen < MOST) {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            seen += 1;
            let Ok(entry_is) = entry.metadata() else {
                continue;
            };
            if entry_is.uid() != caller {
                found.push((entry.path(), entry_is.uid()));
            }
            let skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
            if entry_is.is_dir() && !skipped {
                folders.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_somebody_else_is_found_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("data/raw")).unwrap();
        fs::create_dir_all(folder.path().join("target/debug")).unwrap();
        fs::write(folder.path().join("data/raw/iris.csv"), "").unwrap();
        let caller = rustix::process::geteuid().as_raw();
        assert_eq!(foreign(folder.path(), caller), []);
        let found = foreign(folder.path(), caller + 1);
        let names: Vec<_> = found
            .iter()
            .map(|(path, _)| path.strip_prefix(folder.path()).unwrap())
            .collect();
        let expected = ["data", "data/raw", "data/raw/iris.csv", "target"];
        assert_eq!(names, expected.map(Path::new));
    }
}
