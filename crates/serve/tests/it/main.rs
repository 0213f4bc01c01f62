//! The program `serve`, from outside.

mod access;
mod common;
mod limits;
mod scoring;
mod starting;
