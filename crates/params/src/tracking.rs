//! Section `tracking`: names in MLflow.

use hyperparameters::ModelParams;

use crate::names::Name;
use crate::run_name;
use crate::section::Section;

/// Section `tracking`. What is left out or null is made of the dataset's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// The experiment that the runs belong to; the dataset's name.
    pub experiment: String,
    /// What a run is called; the family and what its models differ in, such as `rf d5 n100`.
    pub run_name: String,
    /// What a person chose instead, with names of values in braces; that name is made of it.
    pub run_name_template: Option<String>,
    /// Whether runs have curves of what their training took of the machine.
    pub system_metrics: bool,
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
        let experiment = section.name_or("experiment", Name::Tracked, dataset.to_owned());
        let template = section.name_or("run_name", Name::Tracked, String::new());
        let chosen = template.clone().filter(|name| !name.is_empty());
        let run_name = match (&chosen, family) {
            (Some(template), Some(family)) => {
                let name = run_name::filled(template, family, dataset);
                name.map_err(|problem| {
                    let (line, path) = (section.line_of("run_name"), section.path("run_name"));
                    section.note(line, format!("`{path}` is {problem}"));
                })
                .ok()
            }
            _ => template.map(|_| family.map(run_name::usual).unwrap_or_default()),
        };
        let of_dataset = format!("{dataset}-classifier");
        let registered_model = section.name_or("registered_model", Name::Model, of_dataset);
        let system_metrics = section.boolean("system_metrics", false);
        section.finish();
        Some(Self {
            experiment: experiment?,
            run_name: run_name?,
            run_name_template: chosen,
            system_metrics: system_metrics?,
            registered_model: registered_model?,
        })
    }

    /// Whether a person chose what a run is called.
    #[must_use]
    pub fn run_name_is_chosen(&self) -> bool {
        self.run_name_template.is_some()
    }

    /// The same for another `model` on this `dataset`.
    pub(crate) fn of_model(&self, model: &ModelParams, dataset: &str) -> Self {
        let run_name = match &self.run_name_template {
            None => run_name::usual(model),
            // A model of the same family has the values that were there before.
            Some(template) => {
                run_name::filled(template, model, dataset).unwrap_or_else(|_| self.run_name.clone())
            }
        };
        Self {
            run_name,
            ..self.clone()
        }
    }
}
