//! Where files lie: what an `mlflow-artifacts` address leads to.

use reqwest::Url;

use crate::error::Error;
use crate::transport::{Api, endpoint};

/// The folder on a tracker that an `mlflow-artifacts` address names.
#[derive(Debug, Clone)]
pub(crate) struct ArtifactRoot {
    /// `<tracker>/api/2.0/mlflow-artifacts/artifacts`.
    endpoint: Url,
    /// Below it, without slashes at its ends.
    path: String,
}

impl ArtifactRoot {
    /// `mlflow-artifacts:/P` lies on the tracker; `mlflow-artifacts://host:port/P` names
    /// another host that serves it.
    pub(crate) fn resolve(api: &Api, uri: &str) -> Result<Self, Error> {
        let Some(rest) = uri.strip_prefix("mlflow-artifacts:") else {
            return Err(Error::Refused {
                action: format!("reach the files at `{uri}`"),
                problem: "the tracker keeps them outside itself, and this client only speaks to the tracker; \
                          start it with `--serve-artifacts` and make a new experiment"
                    .to_owned(),
            });
        };
        let mut tracker = api.config().tracker.clone();
        let path = match rest.strip_prefix("//") {
            Some(authority) => {
                let (host, path) = authority.split_once('/').unwrap_or((authority, ""));
                let text = format!("{}://{host}", tracker.scheme());
                tracker = Url::parse(&text).map_err(|problem| Error::Refused {
                    action: format!("reach the files at `{uri}`"),
                    problem: problem.to_string(),
                })?;
                path
            }
            None => rest,
        };
        Ok(Self {
            endpoint: endpoint(&tracker, &["api", "2.0", "mlflow-artifacts"], "artifacts"),
            path: path.trim_matches('/').to_owned(),
        })
    }

    /// The folder, below the tracker's own.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The address of `path` in this folder, each segment percent-encoded.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.endpoint.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            let below = self.path.split('/').chain(path.split('/'));
            segments.extend(below.filter(|segment| !segment.is_empty()));
        }
        url
    }

    /// The address that lists what lies in `path`, a path below the tracker's folder.
    pub(super) fn listing_url(&self, path: &str) -> Url {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut()
            .append_pair("path", path.trim_matches('/'));
        url
    }
}
