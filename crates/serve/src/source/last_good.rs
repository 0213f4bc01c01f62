//! A copy of the last model that was good, on the disk.
//!
//! A folder holds one folder for each copy, and `current.json`, which names the one that counts. Both appear as a whole:
//! a copy is written under a hidden name and renamed, and then that file is.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::ServeError;
use crate::model::{MLMODEL_FILE, MODEL_FILE, ModelFiles};

/// Names the copy that counts.
const CURRENT: &str = "current.json";

/// A folder with a copy of the last model that was good.
#[derive(Debug)]
pub(super) struct LastGood {
    folder: PathBuf,
}

/// What `current.json` says.
#[derive(Serialize, Deserialize)]
struct Current {
    name: String,
    version: u64,
    sha256: String,
}

impl Current {
    /// The folder of the copy.
    fn folder(&self) -> String {
        format!("version-{}-{}", self.version, self.sha256)
    }

    /// Whether that is the name of a folder, and no way to another place.
    fn is_sound(&self) -> bool {
        self.sha256.len() == 64 && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl LastGood {
    /// A copy in this folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub(super) fn open(folder: &Path) -> Result<Self, ServeError> {
        let folder = folder.to_owned();
        fs::create_dir_all(&folder).map_err(|source| ServeError::LastGood {
            path: folder.clone(),
            source,
        })?;
        Ok(Self { folder })
    }

    /// Keeps these files, which are a model that was checked, in place of those that were there.
    ///
    /// # Errors
    ///
    /// When they cannot be written; what was there before then still counts.
    pub(super) fn keep(&self, files: &ModelFiles) -> Result<(), ServeError> {
        let (Some(version), Some(sha256)) = (files.version, files.sha256.clone()) else {
            return Ok(());
        };
        let name = files.name.clone();
        let current = Current {
            name,
            version,
            sha256,
        };
        self.write(&current, files)
            .map_err(|source| ServeError::LastGood {
                path: self.folder.clone(),
                source,
            })
    }

    fn write(&self, current: &Current, files: &ModelFiles) -> io::Result<()> {
        let place = self.folder.join(current.folder());
        if !place.exists() {
            let partial = self.folder.join(format!(".{}.partial", current.folder()));
            let _ = fs::remove_dir_all(&partial);
            fs::create_dir(&partial)?;
            write(&partial.join(MODEL_FILE), &files.onnx)?;
            if let Some(mlmodel) = &files.mlmodel {
                write(&partial.join(MLMODEL_FILE), mlmodel)?;
            }
            fs::rename(&partial, &place)?;
        }
        let partial = self.folder.join(format!(".{CURRENT}.partial"));
        write(&partial, serde_json::to_string(current)?.as_bytes())?;
        fs::rename(&partial, self.folder.join(CURRENT))?;
        self.remove_others(&current.folder());
        Ok(())
    }

    /// Removes earlier copies. One that stays counts for nothing.
    fn remove_others(&self, kept: &str) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.trim_start_matches('.').starts_with("version-") && name != kept {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// The copy, if there is one, and it is of the registered model `name`.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(super) fn read(&self, name: &str) -> Result<Option<ModelFiles>, ServeError> {
        self.found(name).map_err(|source| ServeError::LastGood {
            path: self.folder.clone(),
            source,
        })
    }

    fn found(&self, name: &str) -> io::Result<Option<ModelFiles>> {
        let Some(current) = if_there(&self.folder.join(CURRENT))? else {
            return Ok(None);
        };
        let current: Current = serde_json::from_slice(&current)?;
        if current.name != name || !current.is_sound() {
            return Ok(None);
        }
        let place = self.folder.join(current.folder());
        Ok(Some(ModelFiles {
            place: format!("version {} in `{}`", current.version, self.folder.display()),
            onnx: fs::read(place.join(MODEL_FILE))?,
            mlmodel: if_there(&place.join(MLMODEL_FILE))?,
            name: current.name,
            version: Some(current.version),
            sha256: Some(current.sha256),
        }))
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(version: u64, onnx: &str, mlmodel: Option<&str>) -> ModelFiles {
        ModelFiles {
            place: String::new(),
            name: "iris".to_owned(),
            version: Some(version),
            onnx: onnx.into(),
            mlmodel: mlmodel.map(Into::into),
            sha256: Some(stage::digest::sha256_hex(onnx.as_bytes())),
        }
    }

    #[test]
    fn the_last_copy_counts_and_is_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let last_good = LastGood::open(&folder.path().join("a/b")).unwrap();
        assert!(last_good.read("iris").unwrap().is_none());
        for kept in [
            files(1, "one", Some("m")),
            files(2, "two", None),
            files(1, "one", Some("m")),
        ] {
            last_good.keep(&kept).unwrap();
            let found = last_good.read("iris").unwrap().unwrap();
            assert_eq!(
                (found.version, &found.onnx, &found.mlmodel),
                (kept.version, &kept.onnx, &kept.mlmodel)
            );
            let entries = fs::read_dir(folder.path().join("a/b")).unwrap();
            assert_eq!(entries.count(), 2);
        }
        assert!(last_good.read("wine").unwrap().is_none());
    }

    #[test]
    fn a_file_that_leads_elsewhere_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let last_good = LastGood::open(folder.path()).unwrap();
        let current = r#"{"name":"iris","version":1,"sha256":"/../../etc"}"#;
        fs::write(folder.path().join(CURRENT), current).unwrap();
        assert!(last_good.read("iris").unwrap().is_none());
        fs::write(folder.path().join(CURRENT), "{").unwrap();
        assert!(matches!(
            last_good.read("iris"),
            Err(ServeError::LastGood { .. })
        ));
    }
}
