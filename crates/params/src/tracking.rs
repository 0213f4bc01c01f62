//! Section `tracking`: names in MLflow.

use crate::section::{Section, name};
use crate::yaml::Value;

/// Section `tracking`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// The experiment that the runs belong to.
    pub experiment: String,
    /// What a run is called.
    pub run_name: String,
    /// What the model is called in the registry.
    pub registered_model: String,
}

impl Tracking {
    pub(crate) fn read(mut section: Section<'_>) -> Option<Self> {
        let experiment = section.value("experiment", "a name", name, None);
        let run_name = section.value("run_name", "a name", name, None);
        let registered_model = section.value(
            "registered_model",
            "a name without `/` and `:`",
            model_name,
            None,
        );
        section.finish();
        Some(Self {
            experiment: experiment?,
            run_name: run_name?,
            registered_model: registered_model?,
        })
    }
}

/// MLflow 3 refuses the two characters that its model URIs are made of.
fn model_name(value: &Value) -> Option<String> {
    name(value).filter(|name| !name.contains(['/', ':']))
}
