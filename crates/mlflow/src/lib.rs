//! A client for MLflow's REST interface: what a training pipeline needs of
//! tracking, artifacts, models and the registry, without Python.
//!
//! It speaks to MLflow 2.3 and newer, to MLflow 3, and to trackers that offer
//! only the core of it, such as `DagsHub`. What a tracker can do is found out by
//! the first call that depends on it.
//!
//! ```no_run
//! use mlflow::{Batch, Client, Config, Metric, NewRun, Param, Tag};
//!
//! # fn main() -> Result<(), mlflow::Error> {
//! let client = Client::connect(Config::from_env()?)?;
//! let experiment = client.experiment("iris")?;
//! let tags = vec![Tag::new("mlops.key", "ab12")];
//! let run = client.start_run(&experiment, &NewRun { name: "iris-rf-train".into(), tags })?;
//! run.log(&Batch {
//!     params: vec![Param::new("n_estimators", 100)],
//!     metrics: vec![Metric::new("train_accuracy", 1.0)],
//!     ..Batch::default()
//! })?;
//! run.finish()?;
//! let again = client.newest_run(&experiment, &[("mlops.key", "ab12")])?;
//! # let _ = again;
//! # Ok(())
//! # }
//! ```
//!
//! The surface blocks; underneath, requests run on a tokio runtime of the
//! calling thread, so that files travel four at a time. Every call states
//! whether it may be repeated: reads and upserts are, creates are looked for
//! before they are sent again.
//!
//! # Layout
//!
//! Calls go down this list, never up.
//!
//! - `client` and `run_handle` are the blocking surface.
//! - `fetch` and `download` get a model's files back, into memory and onto the
//!   disk; `registry` keeps names, versions and aliases.
//! - `model` makes a model directory and puts it on the tracker.
//! - `experiment`, `run`, `dataset`, `batch` are the tracking calls.
//! - `artifact` moves files.
//! - `api` makes JSON calls and knows what the tracker offers.
//! - `transport` sends one call, `retry` says when again, `answer` reads what came back.
//! - `config` and `credentials` read the environment; `error` names what goes wrong.
//! - `number` and `time` are how MLflow writes values and moments.
//! - [`links`] and [`tags`] are names and addresses that the UI knows.
//!
//! # Left out on purpose
//!
//! Deleting anything, traces and other features for language models, multipart
//! uploads (a tracker's own store does not take them), client certificates,
//! and stores outside the tracker, which would each need a client of their own.

mod artifacts;
mod client;
mod config;
mod error;
pub mod links;
mod models;
mod registry;
pub mod tags;
mod time;
mod tracking;
mod transport;

pub use artifacts::ArtifactEntry;
pub use client::Client;
pub use client::run_handle::RunHandle;
pub use config::{Config, ConfigError, Retries};
pub use error::{Error, Fault};
pub use models::{
    Column, ColumnType, Content, LoggedModel, MODEL_ID_TAG, MODEL_LOCATION_TAG, ModelSpec,
    REQUIREMENTS, Signature,
};
pub use registry::ModelVersion;
pub use time::utc;
pub use tracking::{
    Batch, Claim, DatasetInput, DatasetSource, Experiment, Metric, NewRun, Param, REASON_TAG, Run,
    RunQuery, RunStatus, Tag,
};
pub use transport::api::Generation;
