//! The hyperparameters of the two kinds of forest.

use hyperparameters::ForestParams;

use super::class_weight;
use crate::section::Section;

/// Reads the keys; one that is not there has its value in `defaults`, unless it is one
/// of the three that the Python reference has and `required`. `classes` are the names of the
/// classes, if those are right.
pub(crate) fn read(
    section: &mut Section<'_>,
    defaults: &ForestParams,
    classes: Option<&[String]>,
    required: bool,
) -> Option<ForestParams> {
    let or = (!required).then_some(defaults);
    let n_estimators =
        section.hyperparameter(&ForestParams::N_ESTIMATORS, or.map(|or| or.n_estimators));
    let max_depth = section.hyperparameter(&ForestParams::MAX_DEPTH, or.map(|or| or.max_depth));
    let random_state =
        section.hyperparameter(&ForestParams::RANDOM_STATE, or.map(|or| or.random_state));
    let rest = read_stopping(section, defaults, classes);
    Some(ForestParams {
        n_estimators: n_estimators?,
        max_depth: max_depth?,
        random_state: random_state?,
        ..rest?
    })
}

/// What splits must bring and nodes must hold.
fn read_stopping(
    section: &mut Section<'_>,
    or: &ForestParams,
    classes: Option<&[String]>,
) -> Option<ForestParams> {
    let criterion = section.optional(&ForestParams::CRITERION, or.criterion);
    let split = section.optional(&ForestParams::MIN_SAMPLES_SPLIT, or.min_samples_split);
    let leaf = section.optional(&ForestParams::MIN_SAMPLES_LEAF, or.min_samples_leaf);
    let weight = section.optional(
        &ForestParams::MIN_WEIGHT_FRACTION_LEAF,
        or.min_weight_fraction_leaf,
    );
    let decrease = section.optional(
        &ForestParams::MIN_IMPURITY_DECREASE,
        or.min_impurity_decrease,
    );
    let leaves = section.optional(&ForestParams::MAX_LEAF_NODES, or.max_leaf_nodes);
    let draws = read_draws(section, or, classes);
    Some(ForestParams {
        criterion: criterion?,
        min_samples_split: split?,
        min_samples_leaf: leaf?,
        min_weight_fraction_leaf: weight?,
        min_impurity_decrease: decrease?,
        max_leaf_nodes: leaves?,
        ..draws?
    })
}

/// Which rows and features are drawn, and what rows weigh.
fn read_draws(
    section: &mut Section<'_>,
    or: &ForestParams,
    classes: Option<&[String]>,
) -> Option<ForestParams> {
    let bootstrap = section.optional(&ForestParams::BOOTSTRAP, or.bootstrap);
    let features = section.optional(&ForestParams::MAX_FEATURES, or.max_features);
    let samples = section.optional(&ForestParams::MAX_SAMPLES, or.max_samples);
    let weight = class_weight::read(section, or.class_weight.clone(), classes);
    let draws = ForestParams {
        bootstrap: bootstrap?,
        max_features: features?,
        max_samples: samples?,
        class_weight: weight?,
        ..or.clone()
    };
    // What does not go together is told beside all that is wrong by itself.
    section.accept(draws.check())?;
    Some(draws)
}
