//! Where the model comes from: a file, or the registry, whose alias is followed.
//!
//! # Layout
//!
//! - `reference` is what the command line says of it.
//! - `registered` asks the registry.
//! - `last_good` keeps a copy on the disk, for when the registry cannot be asked.
//! - `loading` finds the model to begin with.
//! - `follower` watches the alias, and switches.
//! - `following` is what is known of that.

mod follower;
mod following;
mod last_good;
mod loading;
mod reference;
mod registered;

pub(crate) use following::Following;
pub(crate) use loading::load;
pub use reference::ModelReference;
