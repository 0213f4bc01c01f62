//! The tracker itself.

use super::Client;
use crate::error::Error;
use crate::server::{self, Server};

impl Client {
    /// What the tracker says of itself, if it lets whoever asks read its experiments
    /// (`experiments/search`, then `version`, which not every tracker has).
    ///
    /// # Errors
    /// When the tracker cannot be reached or refuses.
    pub fn server(&self) -> Result<Server, Error> {
        self.block_on(server::look(&self.api))
    }
}
