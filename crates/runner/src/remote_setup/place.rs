//! What a person can name as the place of the data.

use std::path::{Path, PathBuf};

use crate::remotes::normalized;

/// A place for data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A folder, by its absolute path.
    Folder(PathBuf),
    /// An address that DVC knows what to do with, such as `s3://bucket/iris`.
    Address(String),
    /// A repository on DagsHub, which takes the runs as well.
    DagsHub {
        /// Whose it is.
        owner: String,
        /// Its name.
        repository: String,
    },
}

/// No place is named.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlaceError {
    /// No place is named.
    #[error(
        "name a remote: type `make remote TO=/mnt/team/iris` for a folder that others see, `make remote TO=s3://bucket/iris` for S3 \
         (for another server that speaks its protocol, with ENDPOINT=https://...), or `make remote TO=dagshub:owner/repository`"
    )]
    Nothing,
    /// What is named is no place.
    #[error(
        "name a remote: `{0}` is no place; expected a folder (/mnt/team/iris or ./iris), an address (s3://bucket/iris), or \
         dagshub:owner/repository"
    )]
    Unknown(String),
    /// The address of a place holds a password, which would go to git.
    #[error(
        "name a remote: the address holds a user and a password, and goes to git; leave them out, and set them by \
         `dvc remote modify --local storage ...` (docs/sharing.md)"
    )]
    Secret,
}

impl Place {
    /// The place that `text` names, where DagsHub is at `host`.
    ///
    /// # Errors
    ///
    /// When it names none.
    pub(super) fn parse(text: &str, host: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        let unknown = || PlaceError::Unknown(mlflow::without_userinfo(text));
        if text.is_empty() {
            return Err(PlaceError::Nothing);
        }
        if text.contains(char::is_control) {
            return Err(unknown());
        }
        let page = text
            .strip_prefix(host)
            .and_then(|rest| rest.strip_prefix('/'));
        if let Some(name) = text.strip_prefix("dagshub:").or(page) {
            return repository(name).ok_or_else(unknown);
        }
        match text.split_once("://") {
            Some((scheme, rest)) => address(text, scheme, rest).unwrap_or_else(|| Err(unknown())),
            None if text.starts_with('/') => Ok(Self::Folder(normalized(Path::new(text)))),
            None => Err(unknown()),
        }
    }
}

/// An address; none where it lacks a scheme or a server.
fn address(text: &str, scheme: &str, rest: &str) -> Option<Result<Place, PlaceError>> {
    let is_scheme = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let server = rest.split('/').next().unwrap_or_default();
    if !is_scheme || server.is_empty() {
        return None;
    }
    Some(if mlflow::secrets_in(text).is_empty() {
        Ok(Place::Address(text.to_owned()))
    } else {
        Err(PlaceError::Secret)
    })
}

/// `ann/iris`, also as the address of its page, its data or its runs ends.
fn repository(name: &str) -> Option<Place> {
    let name = name.trim_matches('/');
    let ends = [".dvc", ".git", ".mlflow"];
    let name = ends
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    let (owner, repository) = name.split_once('/')?;
    let is_name = |name: &str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        name.bytes().all(known) && name.bytes().any(|byte| byte != b'.')
    };
    let names = is_name(owner) && is_name(repository);
    names.then(|| Place::DagsHub {
        owner: owner.to_owned(),
        repository: repository.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const HOST: &str = "https://dagshub.com";

    fn place(text: &str) -> Result<Place, PlaceError> {
        Place::parse(text, HOST)
    }

    #[test]
    fn a_folder_an_address_and_a_repository_are_told_apart() {
        let folder = place(" /mnt/team/iris ").unwrap();
        assert_eq!(folder, Place::Folder("/mnt/team/iris".into()));
        let bobs = place("/home/ann/../bob/./x").unwrap();
        assert_eq!(bobs, Place::Folder("/home/bob/x".into()));
        for url in [
            "s3://bucket/iris",
            "s3://bucket",
            "ssh://ann@host/x",
            "gs://b/x",
        ] {
            assert_eq!(place(url).unwrap(), Place::Address(url.to_owned()));
        }
        let anns = Place::DagsHub {
            owner: "ann".to_owned(),
            repository: "iris.2".to_owned(),
        };
        for text in [
            "dagshub:ann/iris.2",
            "https://dagshub.com/ann/iris.2",
            "https://dagshub.com/ann/iris.2.dvc",
            "https://dagshub.com/ann/iris.2.git",
        ] {
            assert_eq!(place(text).unwrap(), anns, "{text}");
        }
    }

    /// `ann/iris` would have become a folder of the checkout.
    #[test]
    fn what_names_no_place_is_refused_with_those_that_do() {
        for text in [
            "ann/iris",
            "dagshub:ann",
            "dagshub:ann/",
            "dagshub:ann/iris/x",
            "dagshub:../x",
            "s3:/bucket",
            "s3://",
            "://x",
            "/mnt/a\nb",
            "dagshub:ann/ir is",
        ] {
            let refused = place(text).unwrap_err();
            assert_eq!(refused, PlaceError::Unknown(text.to_owned()), "{text}");
        }
        assert_snapshot!(place("ann/iris").unwrap_err(), @"name a remote: `ann/iris` is no place; expected a folder (/mnt/team/iris or ./iris), an address (s3://bucket/iris), or dagshub:owner/repository");
        assert_snapshot!(place("").unwrap_err(), @"name a remote: type `make remote TO=/mnt/team/iris` for a folder that others see, `make remote TO=s3://bucket/iris` for S3 (for another server that speaks its protocol, with ENDPOINT=https://...), or `make remote TO=dagshub:owner/repository`");
    }

    #[test]
    fn an_address_with_a_password_does_not_go_to_git() {
        for url in [
            "https://ann:s3cret@example.org/x",
            "https://t0ken@example.org/x",
            "ssh://ann:pw@host/x",
        ] {
            let refused = place(url).unwrap_err();
            assert_eq!(refused, PlaceError::Secret);
            assert!(!refused.to_string().contains("s3cret"));
        }
    }
}
