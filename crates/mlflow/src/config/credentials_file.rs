//! `~/.mlflow/credentials`, an INI file that MLflow's Python client reads with
//! `configparser` (`mlflow/utils/credentials.py`).

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

use configparser::ini::Ini;

use super::problem::ConfigError;

/// The section that MLflow reads, and Python's default for all sections.
const SECTIONS: [&str; 2] = ["mlflow", "DEFAULT"];
/// Where the library puts entries above the first section, which Python refuses. No
/// section has this name: it would end its line.
const ABOVE_SECTIONS: &str = "\n";

/// User and password of a tracker, as a person keeps them for every program.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CredentialsFile {
    username: Option<String>,
    password: Option<String>,
}

impl CredentialsFile {
    /// Reads `.mlflow/credentials` in the folder `home`; empty where there is no such
    /// file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(home: &Path) -> Result<Self, ConfigError> {
        let path = home.join(".mlflow").join("credentials");
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ConfigError::File {
                variable: "HOME",
                path,
                source,
            }),
        }
    }

    /// What the file holds; nothing if it is not an INI file.
    fn parse(text: &str) -> Self {
        // Some editors put a byte order mark first.
        let text = text.trim_start_matches('\u{feff}');
        let mut ini = reader();
        if ini.read(text.to_owned()).is_err() {
            return Self::default();
        }
        // The library also takes `[ mlflow ]`, which is another name to Python.
        let exact = |section: &&str| {
            text.lines()
                .any(|line| line.trim().starts_with(&format!("[{section}]")))
        };
        let entry = |key: &str| {
            let mut sections = SECTIONS.iter().filter(|section| exact(section));
            sections.find_map(|section| entry(&ini, section, key))
        };
        Self {
            username: entry("mlflow_tracking_username"),
            password: entry("mlflow_tracking_password"),
        }
    }

    /// `mlflow_tracking_username`.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// `mlflow_tracking_password`.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }
}

impl fmt::Debug for CredentialsFile {
    /// Shows the user and no password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsFile")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Reads as Python does: names of sections keep their case, and a `#` or `;` behind a
/// value is part of it.
fn reader() -> Ini {
    let mut settings = Ini::new_cs().defaults();
    settings.enable_inline_comments = false;
    ABOVE_SECTIONS.clone_into(&mut settings.default_section);
    Ini::new_from_defaults(settings)
}

/// The value of a key, whose case does not matter; an empty one counts as none.
fn entry(ini: &Ini, section: &str, key: &str) -> Option<String> {
    let mut entries = ini.get_map_ref().get(section)?.iter();
    let (_, value) = entries.find(|(name, _)| name.eq_ignore_ascii_case(key))?;
    // A percent sign is written twice there.
    let value = value.as_deref()?.replace("%%", "%");
    Some(value).filter(|value| !value.is_empty())
}
