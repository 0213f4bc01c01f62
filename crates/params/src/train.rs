//! Section `train`: which family of models, its hyperparameters, and how they are chosen.
//!
//! From the inside out: `class_weight` reads the weights of classes by their names, `forest` and
//! `linfa` the hyperparameters of some families, `family` those of any, `validation` how a model is
//! scored on training rows, and `tune` which others are tried.

mod class_weight;
mod family;
mod forest;
mod linfa;
mod tune;
mod validation;

use hyperparameters::ModelParams;

use crate::data::Data;
use crate::section::Section;
use crate::shorten;
use family::{MODELS, Model, Written};
pub use tune::{Grid, Search, Tune, describe};
pub use validation::Validation;

/// Section `train`.
#[derive(Debug)]
pub(crate) struct Train {
    /// The family and its hyperparameters.
    pub(crate) model: ModelParams,
    /// How it is scored on training rows; not at all if there is nothing.
    pub(crate) validation: Option<Validation>,
    /// Which other hyperparameters are tried.
    pub(crate) tune: Option<Tune>,
}

/// Every family's hyperparameters are checked, the chosen one's are returned.
///
/// The family takes what `data`, if it is right, hands on of missing values.
pub(crate) fn read(mut section: Section<'_>, data: Option<&Data>) -> Option<Train> {
    let classes = data.map(|data| data.classes.as_slice());
    let chosen = section.choice("model", &MODELS, Some(Model::RandomForest));
    let models = MODELS.map(|(name, model)| {
        if model == Model::RandomForest {
            return model.read(&mut section, classes, chosen == Some(model));
        }
        section.subsection(name, model.defaults(), |section| {
            model.read(section, classes, false)
        })
    });
    let own = MODELS.iter().position(|(_, model)| Some(*model) == chosen);
    let model = own.and_then(|own| models.into_iter().nth(own)?);
    let validation = Validation::read(&mut section);
    let suits = check_validation(&section, model.as_ref(), validation.flatten());
    // Without hyperparameters that are right there is nothing to put other values into.
    let written = chosen.filter(|_| model.is_some());
    let written = written.map(|chosen| Written::of(&section, chosen, classes));
    let tune = Tune::read(&mut section, written, validation);
    let missing = check_missing(&section, chosen?, data);
    section.finish();
    missing?;
    suits?;
    Some(Train {
        model: model?,
        validation: validation?,
        tune: tune?,
    })
}

fn check_validation(
    section: &Section<'_>,
    model: Option<&ModelParams>,
    validation: Option<Validation>,
) -> Option<()> {
    match (model, validation) {
        (Some(model), Some(validation)) => validation.check(section, model),
        _ => Some(()),
    }
}

/// Only forests take missing values.
fn check_missing(section: &Section<'_>, model: Model, data: Option<&Data>) -> Option<()> {
    if matches!(model, Model::RandomForest | Model::ExtraTrees) {
        return Some(());
    }
    let columns = data
        .and_then(|data| data.columns.as_deref())
        .unwrap_or_default();
    let keeping = columns.iter().filter(|column| column.keeps_missing());
    let keeping: Vec<_> = keeping.map(|column| column.name.as_str()).collect();
    if keeping.is_empty() {
        return Some(());
    }
    let named = MODELS.iter().find(|(_, named)| *named == model);
    let (name, _) = named?;
    let columns = shorten::list(keeping);
    let text = format!(
        "`{}` is {name}, which takes no missing values, and `data.columns` keeps those of \
         {columns}; write there what stands for them, such as `missing: most_frequent`, or choose \
         random_forest or extra_trees",
        section.path("model")
    );
    section.note(section.line_of("model"), text);
    None
}
