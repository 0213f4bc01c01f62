//! Files of the checkout that belong to somebody else: a `sudo make run` leaves them, and the next
//! run without `sudo` cannot replace them.

use std::fs::{self, DirEntry};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Scene;
use super::finding::Finding;

pub(super) const NAME: &str = "owner";

/// Compiled code and the like, which is large and which no stage writes.
const SKIPPED: [&str; 2] = ["target", "node_modules"];
/// As many files are looked at, for so long: a disk may be slow.
const MOST: usize = 200_000;
const LONGEST: Duration = Duration::from_secs(3);

/// What belongs to whom.
#[derive(Debug, Default)]
struct Owners {
    /// How many files and folders were looked at.
    seen: usize,
    /// Whether there are more.
    is_cut: bool,
    /// Those that are not the caller's, and whose they are.
    foreign: Vec<(PathBuf, u32)>,
}

/// Whether everything in the checkout is the caller's.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let root = scene.checkout.root();
    let caller = rustix::process::geteuid().as_raw();
    let owners = Owners::read(root, caller);
    let found = owners.told(root);
    if owners.foreign.is_empty() {
        return Finding::ok(NAME, found).into();
    }
    // Root may write to them all; whose they are then is a person's choice.
    if caller == 0 {
        let found = format!("{found}; you are root, and may write to them");
        return Finding::ok(NAME, found).into();
    }
    let group = rustix::process::getegid().as_raw();
    let remedy = format!("sudo chown -R {caller}:{group} .");
    Finding::fail(NAME, found, remedy).into()
}

impl Owners {
    /// Looks at all below `folder`, for `caller`.
    fn read(folder: &Path, caller: u32) -> Self {
        let begun = Instant::now();
        let mut owners = Self::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            if owners.seen >= MOST || begun.elapsed() > LONGEST {
                owners.is_cut = true;
                break;
            }
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                owners.add(&entry, caller, &mut folders);
            }
        }
        owners.foreign.sort();
        owners
    }

    /// Counts `entry`, and adds it to `folders` if it is one that is looked into.
    fn add(&mut self, entry: &DirEntry, caller: u32, folders: &mut Vec<PathBuf>) {
        self.seen += 1;
        let Ok(metadata) = entry.metadata() else {
            return;
        };
        if metadata.uid() != caller {
            self.foreign.push((entry.path(), metadata.uid()));
        }
        let is_skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
        if metadata.is_dir() && !is_skipped {
            folders.push(entry.path());
        }
    }

    /// What was found in `root`, as a clause.
    fn told(&self, root: &Path) -> String {
        let Self {
            seen,
            is_cut,
            foreign,
        } = self;
        let Some((first, owner)) = foreign.first() else {
            return match is_cut {
                true => format!("the first {seen} files here are yours; there are more"),
                false => "every file here is yours".to_owned(),
            };
        };
        let first = first.strip_prefix(root).unwrap_or(first).display();
        let owner = match owner {
            0 => "root".to_owned(),
            _ => format!("user {owner}"),
        };
        let of = match is_cut {
            true => format!("of the first {seen} files here, "),
            false => "of the files here, ".to_owned(),
        };
        match foreign.len() {
            1 => format!("{of}`{first}` belongs to {owner}"),
            count => format!("{of}{count} belong to others, such as `{first}` to {owner}"),
        }
    }
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
        let own = Owners::read(folder.path(), caller);
        assert_eq!(own.told(folder.path()), "every file here is yours");
        let found = Owners::read(folder.path(), caller + 1);
        let names: Vec<_> = found
            .foreign
            .iter()
            .map(|(path, _)| path.strip_prefix(folder.path()).unwrap())
            .collect();
        let expected = ["data", "data/raw", "data/raw/iris.csv", "target"];
        assert_eq!(names, expected.map(Path::new));
    }

    #[test]
    fn it_is_said_whose_files_there_are_and_where_the_look_ended() {
        let root = Path::new("/checkout");
        let told = |is_cut, owners: &[u32]| {
            let foreign = owners.iter().map(|owner| (root.join("data/raw"), *owner));
            let owners = Owners {
                seen: 20,
                is_cut,
                foreign: foreign.collect(),
            };
            owners.told(root)
        };
        assert_eq!(
            told(true, &[]),
            "the first 20 files here are yours; there are more"
        );
        assert_eq!(
            told(false, &[0]),
            "of the files here, `data/raw` belongs to root"
        );
        assert_eq!(
            told(true, &[7, 7]),
            "of the first 20 files here, 2 belong to others, such as `data/raw` to user 7"
        );
    }
}
