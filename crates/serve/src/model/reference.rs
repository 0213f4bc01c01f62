//! A model by its file, or by its name in the registry.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// What MLflow's addresses of registered models begin with.
const SCHEME: &str = "models:/";

/// A model by its file, or by its name in the registry as MLflow writes that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelReference {
    /// A file, or a directory as MLflow has it.
    File(PathBuf),
    /// `models:/<name>@<alias>`: whichever version the alias points to.
    Alias {
        /// The registered model.
        name: String,
        /// The alias.
        alias: String,
    },
    /// `models:/<name>/<version>`.
    Version {
        /// The registered model.
        name: String,
        /// Its version.
        version: u64,
    },
}

impl ModelReference {
    /// Reads what was given on the command line.
    ///
    /// # Errors
    ///
    /// When it begins as an address of the registry, and is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some(address) = text.strip_prefix(SCHEME) else {
            let Ok(path) = PathBuf::from_str(text).map_err(|error: Infallible| error);
            return Ok(Self::File(path));
        };
        let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        let found = match (address.rsplit_once('@'), address.rsplit_once('/')) {
            (Some((name, alias)), _) => named(name)
                .zip(named(alias))
                .map(|(name, alias)| Self::Alias { name, alias }),
            (None, Some((name, version))) => named(name)
                .zip(version.parse().ok())
                .map(|(name, version)| Self::Version { name, version }),
            (None, None) => None,
        };
        found.ok_or_else(|| {
            "expected `models:/<name>@<alias>` or `models:/<name>/<version>`".to_owned()
        })
    }
}

impl fmt::Display for ModelReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Alias { name, alias } => write!(f, "{SCHEME}{name}@{alias}"),
            Self::Version { name, version } => write!(f, "{SCHEME}{name}/{version}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_a_file_or_an_address_as_mlflow_writes_it() {
        for text in [
            "models/model.onnx",
            "models:/iris@production",
            "models:/a/b/3",
            "/x/models:/",
        ] {
            let reference = ModelReference::parse(text).unwrap();
            assert_eq!(reference.to_string(), text);
        }
        let version = ModelReference::parse("models:/a/b/3").unwrap();
        let name = "a/b".to_owned();
        assert_eq!(version, ModelReference::Version { name, version: 3 });
        for text in [
            "models:/",
            "models:/iris",
            "models:/iris/latest",
            "models:/@production",
            "models:/iris@",
            "models:/m-12",
        ] {
            assert!(ModelReference::parse(text).is_err(), "{text}");
        }
    }
}
