//! What Prometheus is told: requests, and what the rows of the present model looked like.
//!
//! Nothing grows with what clients send: paths, codes, classes, features and buckets are known before the first request.
//!
//! # Layout
//!
//! - `histogram` counts values by their size.
//! - `requests` counts requests, and `rows` what the rows held.
//! - `following` is what is known of an alias that is followed.
//! - `exposition` writes the text.

mod exposition;
mod following;
mod histogram;
mod requests;
mod rows;

pub(crate) use exposition::Exposition;
pub(crate) use following::Following;
pub(crate) use requests::{Requests, Route};
pub(crate) use rows::RowMetrics;
