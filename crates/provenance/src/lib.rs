//! Where a result comes from: the data that DVC locked, the experiment, and the image and program
//! that run.
//!
//! Everything here ends up in the tracker, nothing in an output: it differs between two machines.
//!
//! # Layout
//!
//! - `record`: `lineage/run.json`, which holds all of it.
//! - `git`: the commit.
//! - `credentials`: what may hold some, and is not kept.
//! - `changes`: what was not committed.
//! - `experiment`: the experiment of DVC that a stage runs in.
//! - `lock`: `dvc.lock`, what each stage read and wrote.
//! - `file_digest`: the digest by which DVC knows a file.
//! - `program`: the image and the program that run.
//! - `user`: who works here.

mod changes;
mod credentials;
mod experiment;
mod file_digest;
mod git;
mod lock;
mod program;
mod record;
mod user;

pub use changes::{CHANGES_ARTIFACT, CHANGES_FILE, Changes, LARGEST_PATCH};
pub use credentials::looks_like_credentials;
pub use experiment::{EXPERIMENT, EXPERIMENT_TAG, REPRODUCTION, experiment, is_reproduction};
pub use file_digest::md5_of_file;
pub use git::Git;
pub use lock::{DataFile, DvcLock, LockError, data_version};
pub use program::{Image, Program};
pub use record::{
    EVALUATE_RECORD, EvaluateRecord, Images, RUN_RECORD, RecordError, RunNames, RunRecord, Timings,
    fetch,
};
pub use user::user;
