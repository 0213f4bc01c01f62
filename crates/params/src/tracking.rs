//! Section `tracking`: names in MLflow.

use hyperparameters::ModelParams;

use crate::names::Name;
use crate::section::Section;

/// Section `tracking`. What is left out or null is made of the dataset's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// The experiment that the runs belong to; the dataset's name.
    pub experiment: String,
    /// What a run is called; `<dataset>-<family>-train`, such as `iris-rf-train`.
    pub run_name: String,
    /// What the model is called in the registry; `<dataset>-classifier`.
    pub registered_model: String,
}

impl Tracking {
    /// Names for the models of this `family` that are trained on the dataset of this name.
    pub(crate) fn read(
        mut section: Section<'_>,
        dataset: &str,
        family: Option<&ModelParams>,
    ) -> Option<Self> {
        let family = family.map_or("", ModelParams::abbreviation);
        let or = Self {
            experiment: dataset.to_owned(),
            run_name: format!("{dataset}-{family}-train"),
            registered_model: format!("{dataset}-classifier"),
        };
        let experiment = section.name_or("experiment", Name::Tracked, or.experiment);
        let run_name = section.name_or("run_name", Name::Tracked, or.run_name);
        let registered_model =
            section.name_or("registered_model", Name::Model, or.registered_model);
        section.finish();
        Some(Self {
            experiment: experiment?,
            run_name: run_name?,
            registered_model: registered_model?,
        })
    }
}
