//! Files of runs and models, through the tracker's own artifact routes.

pub(crate) mod download;

use std::path::PathBuf;

use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Method, Url};
use serde::Deserialize;

use crate::error::{Error, Fault};
use crate::transport::api::{Api, endpoint};
use crate::transport::retry::Repeat;
use crate::transport::{Call, Payload};

/// A file to be put somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// Relative to the place, such as `MLmodel`.
    pub(crate) path: String,
    pub(crate) payload: Payload,
}

/// A file or directory among the artifacts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ArtifactEntry {
    /// The last segment of its path.
    pub path: String,
    /// Whether it is a directory.
    #[serde(default)]
    pub is_dir: bool,
    /// In bytes; absent for directories and empty files.
    pub file_size: Option<u64>,
}

/// A place that an `mlflow-artifacts` address names.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// `<tracker>/api/2.0/mlflow-artifacts/artifacts`.
    root: Url,
    /// Below the root, without slashes at its ends.
    path: String,
}

/// How many files travel at once.
pub(crate) const PARALLEL: usize = 4;

/// `mlflow-artifacts:/P` lies on the tracker; `mlflow-artifacts://host:port/P`
/// names another host that serves it.
pub(crate) fn place(api: &Api, uri: &str) -> Result<Place, Error> {
    let Some(rest) = uri.strip_prefix("mlflow-artifacts:") else {
        return Err(Error::Refused {
            action: format!("reach the files at `{uri}`"),
            problem: "the tracker keeps them outside itself, and this client only speaks to the tracker; \
                      start it with `--serve-artifacts` and make a new experiment"
                .to_owned(),
        });
    };
    let mut config = api.config().clone();
    let path = match rest.strip_prefix("//") {
        Some(authority) => {
            let (host, path) = authority.split_once('/').unwrap_or((authority, ""));
            let text = format!("{}://{host}", config.tracker.scheme());
            config.tracker = Url::parse(&text).map_err(|problem| Error::Refused {
                action: format!("reach the files at `{uri}`"),
                problem: problem.to_string(),
            })?;
            path
        }
        None => rest,
    };
    Ok(Place {
        root: endpoint(&config, &["api", "2.0", "mlflow-artifacts"], "artifacts"),
        path: path.trim_matches('/').to_owned(),
    })
}

impl Place {
    /// The address of `path` below this place, each segment percent-encoded.
    fn url(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            let below = self.path.split('/').chain(path.split('/'));
            segments.extend(below.filter(|segment| !segment.is_empty()));
        }
        url
    }
}

/// `PUT` of several files, four at a time. Where several fail, the first of the
/// list is the one that is told: the largest goes first, and what a full disk
/// does to those beside it is chance.
pub(crate) async fn put_all(api: &Api, place: &Place, files: Vec<Upload>) -> Result<(), Error> {
    stream::iter(files)
        .map(|file| put(api, place, file))
        .buffered(PARALLEL)
        .try_collect()
        .await
}

/// `PUT` of one file. Overwrites, so it may be repeated.
pub(crate) async fn put(api: &Api, place: &Place, file: Upload) -> Result<(), Error> {
    check_path(&file.path)?;
    let call = Call {
        action: format!("upload `{}`", file.path),
        method: Method::PUT,
        url: place.url(&file.path),
        payload: file.payload,
        repeat: Repeat::Always,
        timeout: api.config().artifact_timeout,
        sink: None,
    };
    // The answer is `{}` in version 2 and empty in version 3: nothing to read.
    match api.transport().send(&call).await {
        Ok(_) => Ok(()),
        Err(Error::Tracker { action, fault }) => Err(Error::Tracker {
            action,
            fault: with_guess(fault),
        }),
        Err(error) => Err(error),
    }
}

/// A full disk is a 500 without a word of it, in both versions.
fn with_guess(mut fault: Fault) -> Fault {
    if let Fault::Server {
        status: 500,
        message,
        ..
    } = &mut fault
    {
        message.push_str(if message.is_empty() { "" } else { "; " });
        message.push_str("it could not store the file: is its disk full?");
    }
    fault
}

/// `GET` of one file, into memory.
pub(crate) async fn get(api: &Api, place: &Place, path: &str) -> Result<Vec<u8>, Error> {
    get_into(api, place, path, None).await
}

/// `GET` of one file, into another one where there is one.
pub(crate) async fn get_into(
    api: &Api,
    place: &Place,
    path: &str,
    sink: Option<PathBuf>,
) -> Result<Vec<u8>, Error> {
    check_path(path)?;
    let mut call = Call {
        action: format!("download `{path}`"),
        method: Method::GET,
        url: place.url(path),
        payload: Payload::Nothing,
        repeat: Repeat::UnlessCrashed,
        timeout: api.config().artifact_timeout,
        sink,
    };
    let answer = match api.transport().send(&call).await {
        Err(error) if is_crash(&error) => {
            must_exist(api, place, path).await?;
            call.repeat = Repeat::Always;
            api.transport().send(&call).await?
        }
        answer => answer?,
    };
    Ok(answer.body)
}

fn is_crash(error: &Error) -> bool {
    matches!(error.fault(), Some(Fault::Server { status: 500, .. }))
}

/// Tells a missing file from a tracker that stumbled: version 2 answers both
/// with 500.
async fn must_exist(api: &Api, place: &Place, path: &str) -> Result<(), Error> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let entries = list(api, place, directory).await?;
    if entries.iter().any(|entry| entry.path == name) {
        return Ok(());
    }
    let message = format!("there is no such file in `{}`", place.path);
    Err(Error::tracker(
        &format!("download `{path}`"),
        Fault::NotFound { message },
    ))
}

#[derive(Deserialize)]
struct ListAnswer {
    #[serde(default)]
    files: Vec<ArtifactEntry>,
}

/// `GET .../artifacts?path=`. A directory that does not exist is an empty one.
pub(crate) async fn list(
    api: &Api,
    place: &Place,
    directory: &str,
) -> Result<Vec<ArtifactEntry>, Error> {
    let path = format!("{}/{directory}", place.path);
    let mut url = place.root.clone();
    url.query_pairs_mut()
        .append_pair("path", path.trim_matches('/'));
    let call = Call {
        action: format!("list the files of `{path}`"),
        method: Method::GET,
        url,
        payload: Payload::Nothing,
        repeat: Repeat::Always,
        timeout: api.config().timeout,
        sink: None,
    };
    let answer = api.transport().send(&call).await?;
    let read = answer.json::<ListAnswer>(api.config().tracker());
    Ok(read
        .map_err(|fault| Error::tracker(&call.action, fault))?
        .files)
}

/// A path that stays where it belongs. URL rules would drop `..` silently.
pub(crate) fn check_path(path: &str) -> Result<(), Error> {
    if path.split('/').all(|part| !matches!(part, "" | "." | "..")) {
        return Ok(());
    }
    Err(Error::Refused {
        action: format!("address the file `{path}`"),
        problem: "expected a relative path without `.`, `..` and empty parts".to_owned(),
    })
}
