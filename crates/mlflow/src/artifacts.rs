//! Files of runs and models, through the tracker's own artifact routes
//! (`mlflow-artifacts/artifacts`).

mod download;
mod root;

use std::path::PathBuf;

use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Method;
use serde::Deserialize;

use crate::error::{Error, Fault};
use crate::transport::{Api, Call, Idempotency, Payload};
pub(crate) use download::{download_directory, download_file};
pub(crate) use root::ArtifactRoot;

/// A file to be put somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// Relative to the artifact root, such as `MLmodel`.
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

/// How many files travel at once.
const CONCURRENCY: usize = 4;

/// `PUT` of several files, four at a time. Where several fail, the first of the
/// list is the one that is told: the largest goes first, and what a full disk
/// does to those beside it is chance.
pub(crate) async fn put_all(
    api: &Api,
    root: &ArtifactRoot,
    files: Vec<Upload>,
) -> Result<(), Error> {
    stream::iter(files)
        .map(|file| put(api, root, file))
        .buffered(CONCURRENCY)
        .try_collect()
        .await
}

/// `PUT` of one file. Overwrites, so it may be repeated.
pub(crate) async fn put(api: &Api, root: &ArtifactRoot, file: Upload) -> Result<(), Error> {
    check_path(&file.path)?;
    let call = Call {
        action: format!("upload `{}`", file.path),
        method: Method::PUT,
        url: root.url(&file.path),
        payload: file.payload,
        idempotency: Idempotency::Yes,
        timeout: api.config().artifact_timeout,
        sink: None,
    };
    // The body is `{}` in version 2 and empty in version 3: nothing to read.
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
pub(crate) async fn get(api: &Api, root: &ArtifactRoot, path: &str) -> Result<Vec<u8>, Error> {
    get_into(api, root, path, None).await
}

/// `GET` of one file, into another one where there is one.
pub(crate) async fn get_into(
    api: &Api,
    root: &ArtifactRoot,
    path: &str,
    sink: Option<PathBuf>,
) -> Result<Vec<u8>, Error> {
    check_path(path)?;
    let mut call = Call {
        action: format!("download `{path}`"),
        method: Method::GET,
        url: root.url(path),
        payload: Payload::Nothing,
        idempotency: Idempotency::FinalOn500,
        timeout: api.config().artifact_timeout,
        sink,
    };
    let response = match api.transport().send(&call).await {
        Err(error) if is_crash(&error) => {
            must_exist(api, root, path).await?;
            call.idempotency = Idempotency::Yes;
            api.transport().send(&call).await?
        }
        response => response?,
    };
    Ok(response.body)
}

fn is_crash(error: &Error) -> bool {
    matches!(error.fault(), Some(Fault::Server { status: 500, .. }))
}

/// Tells a missing file from a tracker that stumbled: version 2 answers both
/// with 500.
async fn must_exist(api: &Api, root: &ArtifactRoot, path: &str) -> Result<(), Error> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let entries = list(api, root, directory).await?;
    if entries.iter().any(|entry| entry.path == name) {
        return Ok(());
    }
    let message = format!("there is no such file in `{}`", root.path());
    Err(Error::tracker(
        &format!("download `{path}`"),
        Fault::NotFound { message },
    ))
}

#[derive(Deserialize)]
struct ListResponse {
    #[serde(default)]
    files: Vec<ArtifactEntry>,
}

/// `GET .../artifacts?path=`. A directory that does not exist is an empty one.
pub(crate) async fn list(
    api: &Api,
    root: &ArtifactRoot,
    directory: &str,
) -> Result<Vec<ArtifactEntry>, Error> {
    let path = format!("{}/{directory}", root.path());
    let call = Call {
        action: format!("list the files of `{path}`"),
        method: Method::GET,
        url: root.listing_url(&path),
        payload: Payload::Nothing,
        idempotency: Idempotency::Yes,
        timeout: api.config().timeout,
        sink: None,
    };
    let response = api.transport().send(&call).await?;
    let read = response.json::<ListResponse>(api.config().tracker());
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
