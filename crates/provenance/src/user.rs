//! Who works here.

/// Where a name is looked for: what a person says, the tracker's user, and the name that git has on the
/// host, which every commit has as well.
const VARIABLES: [&str; 3] = ["MLOPS_USER", "MLFLOW_TRACKING_USERNAME", "MLOPS_GIT_USER"];
/// The name that stands for none.
const NOBODY: &str = "none";

/// Who works here, for runs and promotions: the first of these variables that `lookup` knows. `none` names
/// nobody.
#[must_use]
pub fn user(lookup: impl Fn(&str) -> Option<String>) -> Option<String> {
    let named = VARIABLES.into_iter().find_map(lookup);
    named.filter(|name| name != NOBODY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(environment: &[(&str, &str)]) -> Option<String> {
        user(|name| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    /// `MLOPS_USER=none` had no effect where the tracker had a user.
    #[test]
    fn what_a_person_says_comes_before_the_tracker_and_git() {
        let (git, tracker) = (
            ("MLOPS_GIT_USER", "Ann B."),
            ("MLFLOW_TRACKING_USERNAME", "ann"),
        );
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[git]).as_deref(), Some("Ann B."));
        assert_eq!(found(&[git, tracker]).as_deref(), Some("ann"));
        let said = |name| found(&[git, tracker, ("MLOPS_USER", name)]);
        assert_eq!(said("Ada").as_deref(), Some("Ada"));
        assert_eq!(said("none"), None);
    }
}
