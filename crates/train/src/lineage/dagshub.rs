//! `DagsHub`: where data, code and runs of one repository have pages side by side.

use mlflow::without_userinfo;

/// A repository on `DagsHub`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repository {
    /// `owner/repository`.
    pub(super) name: String,
}

const HOST: &str = "https://dagshub.com";

impl Repository {
    /// From the two variables that name one, else from a tracker that is one's.
    pub(super) fn from(known: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let named = known("DAGSHUB_USER_NAME").zip(known("DAGSHUB_REPO"));
        let named = named.map(|(owner, repository)| format!("{owner}/{repository}"));
        let name = named.or_else(|| of_tracker(&known("MLFLOW_TRACKING_URI")?))?;
        Some(Self { name })
    }

    /// Its page.
    pub(super) fn url(&self) -> String {
        format!("{HOST}/{}", self.name)
    }

    /// The page of a file as it was at `commit`.
    pub(super) fn file(&self, commit: &str, path: &str) -> String {
        format!("{}/src/{commit}/{path}", self.url())
    }
}

/// `https://dagshub.com/<owner>/<repository>.mlflow`.
fn of_tracker(uri: &str) -> Option<String> {
    let address = without_userinfo(uri);
    let (_, rest) = address.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let name = path.trim_end_matches('/').strip_suffix(".mlflow")?;
    let parts = name.split('/').filter(|part| !part.is_empty());
    (host == "dagshub.com" && parts.count() == 2).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(environment: &[(&str, &str)]) -> Option<String> {
        let found = Repository::from(|name| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        found.map(|repository| repository.name)
    }

    #[test]
    fn a_repository_is_named_by_two_variables_or_by_its_tracker() {
        let both = [("DAGSHUB_USER_NAME", "ann"), ("DAGSHUB_REPO", "iris")];
        assert_eq!(name(&both).as_deref(), Some("ann/iris"));
        for uri in [
            "https://dagshub.com/ann/iris.mlflow",
            "https://ann:secret@dagshub.com/ann/iris.mlflow/",
        ] {
            let found = name(&[("MLFLOW_TRACKING_URI", uri)]);
            assert_eq!(found.as_deref(), Some("ann/iris"), "{uri}");
        }
    }

    #[test]
    fn no_other_tracker_is_taken_for_one() {
        for uri in [
            "http://127.0.0.1:5000",
            "https://dagshub.com.evil.org/ann/iris.mlflow",
            "https://dagshub.com/iris.mlflow",
        ] {
            assert_eq!(name(&[("MLFLOW_TRACKING_URI", uri)]), None, "{uri}");
        }
        assert_eq!(name(&[("DAGSHUB_USER_NAME", "ann")]), None);
    }
}
