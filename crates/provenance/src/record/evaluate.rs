//! `lineage/evaluate.json`: what judged the model of a run last.

use serde::Serialize;

use super::FORMAT;
use crate::program::{Image, Program};

/// Where the record is among the files of its run.
pub const EVALUATE_RECORD: &str = "lineage/evaluate.json";

/// The image and the program that judged a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvaluateRecord {
    /// The form of the file.
    pub format: u32,
    /// None for a program that was started by hand.
    pub image: Option<Image>,
    /// The program.
    pub program: Program,
}

impl EvaluateRecord {
    /// Of this process, which runs as `stage`, from its environment.
    #[must_use]
    pub fn of(stage: &str, lookup: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            format: FORMAT,
            image: Image::from(lookup),
            program: Program::of(stage),
        }
    }

    /// The content of the file.
    ///
    /// # Panics
    ///
    /// Never: the fields are plain values.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain values are JSON")
    }
}
