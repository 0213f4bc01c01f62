//! The commit that the checkout is on, as `scripts/git-state` tells it.

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

/// Cuts `user:password@` from an address: a tracker is no place for secrets.
/// `git@host:path`, which has no scheme, holds none.
fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_user_and_password_and_nothing_else() {
        let cases = [
            ("https://me:secret@host/a@b.git", "https://host/a@b.git"),
            ("https://me:se@cret@host:8443/a", "https://host:8443/a"),
            ("https://host", "https://host"),
            ("ssh://git@host/a", "ssh://host/a"),
            ("git@host:owner/a.git", "git@host:owner/a.git"),
            ("../elsewhere", "../elsewhere"),
        ];
        for (url, expected) in cases {
            assert_eq!(without_userinfo(url), expected);
        }
    }
}
