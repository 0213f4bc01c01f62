//! Ingest looks at the table and describes it.
//!
//! It runs as a stage does, in its image and with a stage's privileges, and sees nothing but the
//! table and a folder for its description.

use std::fs;
use std::path::Path;

use params::text;

use super::copy::remove;
use super::error::NewDatasetError;
use super::names::Names;
use crate::checkout::Checkout;
use crate::launch::{self, Mount};

/// The folder for the description, in the checkout.
const FOLDER: &str = ".dvc/tmp/mlops/new-dataset";
/// The same in the container.
const FOLDER_THERE: &str = "description";
/// The description.
const FILE: &str = "data.yaml";

/// What is to be looked at.
#[derive(Debug)]
pub(super) struct Profile<'a> {
    /// Where the table is to be.
    pub checkout: &'a Checkout,
    /// The copy of the table.
    pub table: &'a Path,
    /// What it is to be called.
    pub names: &'a Names,
    /// The column that holds the class.
    pub target: &'a str,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Description {
    /// The section `data` of `params.yaml`.
    Written(String),
    /// The exit code of ingest, which told why.
    Refused(u8),
}

/// Has ingest look at the table, print what it finds, and describe it.
///
/// # Errors
///
/// When ingest cannot be started, or its description cannot be read.
pub(super) fn describe(profile: &Profile<'_>) -> Result<Description, NewDatasetError> {
    let folder = profile.checkout.path(FOLDER);
    remove(&folder).map_err(NewDatasetError::at(&folder))?;
    fs::create_dir_all(&folder).map_err(NewDatasetError::at(&folder))?;
    let described = profile.describe_in(&folder);
    // It is in a folder of temporary files.
    let _ = remove(&folder);
    described
}

impl Profile<'_> {
    fn describe_in(&self, folder: &Path) -> Result<Description, NewDatasetError> {
        let mounts = vec![
            Mount::of(self.table, &self.names.path(), true),
            Mount::of(folder, FOLDER_THERE, false),
        ];
        let code = launch::run_apart(self.checkout, "ingest", mounts, self.args())?;
        if code != 0 {
            return Ok(Description::Refused(code));
        }
        let section = text::read(&folder.join(FILE)).map_err(NewDatasetError::Section)?;
        Ok(Description::Written(section))
    }

    /// Values stand behind `=`: a column may be called `--help`.
    fn args(&self) -> Vec<String> {
        vec![
            "profile".to_owned(),
            format!("--source={}", self.names.path()),
            format!("--target={}", self.target),
            format!("--name={}", self.names.dataset()),
            format!("--description={FOLDER_THERE}/{FILE}"),
        ]
    }
}
