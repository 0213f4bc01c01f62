//! Names, versions and aliases.

use super::Client;
use crate::error::Error;
use crate::models::LoggedModel;
use crate::registry::{self, ModelVersion};
use crate::tracking::Tag;

impl Client {
    /// Registers a model as the next version of `name`, which is made if it is
    /// new (`model-versions/create`, `registered-models/create`). To `tags` comes
    /// [`crate::tags::MODEL_LOCATION`], which says where the files lie.
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn register(
        &self,
        name: &str,
        model: &LoggedModel,
        tags: &[Tag],
    ) -> Result<ModelVersion, Error> {
        self.block_on(registry::register(&self.api, name, model, tags))
    }

    /// A version by its number (`model-versions/get`).
    ///
    /// # Errors
    /// When the tracker refuses or has no such version.
    pub fn version(&self, name: &str, version: u64) -> Result<ModelVersion, Error> {
        self.block_on(registry::version(&self.api, name, version))
    }

    /// The versions of `name` that a run made, the newest first (`model-versions/search`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn versions_of_run(&self, name: &str, run_id: &str) -> Result<Vec<ModelVersion>, Error> {
        self.block_on(registry::versions_of_run(&self.api, name, run_id))
    }

    /// The newest version of `name` that carries a tag, or nothing if there is
    /// none or no such model (`model-versions/search`).
    ///
    /// # Errors
    /// When the tracker refuses, or a value cannot be written as a filter.
    pub fn newest_version_with_tag(
        &self,
        name: &str,
        tag: &str,
        value: &str,
    ) -> Result<Option<ModelVersion>, Error> {
        self.block_on(registry::newest_with_tag(&self.api, name, tag, value))
    }

    /// All versions of `name`, the newest first; empty if there is no such
    /// model (`model-versions/search`, a thousand per request).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn versions(&self, name: &str) -> Result<Vec<ModelVersion>, Error> {
        self.block_on(registry::versions(&self.api, name))
    }

    /// The version that an alias points to, or nothing if there is no such
    /// alias or model (`GET registered-models/alias`).
    ///
    /// # Errors
    /// Whenever the tracker answers anything else.
    pub fn alias(&self, name: &str, alias: &str) -> Result<Option<ModelVersion>, Error> {
        self.block_on(registry::alias(&self.api, name, alias))
    }

    /// Points an alias to a version, also if it pointed elsewhere
    /// (`POST registered-models/alias`).
    ///
    /// # Errors
    /// When the tracker refuses or has no such version.
    pub fn set_alias(&self, name: &str, alias: &str, version: u64) -> Result<(), Error> {
        self.block_on(registry::set_alias(&self.api, name, alias, version))
    }

    /// Removes an alias; that there is none is no error
    /// (`DELETE registered-models/alias`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn delete_alias(&self, name: &str, alias: &str) -> Result<(), Error> {
        self.block_on(registry::delete_alias(&self.api, name, alias))
    }

    /// Labels a version (`model-versions/set-tag`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn tag_version(&self, name: &str, version: u64, tag: &Tag) -> Result<(), Error> {
        self.block_on(registry::set_tag(&self.api, name, version, tag))
    }

    /// Writes what the page of a version says, in Markdown (`PATCH model-versions/update`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn describe_version(
        &self,
        name: &str,
        version: u64,
        description: &str,
    ) -> Result<(), Error> {
        self.block_on(registry::describe(&self.api, name, version, description))
    }
}
