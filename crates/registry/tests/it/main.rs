//! The registry from outside, against a tracker in memory.

mod commands;
