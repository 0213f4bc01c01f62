//! The program `serve`, from outside.

mod access;
mod common;
mod inference;
mod limits;
mod metrics;
mod page;
mod registry;
mod scoring;
mod starting;
