//! Git itself, for what stays in the checkout.

use std::path::Path;
use std::process::Command;

use super::PublishError;

/// What git prints.
///
/// # Errors
///
/// When it refuses.
pub(super) fn git(root: &Path, args: &[&str]) -> Result<String, PublishError> {
    let refused = |reason: String| PublishError::Git {
        command: args.first().copied().unwrap_or_default().to_owned(),
        reason,
    };
    let mut git = Command::new("git");
    git.args(args).current_dir(root);
    let output = git.output().map_err(|error| refused(error.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    Err(refused(last.unwrap_or("nothing").trim().to_owned()))
}
