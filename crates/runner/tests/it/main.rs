//! The program `mlops` and its library from outside.

#[cfg(feature = "docker")]
mod containers;
mod doctor;
mod experiments;
mod git_state;
mod help;
mod image_names;
mod model_state;
mod registry_commands;
mod remote;
mod report;
mod reproduce;
mod shards;
