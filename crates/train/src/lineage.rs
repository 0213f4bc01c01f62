//! Where a run comes from: commit, branch and state of the checkout.
//!
//! The image holds no git and no checkout. The command that starts it says what
//! they are, in `GIT_COMMIT`, `GIT_BRANCH` and `GIT_DIRTY`.

use mlflow::{Tag, tags};

/// The tags that the environment `lookup` gives; what is not known is left out.
pub fn from_environment(lookup: impl Fn(&str) -> Option<String>) -> Vec<Tag> {
    let known = |name| lookup(name).filter(|value| !value.is_empty());
    let mut found = vec![
        Tag::new(tags::SOURCE_NAME, env!("CARGO_PKG_NAME")),
        Tag::new(tags::SOURCE_TYPE, "LOCAL"),
    ];
    if let Some(user) = known("MLFLOW_TRACKING_USERNAME") {
        found.push(Tag::new(tags::USER, user));
    }
    if let Some(commit) = known("GIT_COMMIT") {
        found.push(Tag::new(tags::GIT_COMMIT, &commit));
        found.push(Tag::new("git_commit", commit));
    }
    if let Some(branch) = known("GIT_BRANCH") {
        found.push(Tag::new(tags::GIT_BRANCH, &branch));
        found.push(Tag::new("git_branch", branch));
    }
    if let Some(dirty) = known("GIT_DIRTY") {
        found.push(Tag::new("git_dirty", dirty));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(environment: &[(&str, &str)]) -> Vec<String> {
        let lookup = |name: &str| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        from_environment(lookup)
            .into_iter()
            .map(|tag| tag.key)
            .collect()
    }

    #[test]
    fn what_the_environment_says_becomes_tags() {
        let all = keys(&[
            ("GIT_COMMIT", "ab12"),
            ("GIT_BRANCH", "main"),
            ("GIT_DIRTY", "false"),
        ]);
        for key in [
            "mlflow.source.git.commit",
            "git_commit",
            "git_branch",
            "git_dirty",
        ] {
            assert!(all.iter().any(|found| found == key), "{key} in {all:?}");
        }
    }

    #[test]
    fn outside_a_repository_there_is_no_commit_to_name() {
        let found = keys(&[("GIT_COMMIT", ""), ("GIT_DIRTY", "")]);
        assert_eq!(found, ["mlflow.source.name", "mlflow.source.type"]);
    }
}
