//! Where the model comes from: a file, or the registry, whose alias is followed.
//!
//! # Layout
//!
//! - `registered` asks the registry.
//! - `last_good` keeps a copy on the disk, for when the registry cannot be asked.
//! - `loading` finds the model to begin with.
//! - `follower` watches the alias, and switches.

mod follower;
mod last_good;
mod loading;
mod registered;

pub(crate) use loading::load;
