//! The paths of DVC's configuration that lie outside of the checkout.

use std::fmt;
use std::path::{Path, PathBuf};

use super::configuration::{Configuration, Setting};
use crate::checkout::Checkout;

/// Settings of remotes that name files: credentials, keys, certificates (`dvc/config.py`). They are relative to
/// the folder of the configuration.
const FILE_KEYS: [&str; 7] = [
    "cert_path",
    "configpath",
    "credentialpath",
    "gdrive_service_account_json_file_path",
    "gdrive_user_credentials_file",
    "key_path",
    "keyfile",
];
/// Whether certificates are checked, or the file of those that are trusted.
const SWITCH_OR_FILE: &str = "ssl_verify";
/// Folders of the container's own: nothing can be mounted in them, or it would hide what
/// the runner needs.
const OWN: [&str; 11] = [
    "/bin",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/opt/bin",
    "/proc",
    "/run/mlops",
    "/sbin",
    "/sys",
    "/usr",
];

/// A path outside of the checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outside {
    /// Where it is, on the machine and in the runner.
    pub path: PathBuf,
    /// What DVC does with it.
    pub purpose: Purpose,
    /// The file that names it.
    pub file: PathBuf,
}

/// What DVC does with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The folder of the remote of this name.
    Remote(String),
    /// The folder of the cache.
    Cache,
    /// A file that is read.
    File,
}

impl Outside {
    /// Whether the runner can have it at its own path.
    pub(crate) fn is_mountable(&self) -> bool {
        let hides =
            |own: &&str| self.path.starts_with(own) || Path::new(own).starts_with(&self.path);
        !OWN.iter().any(hides)
    }
}

/// For `scripts/runner`: `folder` or `file`, and the path.
impl fmt::Display for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.purpose {
            Purpose::Remote(_) | Purpose::Cache => "folder",
            Purpose::File => "file",
        };
        write!(f, "{kind} {}", self.path.display())
    }
}

/// All that `configuration` names outside of `checkout`, in the order of the paths.
pub(super) fn of(configuration: &Configuration, checkout: &Checkout, home: &Path) -> Vec<Outside> {
    let outside = |purpose: Purpose, setting: &Setting, path: Option<PathBuf>| {
        let path = path.filter(|path| !path.starts_with(checkout.root()))?;
        let file = setting.file.clone();
        Some(Outside {
            path,
            purpose,
            file,
        })
    };
    let cache = configuration.cache();
    let cache = cache.and_then(|setting| outside(Purpose::Cache, setting, setting.path(home)));
    let remotes = configuration
        .remotes()
        .filter_map(|(name, key, setting)| match key {
            "url" => outside(
                Purpose::Remote(name.to_owned()),
                setting,
                setting.path(home),
            ),
            key => outside(
                Purpose::File,
                setting,
                named_file(key, setting, checkout, home),
            ),
        });
    let mut found: Vec<_> = cache.into_iter().chain(remotes).collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The file that the setting `key` of a remote names, if it names one.
pub(super) fn named_file(
    key: &str,
    setting: &Setting,
    checkout: &Checkout,
    home: &Path,
) -> Option<PathBuf> {
    let mut switches = ["true", "false"].iter();
    let is_switch = switches.any(|word| setting.value.eq_ignore_ascii_case(word));
    match key {
        // DVC takes it as it is, and works in the checkout's root.
        SWITCH_OR_FILE => (!is_switch).then(|| checkout.path(&setting.value)),
        key if FILE_KEYS.contains(&key) => setting.path(home),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    /// The runner saw the checkout alone: DVC pushed into the container, which was thrown away,
    /// and said `7 files pushed`.
    #[test]
    fn folders_of_all_levels_are_found_and_those_of_the_checkout_are_not_named() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path().join("iris"));
        let home = Path::new("/home/ann");
        fs::create_dir_all(checkout.path(".dvc")).unwrap();
        let files =
            [".dvc/global", ".dvc/config", ".dvc/config.local"].map(|name| checkout.path(name));
        let texts = [
            "[cache]\ndir = /big/cache\n['remote \"home\"']\nurl = ~/store\n['remote \"nas\"']\nurl = /mnt/old\n",
            "['remote \"storage\"']\nurl = storage\n['remote \"bundled\"']\nurl = ../dataset\n\
             ['remote \"beside\"']\nurl = ../../shared\n['remote \"nas\"']\nurl = /mnt/nas\n\
             ['remote \"cloud\"']\nurl = s3://bucket\nssl_verify = False\n",
            "['remote \"cloud\"']\ncredentialpath = ~/keys/cloud\n",
        ];
        for (file, text) in files.iter().zip(texts) {
            fs::write(file, text).unwrap();
        }
        let found = of(&Configuration::read(&files).unwrap(), &checkout, home);
        let lines: Vec<_> = found.iter().map(Outside::to_string).collect();
        let lines = lines
            .join("\n")
            .replace(folder.path().to_str().unwrap(), "/work");
        assert_snapshot!(lines, @"
        folder /big/cache
        file /home/ann/keys/cloud
        folder /home/ann/store
        folder /mnt/nas
        folder /work/shared
        ");
    }

    #[test]
    fn what_would_hide_the_runner_itself_is_not_mounted() {
        let mountable = |path: &str| {
            let (path, file) = (path.into(), "config".into());
            let purpose = Purpose::Cache;
            Outside {
                path,
                purpose,
                file,
            }
            .is_mountable()
        };
        for path in ["/", "/usr/share/store", "/opt", "/etc", "/run", "/proc/1"] {
            assert!(!mountable(path), "{path}");
        }
        for path in [
            "/mnt",
            "/opt/store",
            "/tmp",
            "/home/ann",
            "/usrs",
            "/srv/usr",
        ] {
            assert!(mountable(path), "{path}");
        }
    }
}
