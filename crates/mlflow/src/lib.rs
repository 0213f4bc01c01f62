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
//! # Ok(())
//! # }
//! ```
//!
//! The surface blocks; underneath, requests run on a tokio runtime of the calling
//! thread, so that files travel four at a time. Every call states whether it is
//! idempotent: reads and upserts are repeated, creates are looked for before they are
//! sent again.
//!
//! # Layout
//!
//! Each module uses those below it and none above.
//!
//! - `client` is the blocking surface: the methods of [`Client`] and [`RunHandle`].
//! - `registry` registers models as versions, searches them, and moves aliases.
//! - `models` makes a model directory, puts it on the tracker, and finds it again.
//! - `artifacts` moves files to the tracker and back.
//! - `tracking` is experiments, runs and their pages, datasets, and the params, metrics and
//!   tags of runs.
//! - `server` asks the tracker who it is.
//! - `transport` sends calls and repeats them; `create_once` in it creates what must not
//!   be there twice.
//! - `error` names what goes wrong.
//! - `config` reads the environment and `~/.mlflow/credentials`.
//! - [`tags`] names the tags that MLflow's UI reads and this client writes, `time` is how
//!   MLflow writes moments, `random` draws identifiers and jitter.
//!
//! # Left out on purpose
//!
//! Deleting anything, traces and other features for language models, multipart uploads (a
//! tracker's own store does not take them), client certificates, and stores outside the
//! tracker, which would each need a client of their own.

mod artifacts;
mod client;
mod config;
mod error;
mod models;
mod random;
mod registry;
mod server;
pub mod tags;
mod time;
mod tracking;
mod transport;

pub use artifacts::ArtifactEntry;
pub use client::{Client, RunHandle};
pub use config::{Config, ConfigError, CredentialsFile, Retries, secrets_in, without_userinfo};
pub use error::{Error, Fault};
pub use models::{Content, LoggedModel, ModelSpec, Signature};
pub use registry::ModelVersion;
pub use server::Server;
pub use time::utc;
pub use tracking::{
    Batch, Claim, Column, ColumnType, DatasetInput, DatasetSource, Experiment, LoggedDataset,
    Metric, NewRun, Param, Run, RunQuery, RunStatus, Table, Tag, run_page, tables_tag,
};
