//! Files of the tracker on the local disk: streamed to a temporary name beside
//! the target and then renamed, so that what is under the final name is whole.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{ArtifactRoot, CONCURRENCY, check_path, get_into, list};
use crate::error::{Error, Fault};
use crate::random;
use crate::transport::Api;

/// One file.
pub(crate) async fn download_file(
    api: &Api,
    root: &ArtifactRoot,
    path: &str,
    to: &Path,
) -> Result<(), Error> {
    let partial = PartialDownload::beside(to)?;
    get_into(api, root, path, Some(partial.path.clone())).await?;
    partial.rename_to(to)
}

/// A directory with all that lies below it, several files at once. `to` must
/// not exist. Gives the paths of the files below it.
pub(crate) async fn download_directory(
    api: &Api,
    root: &ArtifactRoot,
    path: &str,
    to: &Path,
) -> Result<Vec<String>, Error> {
    if to.exists() {
        return Err(Error::Refused {
            action: format!("download into `{}`", to.display()),
            problem: "it exists already; remove it or name another directory".to_owned(),
        });
    }
    let files = files_below(api, root, path).await?;
    let partial = PartialDownload::beside(to)?;
    let fetch = |file: &String| {
        let (from, target) = (joined(path, file), partial.path.join(file));
        async move {
            make_parent(&target)?;
            let sink = Some(target);
            get_into(api, root, &from, sink).await.map(drop)
        }
    };
    stream::iter(files.iter().map(fetch))
        .buffer_unordered(CONCURRENCY)
        .try_collect::<()>()
        .await?;
    partial.rename_to(to)?;
    Ok(files)
}

/// The files below a directory, relative to it, in alphabetical order.
async fn files_below(api: &Api, root: &ArtifactRoot, top: &str) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    let mut open = vec![String::new()];
    while let Some(directory) = open.pop() {
        for entry in list(api, root, &joined(top, &directory)).await? {
            let path = joined(&directory, &entry.path);
            // The tracker names them; none may lead out of the target.
            check_path(&path)?;
            if entry.is_dir {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    if files.is_empty() {
        let message = format!("there are no files in `{top}`");
        let action = format!("download the directory `{top}`");
        return Err(Error::tracker(&action, Fault::NotFound { message }));
    }
    files.sort_unstable();
    Ok(files)
}

fn joined(directory: &str, name: &str) -> String {
    match (directory, name) {
        ("", path) | (path, "") => path.to_owned(),
        _ => format!("{directory}/{name}"),
    }
}

/// A file or directory under way; what is left of it when it is dropped is removed.
struct PartialDownload {
    path: PathBuf,
}

impl PartialDownload {
    fn beside(target: &Path) -> Result<Self, Error> {
        make_parent(target)?;
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{}.part", random::id()));
        Ok(Self {
            path: target.with_file_name(name),
        })
    }

    fn rename_to(self, target: &Path) -> Result<(), Error> {
        fs::rename(&self.path, target).map_err(|source| Error::Write {
            path: target.to_owned(),
            source,
        })
    }
}

impl Drop for PartialDownload {
    fn drop(&mut self) {
        // Either is absent: it is a file or a directory, or has become the target.
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn make_parent(path: &Path) -> Result<(), Error> {
    let Some(parent) = path.parent() else {
        return Ok(());
    };
    fs::create_dir_all(parent).map_err(|source| Error::Write {
        path: parent.to_owned(),
        source,
    })
}
