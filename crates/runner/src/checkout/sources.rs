//! The files that the images are built from, and the digits that images are tagged with.
//!
//! `make build` finds out on the host, in shell, whether images are older than their
//! sources; a stage is started by the same tag, formed here. A test compares the two.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use stage::digest::hex;

/// Files at fixed places. Dockerfiles and the runner's packages are found by their names.
const FILES: [&str; 4] = [
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    "scripts/build-stages",
];
/// Where the sources of stages are that are not written in Rust; it need not be there.
const STAGES: &str = "stages";
/// What the tracker's image is built from, sorted.
const TRACKER: [&str; 2] = ["tracker/Dockerfile", "tracker/requirements.txt"];
/// The number of hexadecimal digits of the digest in a tag.
const DIGITS: usize = 12;

/// Sources of the images of the stages and of the runner, by one digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// 12 hexadecimal digits that change exactly when one of the files does.
    pub digest: String,
}

/// A source cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("read `{}`: {source}; is this the root of a checkout?", path.display())]
pub struct SourcesError {
    path: PathBuf,
    source: io::Error,
}

impl SourcesError {
    /// The path of a source that is not there.
    #[must_use]
    pub fn missing(&self) -> Option<&Path> {
        let missing = self.source.kind() == io::ErrorKind::NotFound;
        missing.then_some(&*self.path)
    }
}

impl Sources {
    /// Reads the files below `root`.
    ///
    /// The digest is the beginning of the SHA-256 of what `sha256sum` prints for all of
    /// them, in the order of their names as bytes.
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be read.
    pub fn read(root: &Path) -> Result<Self, SourcesError> {
        let digest = digest(root, &names(root)?)?;
        Ok(Self { digest })
    }

    /// Reads those files only that are, or are below, one of the `dependencies` of a stage.
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be read.
    pub fn of(root: &Path, dependencies: &[String]) -> Result<Self, SourcesError> {
        let mut names = names(root)?;
        names.retain(|name| dependencies.iter().any(|folder| is_below(name, folder)));
        let digest = digest(root, &names)?;
        Ok(Self { digest })
    }

    /// The name of the image in which `stage` runs, if these are all sources.
    #[must_use]
    pub fn image(&self, stage: &str) -> String {
        format!("mlops-{stage}:{}", self.digest)
    }
}

/// The name of the tracker's image, which shares no source with the others.
///
/// # Errors
///
/// When a file cannot be read.
pub fn tracker_image(root: &Path) -> Result<String, SourcesError> {
    let digest = digest(root, &TRACKER.map(str::to_owned))?;
    Ok(format!("mlops-mlflow:{digest}"))
}

/// Whether a dependency of a stage in `dvc.yaml` belongs to what images are built from; the
/// others are data.
#[must_use]
pub fn is_source(dependency: &str) -> bool {
    FILES.contains(&dependency)
        || dependency.starts_with("crates/")
        || is_below(dependency, STAGES)
        || dependency.starts_with("Dockerfile.")
}

/// Whether a file is `dependency`, or in the folder of that name.
fn is_below(name: &str, dependency: &str) -> bool {
    let rest = name.strip_prefix(dependency);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The first digits of the SHA-256 of what `sha256sum` prints for the files.
fn digest(root: &Path, names: &[String]) -> Result<String, SourcesError> {
    let mut all = Sha256::new();
    for name in names {
        let path = root.join(name);
        let bytes = fs::read(&path).map_err(at(&path))?;
        all.update(format!("{}  {name}\n", hex(&Sha256::digest(bytes))));
    }
    let mut digest = hex(&all.finalize());
    digest.truncate(DIGITS);
    Ok(digest)
}

/// The names of all files relative to `root`, sorted.
fn names(root: &Path) -> Result<Vec<String>, SourcesError> {
    let mut names = Vec::new();
    for name in FILES {
        collect(root, name, &mut names)?;
    }
    for name in entries(root, "")? {
        if name.starts_with("Dockerfile.") {
            collect(root, &name, &mut names)?;
        }
    }
    for name in entries(root, "crates/runner")? {
        let locked = Path::new(&name).extension().is_some_and(|end| end == "txt");
        if locked && name.starts_with("crates/runner/requirements") {
            collect(root, &name, &mut names)?;
        }
    }
    let mut optional = vec![STAGES.to_owned()];
    for folder in entries(root, "crates")? {
        optional.extend(["Cargo.toml", "src"].map(|part| format!("{folder}/{part}")));
    }
    for name in optional {
        if root.join(&name).symlink_metadata().is_ok() {
            collect(root, &name, &mut names)?;
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Adds the file `name`, or the files at any depth below the folder `name`, as `find -type f`
/// does: it does not follow symbolic links, and does not name them.
fn collect(root: &Path, name: &str, names: &mut Vec<String>) -> Result<(), SourcesError> {
    let path = root.join(name);
    let kind = path.symlink_metadata().map_err(at(&path))?.file_type();
    if kind.is_dir() {
        for name in entries(root, name)? {
            collect(root, &name, names)?;
        }
    } else if kind.is_file() && !is_left_behind(name) {
        names.push(name.to_owned());
    }
    Ok(())
}

/// The entries of `folder`, relative to `root`.
fn entries(root: &Path, folder: &str) -> Result<Vec<String>, SourcesError> {
    let path = root.join(folder);
    let read = || -> io::Result<Vec<String>> {
        let entries = fs::read_dir(&path)?.map(|entry| {
            let name = entry?.file_name().to_string_lossy().into_owned();
            Ok(match folder {
                "" => name,
                folder => format!("{folder}/{name}"),
            })
        });
        entries.collect()
    };
    read().map_err(at(&path))
}

/// Whether a file is what an editor keeps beside the one that it edits, or Python beside the one that
/// it runs. `.dvcignore` hides the same names from DVC.
fn is_left_behind(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let swap = name.starts_with('.')
        && !stem.is_empty()
        && extension
            .strip_prefix("sw")
            .is_some_and(|rest| rest.chars().count() == 1);
    let ends = ["~", ".orig", ".rej", ".pyc"]
        .iter()
        .any(|end| name.ends_with(end));
    ends || swap || name.starts_with(".#") || (name.starts_with('#') && name.ends_with('#'))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SourcesError {
    let path = path.to_owned();
    |source| SourcesError { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_and_python_leave_behind_is_no_source() {
        for name in [
            "a.rs~",
            "src/.a.rs.swp",
            ".#a.rs",
            "#a.rs#",
            "a.rs.orig",
            "a.rs.rej",
            "stages/a/__pycache__/main.cpython-313.pyc",
        ] {
            assert!(is_left_behind(name), "{name}");
        }
        for name in ["a.rs", "src/sw.rs", "a#b", ".sw", "orig"] {
            assert!(!is_left_behind(name), "{name}");
        }
    }

    #[test]
    fn a_stage_has_the_sources_that_its_dependencies_name_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for name in FILES {
            write(name, "");
        }
        for name in ["train", "trainer", "ingest", "runner"] {
            write(&format!("crates/{name}/Cargo.toml"), "");
            write(&format!("crates/{name}/src/lib.rs"), "");
        }
        let deps = ["crates/train", "Cargo.lock"].map(str::to_owned);
        let own = || Sources::of(root, &deps).unwrap();
        let (before, all) = (own(), Sources::read(root).unwrap());
        for name in [
            "crates/ingest/src/lib.rs",
            "crates/trainer/src/lib.rs",
            "Cargo.toml",
            "crates/train/src/lib.rs~",
        ] {
            write(name, "edited");
            assert_eq!(own(), before, "{name}");
        }
        assert_ne!(Sources::read(root).unwrap(), all);
        for name in [
            "crates/train/src/lib.rs",
            "crates/train/Cargo.toml",
            "Cargo.lock",
        ] {
            write(name, "edited");
            assert_ne!(own(), before, "{name}");
            write(name, "");
            assert_eq!(own(), before, "{name}");
        }
        fs::remove_file(root.join("Cargo.lock")).unwrap();
        let error = Sources::of(root, &deps).unwrap_err();
        assert_eq!(error.missing(), Some(&*root.join("Cargo.lock")));
    }

    #[test]
    fn data_is_told_from_sources_by_its_place() {
        for name in [
            "crates/train",
            "Cargo.lock",
            "Dockerfile.train",
            "scripts/build-stages",
            "stages/balance",
            "stages",
        ] {
            assert!(is_source(name), "{name}");
        }
        for name in [
            "data/raw/iris.csv",
            "models/model_metadata.json",
            "params.yaml",
            "stages.csv",
        ] {
            assert!(!is_source(name), "{name}");
        }
    }
}
