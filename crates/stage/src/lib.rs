//! What every stage of the pipeline shares, so that its programs refuse bad
//! input, write their outputs and end in the same way.
//!
//! # Layout
//!
//! - [`metadata`]: what train hands to evaluate in `models/model_metadata.json`.
//! - [`own`]: the frame of a stage that the pipeline did not come with.
//! - [`outputs`]: files that appear together or not at all.
//! - [`panics`]: those of a library that is given a damaged file.
//! - [`progress`]: what is said of a step that takes long.
//! - [`process`]: the frame that every `main` runs in.
//! - [`selection`]: how a model was chosen, in what train hands on.
//! - [`signals`]: what happens on Ctrl-C and `docker stop`.
//! - [`umask`]: the permissions of what is written.
//! - [`usage`]: how much memory a program has used.
//! - [`sealed`]: files that say what their digest is.
//! - [`stamp`]: whether a file is still the one that was read.
//! - [`exit`]: the one table of exit codes.
//! - [`digest`]: digests in hexadecimal.
//! - `testing`: a folder to run a stage's program in (for tests, a feature).
//!
//! The crate knows neither polars nor the tracker: a stage takes those itself.

pub mod digest;
pub mod exit;
pub mod metadata;
pub mod outputs;
pub mod own;
pub mod panics;
pub mod process;
pub mod progress;
pub mod sealed;
pub mod selection;
pub mod signals;
pub mod stamp;
#[cfg(feature = "testing")]
pub mod testing;
pub mod umask;
pub mod usage;
