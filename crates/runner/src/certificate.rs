//! The certificate of the authority that vouches for another tracker than the checkout's own:
//! where it lies for the host, for `mlops`, and for a stage.

use std::path::{Path, PathBuf};

use mlflow::ConfigError;
use params::regular_file;

use crate::checkout::Checkout;
use crate::settings::{Settings, TrackerAddress};

/// The setting that names it, as for MLflow's own clients.
pub(crate) const CERTIFICATE_VARIABLE: &str = "MLFLOW_TRACKING_SERVER_CERT_PATH";
/// Where `scripts/runner` put it in the runner's container, whose files are not the host's.
const IN_RUNNER_VARIABLE: &str = "MLOPS_TRACKER_CERTIFICATE";
/// Where a stage finds it.
pub(crate) const IN_STAGE: &str = "/etc/ssl/tracker.pem";

/// The file with the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// Its path on the host, absolute, for Docker's daemon.
    pub(crate) on_host: PathBuf,
    /// Its path where `mlops` runs.
    pub(crate) here: PathBuf,
}

impl Certificate {
    /// The one that `settings` name for another tracker; a relative path starts at the root of
    /// `checkout`, or of the one that an experiment belongs to.
    ///
    /// # Errors
    ///
    /// When there is no such file, which Docker would say in words of its own.
    pub(crate) fn of(
        checkout: &Checkout,
        settings: &Settings,
    ) -> Result<Option<Self>, ConfigError> {
        let Some(on_host) = named(checkout, settings) else {
            return Ok(None);
        };
        let in_runner = settings.get(IN_RUNNER_VARIABLE).map(PathBuf::from);
        let here = in_runner.unwrap_or_else(|| on_host.clone());
        check(&here, &on_host)?;
        Ok(Some(Self { on_host, here }))
    }
}

/// The path on the host that `settings` name, whether or not there is a file.
pub(crate) fn named(checkout: &Checkout, settings: &Settings) -> Option<PathBuf> {
    let named = settings.get(CERTIFICATE_VARIABLE);
    let named = named.filter(|_| settings.tracker() != TrackerAddress::Own)?;
    Some(checkout.main().path(named.trim()))
}

fn check(here: &Path, on_host: &Path) -> Result<(), ConfigError> {
    regular_file::open(here)
        .map(drop)
        .map_err(|source| ConfigError::File {
            variable: CERTIFICATE_VARIABLE,
            path: on_host.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    const ELSEWHERE: (&str, &str) = ("MLFLOW_TRACKING_URI", "https://mlflow.example.org");

    fn certificate(
        root: &Path,
        settings: &[(&str, &str)],
    ) -> Result<Option<Certificate>, ConfigError> {
        let checkout = Checkout::at(root);
        Certificate::of(&checkout, &Settings::of_process(settings.to_vec()))
    }

    /// The message about a certificate named this setting, and no stage was told of it.
    #[test]
    fn a_relative_path_starts_at_the_root_of_the_checkout() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        fs::write(&path, "").unwrap();
        let found = certificate(
            folder.path(),
            &[ELSEWHERE, (CERTIFICATE_VARIABLE, "ca.pem")],
        );
        let expected = Certificate {
            on_host: path.clone(),
            here: path,
        };
        assert_eq!(found.unwrap(), Some(expected));
    }

    #[test]
    fn in_the_runner_it_lies_where_the_script_put_it() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("tracker.pem");
        fs::write(&here, "").unwrap();
        let settings = [
            ELSEWHERE,
            (CERTIFICATE_VARIABLE, "/usr/local/share/ca.pem"),
            (IN_RUNNER_VARIABLE, here.to_str().unwrap()),
        ];
        let found = certificate(folder.path(), &settings).unwrap().unwrap();
        assert_eq!(found.on_host, Path::new("/usr/local/share/ca.pem"));
        assert_eq!(found.here, here);
    }

    #[test]
    fn the_own_tracker_needs_none_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let named = (CERTIFICATE_VARIABLE, "/nowhere/ca.pem");
        assert_eq!(certificate(folder.path(), &[named]).unwrap(), None);
        assert_eq!(certificate(folder.path(), &[ELSEWHERE]).unwrap(), None);
        let error = certificate(folder.path(), &[ELSEWHERE, named]).unwrap_err();
        assert_snapshot!(error, @"read `/nowhere/ca.pem`, named by MLFLOW_TRACKING_SERVER_CERT_PATH: No such file or directory (os error 2)");
    }
}
