//! Section `tracking`: names in MLflow.

use crate::names::Name;
use crate::section::Section;

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
        let experiment = section.name("experiment", Name::Tracked);
        let run_name = section.name("run_name", Name::Tracked);
        let registered_model = section.name("registered_model", Name::Model);
        section.finish();
        Some(Self {
            experiment: experiment?,
            run_name: run_name?,
            registered_model: registered_model?,
        })
    }
}
