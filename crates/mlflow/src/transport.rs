//! Calls over HTTP: sent, repeated as their idempotency allows, and every attempt
//! counted.
//!
//! - `create_once` looks for what may have been created before it creates again.
//! - `api` makes MLflow's JSON calls.
//! - `http` sends a call and repeats it.
//! - `retry` says which failures allow another attempt, and when.
//! - `call` is what is sent, `response` what comes back, `receive` reads it.
//! - `connection` makes connections, `cause` says why one failed.

mod api;
mod call;
mod cause;
mod connection;
mod create_once;
mod http;
mod receive;
mod response;
mod retry;

pub(crate) use api::{Api, endpoint};
pub(crate) use call::{Call, Payload};
pub(crate) use create_once::create_once;
pub(crate) use response::Response;
pub(crate) use retry::Idempotency;
