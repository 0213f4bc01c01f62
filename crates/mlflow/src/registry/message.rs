//! How a version looks on the wire.

use serde::Deserialize;

use super::ModelVersion;
use crate::error::{Error, Fault};
use crate::tracking::runs::{KeyValue, to_map};
use crate::transport::Api;

#[derive(Deserialize)]
pub(super) struct VersionResponse {
    pub(super) model_version: VersionMessage,
}

#[derive(Deserialize)]
pub(super) struct SearchResponse {
    // MLflow leaves out empty lists.
    #[serde(default)]
    pub(super) model_versions: Vec<VersionMessage>,
    /// Empty on the last page.
    #[serde(default)]
    pub(super) next_page_token: String,
}

#[derive(Deserialize)]
pub(super) struct ModelResponse {
    pub(super) registered_model: ModelMessage,
}

#[derive(Deserialize)]
pub(super) struct ModelMessage {
    #[serde(default)]
    pub(super) aliases: Vec<AliasMessage>,
}

#[derive(Deserialize)]
pub(super) struct AliasMessage {
    pub(super) alias: String,
    #[serde(default)]
    pub(super) version: String,
}

#[derive(Deserialize)]
pub(super) struct VersionMessage {
    name: String,
    version: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    run_id: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    tags: Vec<KeyValue>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    creation_timestamp: i64,
}

impl VersionMessage {
    pub(super) fn checked(self, api: &Api, action: &str) -> Result<ModelVersion, Error> {
        let Ok(version) = self.version.parse() else {
            let fault = Fault::Unreadable {
                tracker: api.config().tracker().to_owned(),
                problem: format!("the version `{}` is not a number", self.version),
            };
            return Err(Error::tracker(action, fault));
        };
        Ok(ModelVersion {
            name: self.name,
            version,
            model_id: self.source.strip_prefix("models:/").map(str::to_owned),
            source: self.source,
            run_id: self.run_id,
            description: self.description,
            tags: to_map(self.tags),
            aliases: self.aliases,
            created: self.creation_timestamp,
        })
    }
}
