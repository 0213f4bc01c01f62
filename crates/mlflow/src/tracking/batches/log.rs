//! Sending a batch.

use reqwest::Method;

use super::{Batch, check, split};
use crate::error::{Error, Fault};
use crate::time::now;
use crate::transport::{Api, Idempotency};

/// `POST runs/log-batch`, as often as the limits ask for. An identical batch
/// sent twice changes nothing, so every request may be repeated.
pub(crate) async fn log(api: &Api, run_id: &str, batch: &Batch) -> Result<(), Error> {
    let action = format!("log to the run `{run_id}`");
    check::check(&action, batch)?;
    for request in split::split(run_id, batch, now()) {
        let sent = send(api, &action, &request).await;
        match sent {
            Err(error) if is_collision(&error) => send(api, &action, &request).await?,
            sent => sent?,
        }
    }
    Ok(())
}

async fn send(api: &Api, action: &str, request: &split::LogBatch<'_>) -> Result<(), Error> {
    let path = "runs/log-batch";
    api.write(
        action.to_owned(),
        Method::POST,
        path,
        Idempotency::Yes,
        request,
    )
    .await
}

/// Two requests wrote the same row at once, as when the first one was given up
/// by this client and not by the tracker: version 3 then answers with its
/// database's words, and the second time with its own.
fn is_collision(error: &Error) -> bool {
    matches!(error.fault(), Some(Fault::Invalid { code, .. }) if code == "BAD_REQUEST")
}
