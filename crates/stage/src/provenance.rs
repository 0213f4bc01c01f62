//! Where a result comes from, as far as the stage itself can tell: the data that
//! DVC locked, the experiment, and the image and program that run.
//!
//! Everything here ends up in the tracker, nothing in an output: it differs
//! between two machines.

mod experiment;
mod lock;
mod program;

pub use experiment::{EXPERIMENT, EXPERIMENT_TAG, experiment};
pub use lock::{DataFile, DvcLock, LockError, data_version};
pub use program::{program_tags, program_tags_from};
