//! MLflow's tracking calls: experiments, runs, and what is written into runs.

pub(crate) mod batches;
pub(crate) mod datasets;
pub(crate) mod experiments;
mod number;
pub(crate) mod runs;

pub use batches::{Batch, Metric, Param, Tag};
pub use datasets::{DatasetInput, DatasetSource};
pub use experiments::Experiment;
pub use runs::{Claim, NewRun, REASON_TAG, Run, RunQuery, RunStatus};
