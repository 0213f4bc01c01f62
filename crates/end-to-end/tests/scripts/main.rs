//! What the scripts do, without Docker.

mod build;
mod cluster;
mod containers;
mod doctor;
mod export;
mod git_sync;
mod help;
mod machine;
mod new_dataset;
mod packages;
mod remote;
mod reproduce;
