//! The program `evaluate`, from outside, against a tracker in memory.

mod commands;
mod common;
mod gate;
mod stage;
