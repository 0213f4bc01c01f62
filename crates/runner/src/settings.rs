//! The settings of a checkout: environment variables and `.env`.

pub(crate) mod dagshub;
mod dotenv;
mod secrets;

use std::collections::BTreeMap;
use std::env;

use crate::checkout::Checkout;

pub(crate) use dagshub::DagsHub;
pub(crate) use dotenv::{DotenvError, with_values};

/// Where runs and models go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TrackerAddress {
    /// To the MLflow server that this checkout starts for itself.
    Own,
    /// To the server that the settings name.
    Elsewhere {
        /// `MLFLOW_TRACKING_URI`, or that of the repository on DagsHub.
        uri: String,
    },
}

/// The variables of the process and those of `.env`; the process's win.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    file: BTreeMap<String, String>,
    process: BTreeMap<String, String>,
}

impl Settings {
    /// The settings of `checkout`, which experiments of it share.
    ///
    /// # Errors
    ///
    /// When `.env` is there and cannot be read, or a line of it is no setting.
    pub(crate) fn read(checkout: &Checkout) -> Result<Self, DotenvError> {
        let file = dotenv::read(&checkout.main().path(".env"))?;
        Ok(Self::of(file, process()))
    }

    /// The same, or those of the process alone where `.env` cannot be read.
    #[must_use]
    pub(crate) fn readable(checkout: &Checkout) -> Self {
        Self::read(checkout).unwrap_or_else(|_| Self::of(BTreeMap::new(), process()))
    }

    /// Settings from these environment variables, without a `.env`.
    #[cfg(test)]
    pub(crate) fn of_process(variables: Vec<(&str, &str)>) -> Self {
        let variables = variables.into_iter();
        let owned = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self::of(BTreeMap::new(), owned)
    }

    fn of(
        file: BTreeMap<String, String>,
        process: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let process = process.into_iter().collect();
        Self { file, process }
    }

    /// The value of `name`; an empty one counts as none.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let found = [&self.process, &self.file].map(|settings| settings.get(name));
        let found = found
            .into_iter()
            .flatten()
            .find(|value| !value.trim().is_empty());
        found.cloned().or_else(|| self.derived(name))
    }

    /// Who works here, for runs and promotions.
    #[must_use]
    pub(crate) fn user(&self) -> Option<String> {
        provenance::user(|name| self.get(name))
    }

    /// What `.env` adds to the environment of the runner. A variable that the caller passed in
    /// wins; any other is the image's own, which `.env` replaces.
    #[must_use]
    pub(crate) fn additions(&self) -> Vec<(&str, &str)> {
        let file = self.file.iter();
        let missing = file.filter(|(name, _)| {
            !is_passed_in(name) || self.process.get(*name).is_none_or(String::is_empty)
        });
        missing
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// What is shown nowhere.
    #[must_use]
    pub(crate) fn secrets(&self) -> Vec<String> {
        let all = self.file.iter().chain(&self.process);
        all.flat_map(|(name, value)| secrets::of(name, value))
            .collect()
    }

    /// Whether `.env` holds some of it.
    #[must_use]
    pub(crate) fn file_has_secrets(&self) -> bool {
        let secrets = self.file.iter();
        let mut secrets = secrets.flat_map(|(name, value)| secrets::of(name, value));
        secrets.any(|secret| !secret.trim().is_empty())
    }

    /// The repository on DagsHub, if all three variables name one.
    #[must_use]
    pub(crate) fn dagshub(&self) -> Option<DagsHub> {
        DagsHub::of(|name| self.get(name))
    }

    /// Where DagsHub is.
    #[must_use]
    pub(crate) fn dagshub_host(&self) -> String {
        dagshub::host(|name| self.get(name))
    }

    /// Owner and name of the repository on the public DagsHub, which has pages for code and data beside the runs.
    #[must_use]
    pub(crate) fn dagshub_page(&self) -> Option<(String, String)> {
        let get = |name: &str| self.get(name);
        dagshub::named(get).filter(|_| dagshub::host(get) == dagshub::HOST)
    }

    /// These settings with others in the place of the process's.
    #[must_use]
    pub(crate) fn with(mut self, values: &[(&'static str, String)]) -> Self {
        let owned = values.iter();
        let owned = owned.map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.process.extend(owned);
        self
    }

    /// Whether the caller's environment says something else of `name`, and so wins over `value` in `.env`.
    /// In the runner, what `.env` says is a part of the environment.
    #[must_use]
    pub(crate) fn overrules(&self, name: &str, value: &str) -> bool {
        let process = self.process.get(name);
        let process = process.filter(|set| !set.trim().is_empty() && *set != value);
        process.is_some_and(|set| self.file.get(name) != Some(set))
    }

    /// Where runs and models go.
    #[must_use]
    pub(crate) fn tracker(&self) -> TrackerAddress {
        match self.get("MLFLOW_TRACKING_URI") {
            Some(uri) => TrackerAddress::Elsewhere { uri },
            None => TrackerAddress::Own,
        }
    }

    /// The tracker of a repository on DagsHub, unless another one is named.
    fn derived(&self, name: &str) -> Option<String> {
        let stated = |settings: &BTreeMap<String, String>| {
            let uri = settings.get("MLFLOW_TRACKING_URI");
            uri.is_some_and(|uri| !uri.trim().is_empty())
        };
        let ours = matches!(
            name,
            "MLFLOW_TRACKING_URI" | "MLFLOW_TRACKING_USERNAME" | "MLFLOW_TRACKING_PASSWORD"
        );
        if !ours || stated(&self.process) || stated(&self.file) {
            return None;
        }
        let dagshub = self.dagshub()?;
        Some(match name {
            "MLFLOW_TRACKING_URI" => dagshub.tracker(),
            "MLFLOW_TRACKING_USERNAME" => dagshub.user,
            _ => dagshub.token,
        })
    }
}

/// The variables of the process. One that is not UTF-8 is none of ours.
fn process() -> impl Iterator<Item = (String, String)> {
    env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Whether `scripts/runner` passes this variable of the caller into the container.
fn is_passed_in(name: &str) -> bool {
    let prefixes = [
        "AWS_",
        "AZURE_",
        "CLOUDSDK_",
        "DAGSHUB_",
        "GOOGLE_",
        "MLFLOW_",
    ];
    let names = [
        "COLUMNS",
        "MLOPS_USER",
        "SSH_AUTH_SOCK",
        "STAGE_MEMORY",
        "TERM",
    ];
    names.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(file: &[(&str, &str)], process: &[(&str, &str)]) -> Settings {
        let owned = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let pairs = pairs.iter();
            pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        Settings::of(owned(file), owned(process))
    }

    const DAGSHUB: [(&str, &str); 3] = [
        ("DAGSHUB_USER_NAME", "ann"),
        ("DAGSHUB_REPO", "iris"),
        ("DAGSHUB_TOKEN", "s3cret"),
    ];

    #[test]
    fn the_process_wins_over_the_file_and_an_empty_value_is_none() {
        let found = settings(
            &[("A", "file"), ("B", "file"), ("C", "")],
            &[("A", "process"), ("B", "")],
        );
        let get = |name| found.get(name);
        assert_eq!(get("A").as_deref(), Some("process"));
        assert_eq!(get("B").as_deref(), Some("file"));
        assert_eq!(get("C"), None);
    }

    #[test]
    fn in_the_runner_the_callers_variables_win_over_the_file_and_the_images_do_not() {
        let file = [
            ("MLFLOW_PORT", "5001"),
            ("MLFLOW_WORKSPACE", "a"),
            ("MLOPS_USER", "none"),
            ("REQUESTS_CA_BUNDLE", "ours"),
        ];
        let process = [
            ("MLFLOW_PORT", "5002"),
            ("MLOPS_USER", "Ann"),
            ("REQUESTS_CA_BUNDLE", "the image's"),
        ];
        let expected = [("MLFLOW_WORKSPACE", "a"), ("REQUESTS_CA_BUNDLE", "ours")];
        assert_eq!(settings(&file, &process).additions(), expected);
    }

    #[test]
    fn without_settings_the_tracker_is_the_checkouts_own() {
        assert_eq!(settings(&[], &[]).tracker(), TrackerAddress::Own);
        assert_eq!(settings(&DAGSHUB[..2], &[]).tracker(), TrackerAddress::Own);
    }

    #[test]
    fn a_repository_on_dagshub_is_a_tracker_with_credentials() {
        let found = settings(&DAGSHUB, &[]);
        let uri = "https://dagshub.com/ann/iris.mlflow".to_owned();
        assert_eq!(found.tracker(), TrackerAddress::Elsewhere { uri });
        assert_eq!(
            found.get("MLFLOW_TRACKING_USERNAME").as_deref(),
            Some("ann")
        );
        assert_eq!(
            found.get("MLFLOW_TRACKING_PASSWORD").as_deref(),
            Some("s3cret")
        );
    }

    #[test]
    fn in_the_runner_a_variable_that_came_from_the_file_overrules_nothing() {
        let found = settings(
            &[("A", "file"), ("B", "file")],
            &[("A", "file"), ("B", "shell")],
        );
        assert!(!found.overrules("A", "new"));
        assert!(found.overrules("B", "new"));
        assert!(!found.overrules("B", "shell"));
        assert!(!found.overrules("C", "new"));
    }

    #[test]
    fn the_token_of_dagshub_is_not_sent_to_another_tracker() {
        let found = settings(&DAGSHUB, &[("MLFLOW_TRACKING_URI", "https://example.org")]);
        assert_eq!(found.get("MLFLOW_TRACKING_PASSWORD"), None);
    }
}
