//! Hyperparameters from outside: their names, ranges and forms in JSON.

mod json;
mod ranges;
