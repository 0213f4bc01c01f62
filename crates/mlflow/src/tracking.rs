//! MLflow's tracking calls: experiments, runs, and what is written into runs.
//!
//! - `experiments` and `runs` start, end, read and search them.
//! - `batches` writes params, metrics and tags, `datasets` which tables were read;
//!   `tables` are tables among the files of a run.
//! - `links` says where the UI shows a run.
//! - `schema` describes columns, `filter` is the language of searches, `number` is how
//!   values travel.

pub(crate) mod batches;
pub(crate) mod datasets;
pub(crate) mod experiments;
pub(crate) mod filter;
mod links;
mod number;
pub(crate) mod runs;
mod schema;
mod tables;

pub use batches::{Batch, Metric, Param, Tag};
pub use datasets::{DatasetInput, DatasetSource, LoggedDataset};
pub use experiments::Experiment;
pub use links::run_page;
pub use runs::{Claim, NewRun, Run, RunQuery, RunStatus};
pub use schema::{Column, ColumnType};
pub use tables::{Table, tables_tag};
