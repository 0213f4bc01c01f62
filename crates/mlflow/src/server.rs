//! What a tracker says of itself.

use std::time::SystemTime;

use reqwest::Method;

use crate::error::Error;
use crate::transport::{Api, Call, Idempotency, Payload, Response, endpoint};

/// How long a version may be; what is longer is a page of something else.
const VERSION_LENGTH: usize = 40;

/// A tracker that has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The version of MLflow, such as `3.17.2`, where the tracker tells it.
    pub version: Option<String>,
    /// What its clock said when it answered, to the second, where the tracker tells it.
    pub clock: Option<SystemTime>,
}

/// The cheapest call that needs the right to read, and then the version.
pub(crate) async fn look(api: &Api) -> Result<Server, Error> {
    let mut call = get(api, &["api", "2.0", "mlflow"], "experiments/search");
    call.url.query_pairs_mut().append_pair("max_results", "1");
    let read = api.transport().send(&call).await?;
    // A page that answers everything with 200 is no tracker.
    let _: serde_json::Map<String, serde_json::Value> = read
        .json(api.config().tracker())
        .map_err(|fault| Error::tracker(&call.action, fault))?;
    let told = api.transport().send(&get(api, &[], "version")).await;
    Ok(Server {
        version: told.ok().and_then(|told| version(&told)),
        clock: read.date,
    })
}

fn get(api: &Api, root: &[&str], path: &str) -> Call {
    let config = api.config();
    Call {
        action: "ask the tracker for its experiments".to_owned(),
        method: Method::GET,
        url: endpoint(&config.tracker, root, path),
        payload: Payload::Nothing,
        idempotency: Idempotency::Yes,
        timeout: config.timeout,
        sink: None,
    }
}

fn version(told: &Response) -> Option<String> {
    let text = std::str::from_utf8(&told.body).ok()?.trim();
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".+-".contains(&byte);
    let is_version = text.starts_with(|first: char| first.is_ascii_digit())
        && text.len() <= VERSION_LENGTH
        && text.bytes().all(known);
    is_version.then(|| text.to_owned())
}
