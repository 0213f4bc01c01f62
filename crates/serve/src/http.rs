//! HTTP: connections, the limits on them, and which path is answered by what.
//!
//! # Layout
//!
//! - `listener` takes connections until the server stops.
//! - `limits` bounds what a request may take.
//! - `token` says who may ask, and `tls` encrypts.
//! - `routes` says what is answered at which path: `invocations` is MLflow's protocol, `inference` the other one, and
//!   `docs` the page for people.
//! - `prediction` is what both have in common.
//! - `response` makes answers.
//! - `service` is what all connections share.

mod docs;
mod inference;
mod invocations;
mod limits;
mod listener;
mod prediction;
mod response;
mod routes;
mod service;
mod tls;
mod token;

pub(crate) use listener::{Stop, listen};
pub(crate) use service::Service;
pub(crate) use tls::acceptor;
pub(crate) use token::Token;
