//! From an HTTP response to a value or a [`Fault`].
//!
//! MLflow documents `{"error_code", "message"}`, but a client also meets HTML
//! (unknown path, crash), plain text (refused host, refused access) and
//! `{"detail"}` (the artifact routes of version 3).

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Fault;

/// An HTTP response, read to its end.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    /// Where a redirection points.
    pub(crate) location: Option<String>,
    /// How long the tracker wants to be left alone.
    pub(crate) retry_after: Option<Duration>,
    /// What the clock there said.
    pub(crate) date: Option<SystemTime>,
    pub(crate) body: Vec<u8>,
}

/// The union of the error bodies seen.
#[derive(Debug, Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error_code: String,
    #[serde(default)]
    message: String,
    /// The artifact routes of MLflow 3.
    #[serde(default)]
    detail: serde_json::Value,
    /// `DagsHub`.
    #[serde(default)]
    error: serde_json::Value,
}

/// How much of a body that is not MLflow's is shown.
const EXCERPT_LENGTH: usize = 300;

impl Response {
    /// Reads a JSON body.
    pub(crate) fn json<T: DeserializeOwned>(&self, tracker: &str) -> Result<T, Fault> {
        serde_json::from_slice(&self.body).map_err(|problem| Fault::Unreadable {
            tracker: tracker.to_owned(),
            problem: problem.to_string(),
        })
    }

    /// What a status other than 2xx means. `host` is the `Host` header sent.
    pub(crate) fn fault(&self, tracker: &str, host: &str) -> Fault {
        let body: ErrorBody = serde_json::from_slice(&self.body).unwrap_or_default();
        let message = self.message(&body);
        let tracker = tracker.to_owned();
        let status = self.status.as_u16();
        match (status, body.error_code.as_str()) {
            (300..=399, _) => Fault::Redirected {
                tracker,
                location: self.location.clone().unwrap_or_default(),
            },
            (403, _) if message.contains("Invalid Host header") => Fault::HostRefused {
                host: host.to_owned(),
            },
            (_, code) if is_missing_feature(code, &message) => Fault::Unsupported {
                tracker,
                status,
                message,
            },
            (401 | 403, _) => Fault::Auth {
                tracker,
                status,
                message,
            },
            (503, _) if message.contains("--serve-artifacts") => {
                Fault::ArtifactsDisabled { tracker }
            }
            (500..=599, _) if says_full(&message) => Fault::StorageFull { tracker, message },
            (400, _) if message.contains("Current state is deleted") => {
                Fault::RunDeleted { message }
            }
            (_, "RESOURCE_ALREADY_EXISTS") => Fault::Exists { message },
            (_, "RESOURCE_DOES_NOT_EXIST") => Fault::NotFound { message },
            (404 | 405 | 501, "" | "ENDPOINT_NOT_FOUND" | "NOT_IMPLEMENTED") => {
                Fault::Unsupported {
                    tracker,
                    status,
                    message,
                }
            }
            (429 | 500..=599, _) => Fault::Server {
                tracker,
                status,
                message,
            },
            (_, code) => Fault::Invalid {
                status,
                code: code.to_owned(),
                message,
            },
        }
    }

    /// The tracker's words: its message, or the beginning of a text body.
    fn message(&self, body: &ErrorBody) -> String {
        let text = [text_of(&body.detail), text_of(&body.error)]
            .into_iter()
            .fold(body.message.clone(), |first, next| {
                if first.is_empty() { next } else { first }
            });
        if !text.is_empty() {
            return one_line(&text);
        }
        let raw = String::from_utf8_lossy(&self.body);
        if raw.trim_start().starts_with('<') {
            // An HTML page says nothing beyond its status.
            return String::new();
        }
        one_line(&raw)
    }
}

/// `DagsHub`'s words, and MLflow 3's code for a workspace on a tracker that has none.
fn is_missing_feature(code: &str, message: &str) -> bool {
    code == "FEATURE_DISABLED" || message.contains("unsupported endpoint")
}

/// The words of `SQLite`, of `PostgreSQL` and of the operating system.
fn says_full(message: &str) -> bool {
    message.contains("disk is full") || message.contains("No space left on device")
}

/// A JSON value as words.
fn text_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The first [`EXCERPT_LENGTH`] characters with every run of white space as one space.
/// What went wrong in a database comes first; its statement and their values
/// follow, which say nothing to a person and may be long.
fn one_line(text: &str) -> String {
    let text = text.split("[SQL:").next().unwrap_or(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(EXCERPT_LENGTH).collect()
}
