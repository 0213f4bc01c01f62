//! The remote that a push goes to.

use std::path::{Path, PathBuf};

use super::configuration::Configuration;
use super::{CHECKOUT_FILES, Defaults, Level, RemotesError, files, home};
use crate::checkout::Checkout;
use crate::settings::Settings;

/// The remote that comes with the repository.
pub(super) const STORAGE: &str = "storage";
/// The configuration that git has.
pub(super) const CONFIG: &str = CHECKOUT_FILES[0];
/// The one that is this copy's alone.
const LOCAL: &str = CHECKOUT_FILES[1];

/// A remote of DVC's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Used {
    /// Its name.
    pub name: String,
    /// Its address as it stands there; empty where DVC knows no such remote.
    pub url: String,
    /// The folder that the address names, if it names one.
    pub folder: Option<PathBuf>,
    /// The server that speaks S3's protocol, if one is named.
    pub endpoint: Option<String>,
}

/// The remote that `dvc push` uses in `checkout`.
///
/// # Errors
///
/// When a file of DVC's configuration cannot be read.
pub(crate) fn used(checkout: &Checkout, settings: &Settings) -> Result<Used, RemotesError> {
    let configuration = Configuration::read(&files(checkout, settings, Level::System))?;
    let default = Defaults::of(settings).remote;
    let name = configuration.default_remote().unwrap_or(default).to_owned();
    let setting = |key| configuration.setting(&section(&name), key);
    let (url, endpoint) = (setting("url"), setting("endpointurl"));
    Ok(Used {
        url: url.map_or_else(String::new, |url| url.value.clone()),
        folder: url.and_then(|url| url.path(&home(settings))),
        endpoint: endpoint.map(|endpoint| endpoint.value.clone()),
        name,
    })
}

/// The setting of `.dvc/config.local` that would win over what `.dvc/config` says of the remote `name`, if
/// there is one.
///
/// # Errors
///
/// When the file cannot be read.
pub(crate) fn overruled(checkout: &Checkout, name: &str) -> Result<Option<String>, RemotesError> {
    let local = Configuration::read(&[checkout.path(LOCAL)])?;
    let other = local.default_remote().filter(|other| *other != name);
    if let Some(other) = other {
        return Ok(Some(format!("remote = {other}")));
    }
    let section = section(name);
    let mut set = ["url", "endpointurl"].into_iter();
    Ok(set.find_map(|key| {
        let setting = local.setting(&section, key)?;
        Some(format!("{key} = {}", setting.value))
    }))
}

/// How DVC's configuration names `folder`, an absolute path: below `root`, the checkout, relative to the
/// folder of the file, because others have the checkout at another place.
pub(crate) fn folder_url(root: &Path, folder: &Path) -> String {
    let dvc = root.join(".dvc");
    let inside = folder.strip_prefix(dvc).map(Path::to_owned);
    let beside = || Some(Path::new("..").join(folder.strip_prefix(root).ok()?));
    let relative = inside.ok().or_else(beside);
    relative
        .unwrap_or_else(|| folder.to_owned())
        .display()
        .to_string()
}

fn section(remote: &str) -> String {
    format!("remote \"{}\"", remote.to_lowercase())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn checkout(files: &[(&str, &str)]) -> (tempfile::TempDir, Checkout) {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        fs::create_dir(checkout.path(".dvc")).unwrap();
        for (name, text) in files {
            fs::write(checkout.path(name), text).unwrap();
        }
        (folder, checkout)
    }

    #[test]
    fn the_remote_of_a_push_is_the_one_that_the_last_file_names() {
        let storage = "['remote \"storage\"']\nurl = storage\n['remote \"nas\"']\nurl = s3://b/x\n";
        let (folder, checkout) = checkout(&[(CONFIG, storage)]);
        let found = used(&checkout, &Settings::default()).unwrap();
        assert_eq!(found.name, STORAGE);
        assert_eq!(found.folder, Some(folder.path().join(".dvc/storage")));
        fs::write(checkout.path(LOCAL), "[core]\nremote = nas\n").unwrap();
        let found = used(&checkout, &Settings::default()).unwrap();
        assert_eq!((found.url.as_str(), found.folder), ("s3://b/x", None));
    }

    #[test]
    fn what_this_copy_of_the_checkout_says_wins_and_is_named() {
        let overruling = |text: &str| {
            let (_folder, checkout) = checkout(&[(LOCAL, text)]);
            overruled(&checkout, STORAGE).unwrap()
        };
        let set = |text: &str| Some(text.to_owned());
        assert_eq!(overruling("[core]\nremote = nas\n"), set("remote = nas"));
        let url = "['remote \"storage\"']\nurl = /mnt/own\n";
        assert_eq!(overruling(url), set("url = /mnt/own"));
        assert_eq!(overruling("[core]\nremote = storage\n"), None);
        assert_eq!(overruling("['remote \"storage\"']\nprofile = ann\n"), None);
    }

    /// On a host, nobody names the folder of the caller's own configuration; a push was thought to go elsewhere.
    #[test]
    fn the_remote_of_a_push_may_be_named_by_the_callers_own_configuration() {
        let (_folder, checkout) = checkout(&[]);
        let home = tempfile::tempdir().unwrap();
        let own = home.path().join(".config/dvc");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("config"), "[core]\nremote = nas\n").unwrap();
        let home = home.path().to_str().unwrap();
        let found = |variables| {
            used(&checkout, &Settings::of_process(variables))
                .unwrap()
                .name
        };
        assert_eq!(found(vec![("HOME", home)]), "nas");
        assert_eq!(
            found(vec![("HOME", home), ("XDG_CONFIG_HOME", "/nowhere")]),
            STORAGE
        );
        let own = own.to_str().unwrap();
        assert_eq!(found(vec![("DVC_GLOBAL_CONFIG_DIR", own)]), "nas");
    }

    /// Docker mounts what the runner is to try, and nothing that would hide the runner itself.
    #[test]
    fn a_folder_that_is_to_become_the_remote_is_outside_unless_it_is_in_the_checkout() {
        let (folder, checkout) = checkout(&[]);
        let outside = |path: &str| {
            let settings = Settings::of_process(vec![(super::super::FOLDER_VARIABLE, path)]);
            let found = super::super::outside(&checkout, &settings).unwrap();
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(outside("/mnt/x/../team"), ["folder /mnt/team"]);
        let inside = folder.path().join("shared");
        for path in [
            "/usr/share/x",
            "/",
            "/mnt/a\nfolder /etc",
            inside.to_str().unwrap(),
        ] {
            assert!(outside(path).is_empty(), "{path}");
        }
    }

    #[test]
    fn a_folder_of_the_checkout_is_named_from_where_the_file_is() {
        let url = |folder: &str| folder_url(Path::new("/home/ann/iris"), Path::new(folder));
        assert_eq!(url("/mnt/team/iris"), "/mnt/team/iris");
        assert_eq!(url("/home/ann/iris/.dvc/storage"), "storage");
        assert_eq!(url("/home/ann/iris/shared"), "../shared");
        assert_eq!(url("/home/ann/iris-data"), "/home/ann/iris-data");
    }
}
