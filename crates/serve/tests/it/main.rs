//! The program `serve`, from outside.

mod access;
mod common;
mod limits;
mod metrics;
mod scoring;
mod starting;
