//! What is `production` at the moment.

use mlflow::{Client, ModelVersion};

use crate::record::Record;

/// The alias of the version that is in use.
pub(crate) const PRODUCTION: &str = "production";
/// The alias of the newest version that did not pass.
pub(crate) const STAGING: &str = "staging";
/// The alias of the version that was in use before.
pub(crate) const ARCHIVED: &str = "archived";

/// What was `production` when somebody looked.
#[derive(Clone, Debug)]
pub struct ProductionState {
    /// The version, if there is one.
    pub version: Option<ModelVersion>,
    /// What its tag says.
    pub record: Record,
}

impl ProductionState {
    /// Looks at the alias `production` of the registered model `name`.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub fn read(client: &Client, name: &str) -> Result<Self, mlflow::Error> {
        let version = client.alias(name, PRODUCTION)?;
        let record = version.as_ref().map(Record::of).unwrap_or_default();
        Ok(Self { version, record })
    }

    /// The number of the version, if there is one.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        self.version.as_ref().map(|version| version.version)
    }

    /// Whether nothing was promoted since `earlier`; a version that came back
    /// by a rollback carries another number of promotion.
    pub(crate) fn is_still(&self, earlier: &Self) -> bool {
        self.number() == earlier.number() && self.record.number() == earlier.record.number()
    }
}
