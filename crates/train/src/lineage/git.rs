//! The commit that the checkout is on, as `mlops` tells it.

use mlflow::without_userinfo;

/// What is known of the checkout.
#[derive(Debug, Default)]
pub(super) struct Commit {
    /// 40 hexadecimal digits.
    pub(super) id: Option<String>,
    /// Absent where none is checked out.
    pub(super) branch: Option<String>,
    /// `true` when a tracked file has changes.
    pub(super) dirty: Option<String>,
    /// Where the repository lives, without user and password.
    pub(super) url: Option<String>,
}

impl Commit {
    pub(super) fn from(known: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            id: known("GIT_COMMIT"),
            branch: known("GIT_BRANCH"),
            dirty: known("GIT_DIRTY"),
            url: known("GIT_REPO_URL").map(|url| without_userinfo(&url)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_repository_loses_its_password() {
        let commit = Commit::from(|name| {
            let url = "https://me:secret@host/a@b.git".to_owned();
            (name == "GIT_REPO_URL").then_some(url)
        });
        assert_eq!(commit.url.as_deref(), Some("https://host/a@b.git"));
    }
}
