//! DVC's configuration, read as DVC reads it (`dvc/config.py`, which uses Python's `configobj`).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use configparser::ini::Ini;

/// A file of DVC's configuration cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigurationError {
    /// The file is there and cannot be read.
    #[error("read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no configuration.
    #[error("read `{}`: {reason}; expected `key = value` below `[section]`", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, and what is wrong with it.
        reason: String,
    },
}

/// The settings of all files, those of later files in the place of earlier ones.
#[derive(Debug, Default)]
pub(super) struct Configuration(BTreeMap<Key, Setting>);

/// A section, such as `core` or `remote "storage"`, and a key in it; both in lower case.
type Key = (String, String);

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// What it is set to.
    pub value: String,
    /// The file that says so.
    pub file: PathBuf,
}

impl Configuration {
    /// Reads `files`; one that is not there says nothing.
    pub(super) fn read(files: &[PathBuf]) -> Result<Self, ConfigurationError> {
        let mut all = Self::default();
        for path in files {
            match fs::read_to_string(path) {
                Ok(text) => all.add(path, &text)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => {
                    let path = path.clone();
                    return Err(ConfigurationError::Unreadable { path, source });
                }
            }
        }
        Ok(all)
    }

    fn add(&mut self, path: &Path, text: &str) -> Result<(), ConfigurationError> {
        let mut ini = reader();
        let sections =
            ini.read(text.to_owned())
                .map_err(|reason| ConfigurationError::Malformed {
                    path: path.to_owned(),
                    reason,
                })?;
        for (section, entries) in sections {
            let section = unquoted(&section);
            let entries = entries.into_iter();
            self.0.extend(entries.filter_map(|(key, value)| {
                let value = unquoted(&value?);
                let file = path.to_owned();
                Some(((section.clone(), key), Setting { value, file }))
            }));
        }
        Ok(())
    }

    /// All settings: section, key, setting.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, &str, &Setting)> {
        let all = self.0.iter();
        all.map(|((section, key), setting)| (section.as_str(), key.as_str(), setting))
    }

    /// A setting by its section and key, both in lower case.
    pub(super) fn setting(&self, section: &str, key: &str) -> Option<&Setting> {
        self.0.get(&(section.to_owned(), key.to_owned()))
    }

    /// The remote that is used where none is named.
    pub(super) fn default_remote(&self) -> Option<&str> {
        Some(&self.setting("core", "remote")?.value)
    }

    /// The folder of DVC's cache, where one is set.
    pub(super) fn cache(&self) -> Option<&Setting> {
        self.0.get(&("cache".to_owned(), "dir".to_owned()))
    }

    /// The settings of remotes: name of the remote, key, setting.
    pub(super) fn remotes(&self) -> impl Iterator<Item = (&str, &str, &Setting)> {
        self.0.iter().filter_map(|((section, key), setting)| {
            let name = section.trim().strip_prefix("remote")?.trim();
            let name = name.strip_prefix('"')?.strip_suffix('"')?;
            Some((name, key.as_str(), setting))
        })
    }
}

impl Setting {
    /// The path that the value names; none where it is an address, such as `s3://bucket`.
    ///
    /// `~` is `home`, and anything else is relative to the folder of the file.
    pub(super) fn path(&self, home: &Path) -> Option<PathBuf> {
        if self.value.is_empty() || is_address(&self.value) {
            return None;
        }
        let path = match self.value.strip_prefix('~') {
            Some("") => home.to_owned(),
            Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
            _ => self.file.parent()?.join(&self.value),
        };
        Some(normalized(&path))
    }
}

/// Whether DVC takes `value` for an address: `\w+://`.
fn is_address(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, _)| {
        let mut letters = scheme.chars();
        !scheme.is_empty() && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

/// The path without `.` and `..`.
pub(crate) fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            other => normal.push(other),
        }
    }
    normal
}

/// `configobj` knows `=` and `#` alone, and a `#` in quotes is none of a comment.
fn reader() -> Ini {
    let mut settings = Ini::new().defaults();
    settings.delimiters = vec!['='];
    settings.comment_symbols = vec!['#'];
    settings.enable_inline_comments = false;
    Ini::new_from_defaults(settings)
}

/// What stands in quotes, or up to a comment.
fn unquoted(text: &str) -> String {
    let quoted = ["\"\"\"", "'''", "\"", "'"].into_iter().find_map(|quote| {
        let (inside, _) = text.strip_prefix(quote)?.split_once(quote)?;
        Some(inside)
    });
    let plain = || text.split('#').next().unwrap_or_default().trim_end();
    quoted.unwrap_or_else(plain).to_owned()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn read(text: &str) -> Configuration {
        let mut found = Configuration::default();
        found
            .add(Path::new("/work/iris/.dvc/config"), text)
            .unwrap();
        found
    }

    /// What DVC 3.67 says of the same file (`dvc config --list`).
    #[test]
    fn a_file_says_what_it_says_to_dvc() {
        let found = read(
            "[core]\n  remote = NAS # of the team\n['remote \"NAS\"']\n  URL = \"/mnt/a#b, c\"\n\
             [remote \"two\"] # old\n  url = s3://bucket/a;b # c\n  # url = no\n[cache]\ndir = '../x'\n",
        );
        let remotes: Vec<_> = found
            .remotes()
            .map(|(name, key, setting)| (name, key, setting.value.as_str()))
            .collect();
        let expected = [
            ("nas", "url", "/mnt/a#b, c"),
            ("two", "url", "s3://bucket/a;b"),
        ];
        assert_eq!(remotes, expected);
        assert_eq!(found.default_remote(), Some("NAS"));
        assert_eq!(found.cache().unwrap().value, "../x");
    }

    #[test]
    fn a_later_file_replaces_single_settings_of_an_earlier_one() {
        let mut found = read("['remote \"nas\"']\nurl = /mnt/a\njobs = 2\n");
        let local = Path::new("/work/iris/.dvc/config.local");
        found
            .add(local, "['remote \"nas\"']\nurl = /mnt/b\n")
            .unwrap();
        let remotes: Vec<_> = found
            .remotes()
            .map(|(_, key, setting)| {
                (
                    key,
                    setting.value.as_str(),
                    setting.file.file_name().unwrap().to_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            remotes,
            [("jobs", "2", "config"), ("url", "/mnt/b", "config.local")]
        );
    }

    #[test]
    fn a_path_is_relative_to_the_folder_of_its_file() {
        let path = |value: &str| {
            let file = "/work/iris/.dvc/config".into();
            let value = value.to_owned();
            let path = Setting { value, file }.path(Path::new("/home/ann"));
            path.map(|path| path.to_str().unwrap().to_owned())
        };
        for (value, expected) in [
            ("storage", "/work/iris/.dvc/storage"),
            ("../dataset", "/work/iris/dataset"),
            ("../../shared/./iris", "/work/shared/iris"),
            ("/mnt/nas/../iris/", "/mnt/iris"),
            ("~", "/home/ann"),
            ("~/store", "/home/ann/store"),
            ("~bob/store", "/work/iris/.dvc/~bob/store"),
            ("a/b://c", "/work/iris/.dvc/a/b:/c"),
        ] {
            assert_eq!(path(value).as_deref(), Some(expected), "{value}");
        }
        for value in [
            "s3://bucket",
            "remote://nas/iris",
            "https://example.org/x.dvc",
            "",
        ] {
            assert_eq!(path(value), None, "{value}");
        }
    }

    #[test]
    fn a_file_that_is_no_configuration_is_named_with_the_line() {
        let mut found = Configuration::default();
        let error = found
            .add(Path::new("/work/iris/.dvc/config"), "[core\n")
            .unwrap_err();
        assert_snapshot!(error, @"read `/work/iris/.dvc/config`: line 1: Found opening bracket for section name but no closing bracket; expected `key = value` below `[section]`");
    }
}
