//! Why a request failed, from an error of the HTTP library.

use std::time::Duration;

use crate::error::Fault;

/// What happened between the client and the tracker; `limit` is the time that the
/// attempt was given.
pub(super) fn fault(error: &reqwest::Error, tracker: &str, limit: Duration) -> Fault {
    let tracker = tracker.to_owned();
    let cause = readable(innermost(error));
    // rustls' errors arrive wrapped in text only.
    if cause.contains("certificate") {
        return Fault::Certificate { tracker, cause };
    }
    if error.is_connect() {
        return Fault::Unreachable { tracker, cause };
    }
    if error.is_timeout() {
        return Fault::Timeout { tracker, limit };
    }
    Fault::Disconnected { tracker, cause }
}

/// The last link of an error's chain, which is the one that says something.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// Two causes whose own words help nobody.
fn readable(cause: String) -> String {
    if cause.starts_with("no records found for Query") {
        "its name is not known".to_owned()
    } else if cause.starts_with("received corrupt message") {
        "it does not speak TLS: is its address `http://...`?".to_owned()
    } else {
        cause
    }
}
