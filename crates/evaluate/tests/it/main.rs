//! The program `evaluate`, from outside, against a tracker in memory.

mod columns;
mod common;
mod curves;
mod experiments;
mod gate;
mod metrics;
mod pages;
mod pictures;
mod predicted;
mod requests;
mod scores;
mod stage;
mod unusual;
