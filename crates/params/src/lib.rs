//! `params.yaml`: what a person edits, read once and checked as a whole.
//!
//! Every program checks the whole file, its own section or not, so that a typo
//! anywhere stops the pipeline before it works. All problems are reported at
//! once, each with its line, the value found and what is allowed.
//!
//! # Layout
//!
//! - `file`: [`Params`], the file as a whole.
//! - `metric`, `of_class`: [`Metric`], what a model is judged by.
//! - `data`, `preprocess`, `train`, `evaluate`, `gate`, `tracking`, `scale`: a section each.
//! - `shards`: the parts of a forest, by `scale` and `train` together.
//! - `run_name`: what a run is called.
//! - `own`: the sections of stages that the pipeline did not come with.
//! - [`Section`]: one section while it is checked, key by key.
//! - `names`: what a name may hold, so that every later step can bear it.
//! - `from_yaml`: the kinds of values that hyperparameters have.
//! - `problem`: what is wrong with the file, collected before it is reported.
//! - [`regular_file`]: a file that ends, and no pipe or device.
//! - [`shorten`]: values in messages, on one line and short.
//! - [`suggest`]: the "did you mean" of the error messages.
//! - [`text`]: files that people write, read whole.
//! - [`yaml`]: a YAML file as a tree with line numbers, also for `dvc.yaml` and `dvc.lock`.
//!
//! What a hyperparameter may be is stated in crate `hyperparameters`. This crate contains
//! nothing that trains, and only it knows the YAML library.

mod data;
mod evaluate;
mod file;
mod from_yaml;
mod gate;
mod metric;
mod names;
mod of_class;
mod own;
mod preprocess;
mod problem;
pub mod regular_file;
mod run_name;
mod scale;
mod section;
mod shards;
pub mod shorten;
pub mod suggest;
pub mod text;
mod tracking;
mod train;
pub mod yaml;

pub use data::{
    Category, Column, Data, Date, DateFormat, DatePart, Encoding, Entered, FilePattern,
    MAX_COLUMNS, MinFrequency, Missing, SourceFormat, TableFormat, Values,
};
pub use evaluate::Evaluate;
pub use file::Params;
pub use gate::{Gate, Thresholds};
pub use metric::{Metric, PerMetric};
pub use names::check_dataset_name;
pub use of_class::OfClass;
pub use preprocess::{Preprocess, TestSize};
pub use problem::{ParamsError, Problem};
pub use scale::Scale;
pub use section::Section;
pub use shards::{Unshared, trees_of_shard};
pub use tracking::Tracking;
pub use train::{Grid, Search, Tune, Validation, describe};
