//! What the scripts do, without Docker.

mod containers;
mod git_sync;
mod machine;
mod new_dataset;
mod packages;
