//! The commit that the checkout is on, as `mlops` tells it.

use mlflow::without_userinfo;
use serde::{Deserialize, Serialize};

/// What is known of the checkout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Git {
    /// 40 hexadecimal digits.
    pub commit: String,
    /// Absent where none is checked out.
    pub branch: Option<String>,
    /// Whether a tracked file other than the pipeline's results has changes.
    pub dirty: Option<bool>,
    /// Where the repository lives, without user and password.
    pub repo_url: Option<String>,
    /// Where among the run's files the changes are that were not committed.
    pub patch: Option<String>,
    /// Why not all of them are there.
    pub patch_omitted: Option<String>,
}

impl Git {
    /// From the environment of a stage, through `known`; nothing where it names no commit.
    #[must_use]
    pub fn from(known: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Some(Self {
            commit: known("GIT_COMMIT")?,
            branch: known("GIT_BRANCH"),
            dirty: known("GIT_DIRTY").and_then(|dirty| dirty.parse().ok()),
            repo_url: known("GIT_REPO_URL").map(|url| without_userinfo(&url)),
            patch: None,
            patch_omitted: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_repository_loses_its_password() {
        let git = Git::from(|name| match name {
            "GIT_COMMIT" => Some("ab12".to_owned()),
            "GIT_REPO_URL" => Some("https://me:secret@host/a@b.git".to_owned()),
            _ => None,
        });
        assert_eq!(
            git.unwrap().repo_url.as_deref(),
            Some("https://host/a@b.git")
        );
    }
}
