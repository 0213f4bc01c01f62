//! Where shards are: a folder that is named by all that their trees depend on.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use params::Params;
use provenance::md5_of_file;
use stage::digest::sha256_hex;
use stage::sealed;

use super::super::LaunchError;
use super::{STAGE, name};
use crate::checkout::Checkout;

/// The folders of all forests, in the checkout.
const FOLDER: &str = ".dvc/tmp/mlops/shards";
/// The number of hexadecimal digits of a folder's name.
const DIGITS: usize = 16;

/// The folder of the shards of one forest.
#[derive(Debug)]
pub(super) struct Folder {
    /// Relative to the checkout.
    pub(super) name: String,
}

impl Folder {
    /// That of the forest which the image, these parameters and the tables make.
    ///
    /// # Errors
    ///
    /// When a table cannot be read.
    pub(super) fn of(
        checkout: &Checkout,
        params: &Params,
        image: &str,
    ) -> Result<Self, LaunchError> {
        let [train, test] = [params.data.train_path(), params.data.test_path()];
        let md5 = |path: &Path| {
            let md5 = md5_of_file(&checkout.path(path));
            md5.map_err(|source| LaunchError::Input {
                stage: STAGE.to_owned(),
                path: path.to_owned(),
                source,
            })
        };
        let (train, test, params) = (md5(&train)?, md5(&test)?, params.of_model());
        let mut key = sha256_hex(format!("{train}\n{test}\n{image}\n{params}").as_bytes());
        key.truncate(DIGITS);
        let name = format!("{FOLDER}/{key}");
        Ok(Self { name })
    }

    /// Makes it: one that Docker has to make would belong to root.
    pub(super) fn make(&self, checkout: &Checkout) -> Result<(), LaunchError> {
        let made = fs::create_dir_all(checkout.path(&self.name));
        made.map_err(|source| LaunchError::Folder {
            stage: STAGE.to_owned(),
            path: self.name.clone().into(),
            source,
        })
    }

    /// The file with these trees, relative to the checkout.
    pub(super) fn file(&self, trees: &Range<usize>) -> String {
        format!("{}/{}.shard", self.name, name(trees))
    }

    /// Whether that is there, as it was written. It gets its name when it is complete; one that was damaged
    /// since then is told, and counts as missing.
    pub(super) fn has(&self, checkout: &Checkout, trees: &Range<usize>) -> bool {
        let file = self.file(trees);
        let path = checkout.path(&file);
        if !path.is_file() {
            return false;
        }
        let checked = sealed::check(&path);
        if let Err(problem) = &checked {
            eprintln!(
                "mlops: the shard `{file}` is damaged ({problem}); its trees are grown again"
            );
        }
        checked.is_ok()
    }
}

/// Removes the shards of all forests.
pub(super) fn remove_all(checkout: &Checkout) {
    match fs::remove_dir_all(checkout.path(FOLDER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            eprintln!("mlops: failed to remove `{FOLDER}`, which is not needed any more: {error}");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: &str = include_str!("../../../../stage/tests/iris/params.yaml");

    #[test]
    fn a_folder_is_named_by_all_that_decides_the_trees_and_by_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        let write = |name: &str, text: &str| {
            fs::create_dir_all(checkout.path("data/processed")).unwrap();
            fs::write(checkout.path(format!("data/processed/{name}.csv")), text).unwrap();
        };
        let name = |old: &str, new: &str, image: &str| {
            assert!(PARAMS.contains(old), "{old}");
            let params = Params::parse(&PARAMS.replace(old, new), Path::new("params.yaml"));
            Folder::of(&checkout, &params.unwrap(), image).unwrap().name
        };
        write("train", "a");
        write("test", "b");
        let first = name("", "", "mlops-train:1");
        assert_eq!(first.len(), FOLDER.len() + 1 + DIGITS);
        for (old, new) in [
            ("shards: 1", "shards: 8"),
            ("experiment: null", "experiment: other"),
            ("minimum:\n    accuracy: 0.9", "minimum: {}"),
            ("validation: none", "validation: out_of_bag"),
        ] {
            assert_eq!(name(old, new, "mlops-train:1"), first, "{new}");
        }
        assert_ne!(name("", "", "mlops-train:2"), first);
        assert_ne!(name("max_depth: 5", "max_depth: 6", "mlops-train:1"), first);
        for table in ["train", "test"] {
            write(table, "c");
            assert_ne!(name("", "", "mlops-train:1"), first, "{table}");
            write(table, if table == "train" { "a" } else { "b" });
        }
        assert_eq!(name("", "", "mlops-train:1"), first);
        fs::remove_file(checkout.path("data/processed/test.csv")).unwrap();
        let params = Params::parse(PARAMS, Path::new("params.yaml")).unwrap();
        let error = Folder::of(&checkout, &params, "mlops-train:1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "run stage `train`: read `data/processed/test.csv`: No such file or directory (os error 2); \
             run `dvc repro train`"
        );
    }

    /// A shard that was damaged was put together with the others, which failed until somebody removed it.
    #[test]
    fn a_shard_is_there_as_long_as_it_is_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        let folder = Folder {
            name: format!("{FOLDER}/0a"),
        };
        folder.make(&checkout).unwrap();
        let has = |bytes: &[u8]| {
            fs::write(checkout.path(folder.file(&(0..3))), bytes).unwrap();
            folder.has(&checkout, &(0..3))
        };
        let file = |sha256: &str| format!("{{\"format\":1,\"sha256\":\"{sha256}\"}}\ntrees");
        let whole = file(&sha256_hex(file(&sealed::blank()).as_bytes()));
        assert!(has(whole.as_bytes()));
        assert!(!has(&whole.as_bytes()[..whole.len() - 1]) && !has(b""));
        assert!(!has(whole.replace("trees", "treet").as_bytes()));
        assert!(!folder.has(&checkout, &(3..6)));
    }

    #[test]
    fn the_shards_of_all_forests_are_removed_and_none_need_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        remove_all(&checkout);
        for key in ["0a", "0b"] {
            let folder = Folder {
                name: format!("{FOLDER}/{key}"),
            };
            folder.make(&checkout).unwrap();
            fs::write(checkout.path(folder.file(&(0..3))), "").unwrap();
        }
        remove_all(&checkout);
        assert!(!checkout.path(FOLDER).exists());
        assert!(checkout.path(".dvc/tmp/mlops").exists());
    }
}
