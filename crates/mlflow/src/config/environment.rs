//! Variables as values of their kind.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::problem::ConfigError;
use super::settings::{Retries, Tls};

/// Typed access to the variables.
pub(super) struct Environment<'a, F: Fn(&str) -> Option<String>> {
    pub(super) lookup: &'a F,
}

impl<F: Fn(&str) -> Option<String>> Environment<'_, F> {
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// The value of a variable, or `default` where it is unset.
    fn parsed<T>(
        &self,
        name: &'static str,
        default: T,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let Some(value) = self.text(name) else {
            return Ok(default);
        };
        parse(&value).ok_or_else(|| ConfigError::Variable {
            name,
            value: shown(&value),
            expected,
        })
    }

    fn flag(&self, name: &'static str, default: bool) -> Result<bool, ConfigError> {
        let expected = "`true`, `false`, `1` or `0`";
        self.parsed(name, default, expected, |value| {
            match value.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            }
        })
    }

    /// Seconds to wait, which may be none.
    fn pause(&self, name: &'static str, default: f64) -> Result<f64, ConfigError> {
        let expected = "a number of seconds from 0 to 86400";
        self.parsed(name, default, expected, |value| {
            let seconds = value.parse().ok()?;
            (0.0..=86_400.0).contains(&seconds).then_some(seconds)
        })
    }

    /// Seconds that something may take, which must be some.
    pub(super) fn limit(
        &self,
        name: &'static str,
        default: Duration,
    ) -> Result<Duration, ConfigError> {
        let expected = "a number of seconds from 0.1 to 86400";
        self.parsed(name, default, expected, |value| {
            let seconds = value.parse().ok()?;
            let possible = (0.1..=86_400.0).contains(&seconds);
            possible.then(|| Duration::from_secs_f64(seconds))
        })
    }

    fn count(&self, name: &'static str, default: u32) -> Result<u32, ConfigError> {
        // Python's client refuses more than ten as well.
        let expected = "a whole number from 0 to 10";
        self.parsed(name, default, expected, |value| {
            value.parse().ok().filter(|count| *count <= 10)
        })
    }

    pub(super) fn retries(&self) -> Result<Retries, ConfigError> {
        let default = Retries::default();
        Ok(Retries {
            limit: self.count("MLFLOW_HTTP_REQUEST_MAX_RETRIES", default.limit)?,
            backoff_factor: self
                .pause("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", default.backoff_factor)?,
            jitter: self.pause("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", default.jitter)?,
            respect_retry_after: self.flag("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", true)?,
            budget: default.budget,
        })
    }

    pub(super) fn workspace(&self) -> Result<Option<HeaderValue>, ConfigError> {
        let expected = "a name that fits into an HTTP header";
        self.parsed("MLFLOW_WORKSPACE", None, expected, |value| {
            HeaderValue::from_str(value).ok().map(Some)
        })
    }

    /// A registry apart from the tracker is not supported, and registering
    /// elsewhere than the user said would be worse than saying so.
    pub(super) fn same_registry(&self, tracker: &str) -> Result<(), ConfigError> {
        let same = |value: &str| value.trim_end_matches('/') == tracker.trim_end_matches('/');
        let expected = "no value, or that of MLFLOW_TRACKING_URI";
        self.parsed("MLFLOW_REGISTRY_URI", (), expected, |value| {
            same(value).then_some(())
        })
        .map_err(ConfigError::without_password)
    }

    pub(super) fn tls(&self) -> Result<Tls, ConfigError> {
        let insecure = self.flag("MLFLOW_TRACKING_INSECURE_TLS", false)?;
        let bundle = self.text("MLFLOW_TRACKING_SERVER_CERT_PATH");
        if let (true, Some(value)) = (insecure, &bundle) {
            return Err(ConfigError::Variable {
                name: "MLFLOW_TRACKING_SERVER_CERT_PATH",
                value: value.clone(),
                expected: "no value while MLFLOW_TRACKING_INSECURE_TLS is true",
            });
        }
        Ok(Tls {
            insecure,
            bundle: bundle.map(PathBuf::from),
        })
    }
}

/// The beginning of a value, on one line.
fn shown(value: &str) -> String {
    const LONGEST: usize = 100;
    let beginning = value.chars().take(LONGEST);
    let visible = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    beginning.map(visible).collect()
}
