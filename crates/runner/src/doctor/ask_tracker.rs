//! What a container in the place of a stage does: it asks the tracker, with the environment that
//! stages have.

use mlflow::{Client, Config};

use super::tracker::impatient;
use crate::commands::CommandError;

/// The address at which the tracker answers.
///
/// # Errors
///
/// When it cannot be reached, or refuses.
pub(crate) fn ask_tracker() -> Result<String, CommandError> {
    let client = Client::connect(impatient(Config::from_env()?))?;
    client.server()?;
    Ok(client.tracker().to_owned())
}
