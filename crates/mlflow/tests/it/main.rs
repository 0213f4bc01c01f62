//! The client against a tracker that answers as told.

mod batches;
mod configuration;
mod creates;
mod downloads;
mod endings;
mod messages;
mod models;
mod registry;
mod retries;
mod server;
mod tracker;
