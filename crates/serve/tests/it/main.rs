//! The program `serve`, from outside.

mod common;
mod limits;
mod scoring;
mod starting;
