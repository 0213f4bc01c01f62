//! `data.dvc`, and DVC, which takes the table over.

use std::process::{Command, Stdio};

use super::error::NewDatasetError;
use super::names::Names;
use crate::checkout::EXPERIMENT_VARIABLES;

/// The file that names the dataset for DVC.
pub(super) const DATA_DVC: &str = "data.dvc";

/// What stands in it before DVC has looked at the table.
pub(super) fn text(names: &Names) -> String {
    let path = names.path();
    format!(
        "# The dataset, as `make new-dataset` took it over. git has this file and DVC has the data:\n\
         # `make push` uploads it, and `make pull` brings it back.\n\
         outs:\n- path: {path}\n  hash: md5\n"
    )
}

/// Has DVC take the table that `data.dvc` names into its cache, and write its MD5 down.
///
/// # Errors
///
/// When DVC cannot be started, or fails.
pub(super) fn commit(stdin: Stdio) -> Result<(), NewDatasetError> {
    let mut command = Command::new("dvc");
    command
        .args(["commit", "--quiet", "--force", DATA_DVC])
        .stdin(stdin);
    for variable in EXPERIMENT_VARIABLES {
        command.env_remove(variable);
    }
    let status = command.status().map_err(NewDatasetError::Dvc)?;
    status
        .success()
        .then_some(())
        .ok_or(NewDatasetError::Refused)
}
