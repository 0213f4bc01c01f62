//! The program `evaluate`, from outside, against a tracker in memory.

mod common;
mod experiments;
mod gate;
mod metrics;
mod scores;
mod stage;
