//! The environment of a stage: the caller's umask, and what it needs to use the tracker.

use std::env;
use std::path::PathBuf;

use mlflow::{ConfigError, CredentialsFile};
use provenance::EXPERIMENT;
use stage::umask;

use crate::certificate::{self, Certificate};
use crate::checkout::{Checkout, GitState, pipeline_id};
use crate::settings::{Settings, TrackerAddress};

use super::Network;
use super::plan::Variable;

/// The settings that a stage knows what to do with, and whether their values are secrets.
const SETTINGS: [(&str, bool); 11] = [
    ("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT", false),
    ("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", false),
    ("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", false),
    ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", false),
    ("MLFLOW_HTTP_REQUEST_TIMEOUT", false),
    ("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", false),
    ("MLFLOW_TRACKING_INSECURE_TLS", false),
    ("MLFLOW_TRACKING_PASSWORD", true),
    ("MLFLOW_TRACKING_TOKEN", true),
    ("MLFLOW_TRACKING_USERNAME", true),
    ("MLFLOW_WORKSPACE", false),
];

/// Who may read what a stage writes, and, if it uses the tracker, where that is and who asks.
///
/// # Errors
///
/// When `~/.mlflow/credentials` or the tracker's certificate is needed and cannot be read.
pub(super) fn access(
    checkout: &Checkout,
    settings: &Settings,
    network: &Network,
) -> Result<Vec<Variable>, ConfigError> {
    let mut variables = vec![variable(umask::UMASK_VARIABLE, umask::current(), false)];
    let Some(uri) = network.tracker_uri() else {
        return Ok(variables);
    };
    let secret = uri.contains('@');
    variables.push(variable("MLFLOW_TRACKING_URI", uri, secret));
    for (name, secret) in SETTINGS {
        let value = settings.get(name);
        variables.extend(value.map(|value| variable(name, value, secret)));
    }
    // For links, as the owner has it: who asks is another variable.
    if let Some((owner, repository)) = settings.dagshub_page() {
        variables.push(variable("DAGSHUB_REPO", repository, false));
        variables.push(variable("DAGSHUB_USER_NAME", owner, false));
    }
    if Certificate::of(checkout, settings)?.is_some() {
        let path = certificate::IN_STAGE.to_owned();
        variables.push(variable(certificate::CERTIFICATE_VARIABLE, path, false));
    }
    variables.extend(from_file(settings)?);
    Ok(variables)
}

/// What a stage is told: who may read what it writes, and, if it uses the tracker, where that is,
/// who asks, and what the run is made from.
/// `image` is the name of its image and its id, with a space between.
///
/// # Errors
///
/// When `~/.mlflow/credentials` or the tracker's certificate is needed and cannot be read.
pub(super) fn variables(
    checkout: &Checkout,
    settings: &Settings,
    image: &str,
    network: &Network,
) -> Result<Vec<Variable>, ConfigError> {
    let mut variables = access(checkout, settings, network)?;
    if network.tracker_uri().is_some() {
        let origin = origin(checkout, settings, image).into_iter();
        variables.extend(origin.map(|(name, value)| variable(name, value, false)));
    }
    Ok(variables)
}

/// What the program of a stage is told where it grows a shard: who may read that, which image it
/// is, so that the shard can name it, and how many threads it has, if not as many as the machine.
///
/// # Errors
///
/// Never: it uses no tracker.
pub(super) fn of_shard(
    checkout: &Checkout,
    settings: &Settings,
    image: String,
    threads: Option<usize>,
) -> Result<Vec<Variable>, ConfigError> {
    let mut variables = access(checkout, settings, &Network::None)?;
    variables.push(variable("MLOPS_IMAGE", image, false));
    let threads = threads.map(|threads| threads.to_string());
    variables.extend(threads.map(|threads| variable("RAYON_NUM_THREADS", threads, false)));
    Ok(variables)
}

fn variable(name: &str, value: String, secret: bool) -> Variable {
    let name = name.to_owned();
    Variable {
        name,
        value,
        secret,
    }
}

/// For another tracker than the own one, user and password come from the file in which
/// MLflow's own clients keep them, unless the settings name a user or a token.
fn from_file(settings: &Settings) -> Result<Vec<Variable>, ConfigError> {
    let named = ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_TOKEN"];
    let named = named.into_iter().any(|name| settings.get(name).is_some());
    let home = settings.get("HOME").map(PathBuf::from);
    let Some(home) = home.filter(|_| !named && settings.tracker() != TrackerAddress::Own) else {
        return Ok(Vec::new());
    };
    let file = CredentialsFile::read(&home)?;
    let found = [
        ("MLFLOW_TRACKING_USERNAME", file.username()),
        ("MLFLOW_TRACKING_PASSWORD", file.password()),
    ];
    let found = found.into_iter();
    let found = found.filter_map(|(name, value)| Some(variable(name, value?.to_owned(), true)));
    Ok(found.collect())
}

/// Where the run comes from: the image, who started it, the pipeline, the experiment and the commit.
fn origin(checkout: &Checkout, settings: &Settings, image: &str) -> Vec<(&'static str, String)> {
    let mut known = vec![("MLOPS_IMAGE", image.to_owned())];
    let users = ["MLOPS_USER", "MLOPS_GIT_USER"].into_iter();
    known.extend(users.filter_map(|name| Some((name, settings.get(name)?))));
    // Without a name, train ends nobody's runs.
    let pipeline = pipeline_id(checkout).ok();
    known.extend(pipeline.map(|id| ("MLOPS_PIPELINE", id)));
    let experiment = checkout.experiment(|name| env::var(name).ok());
    known.extend(experiment.map(|name| (EXPERIMENT, name)));
    if let Some(state) = GitState::of(checkout.root()) {
        known.push(("GIT_COMMIT", state.commit));
        known.extend(state.branch.map(|branch| ("GIT_BRANCH", branch)));
        known.push(("GIT_DIRTY", state.dirty.to_string()));
        known.extend(state.url.map(|url| ("GIT_REPO_URL", url)));
    }
    known
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const FILE: &str = "[other]\nmlflow_tracking_username = no\n\n[mlflow]\n\
                        mlflow_tracking_username = ann\nmlflow_tracking_password = s3=cr et\n";

    /// What the file gives beside these settings.
    fn found(settings: &[(&str, &str)]) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".mlflow")).unwrap();
        fs::write(home.path().join(".mlflow/credentials"), FILE).unwrap();
        let home = ("HOME", home.path().to_str().unwrap());
        let settings = Settings::of_process([&[home][..], settings].concat());
        let variables = from_file(&settings).unwrap().into_iter();
        let texts = variables.map(|variable| {
            assert!(variable.secret, "{}", variable.name);
            format!("{}={}", variable.name, variable.value)
        });
        texts.collect()
    }

    const ELSEWHERE: (&str, &str) = ("MLFLOW_TRACKING_URI", "https://mlflow.example.org");

    #[test]
    fn the_hosts_credentials_go_to_another_tracker_as_secrets() {
        let expected = [
            "MLFLOW_TRACKING_USERNAME=ann",
            "MLFLOW_TRACKING_PASSWORD=s3=cr et",
        ];
        assert_eq!(found(&[ELSEWHERE]), expected);
    }

    #[test]
    fn a_user_or_a_token_in_the_settings_wins_over_the_file() {
        for own in [
            ("MLFLOW_TRACKING_USERNAME", "eve"),
            ("MLFLOW_TRACKING_TOKEN", "token"),
        ] {
            assert!(found(&[ELSEWHERE, own]).is_empty(), "{own:?}");
        }
    }

    #[test]
    fn the_own_tracker_gets_no_credentials() {
        assert!(found(&[]).is_empty());
    }
}
