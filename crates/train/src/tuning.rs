//! The search for hyperparameters: many settings are validated, and the best one is trained.

use std::borrow::Cow;

use hyperparameters::ModelParams;
use model_selection::sample_without_replacement;
use params::{Metric, Params, Search, Tune, describe};
use serde_json::{Map, Value, json};
use stage::selection::{Try, Tuned, ValidationScores};

use crate::error::TrainError;
use crate::tables::Tables;
use crate::validation::validate;

/// A setting to be tried.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The parameters that differ between settings.
    pub params: Map<String, Value>,
    /// All hyperparameters.
    pub model: ModelParams,
}

/// What a search has found.
#[derive(Debug)]
pub(crate) struct Found {
    /// The settings that were tried, in the order of the search.
    pub settings: Vec<Setting>,
    /// The scores of each.
    pub scores: Vec<ValidationScores>,
    /// The search, its metric, the scores by that, and the best one.
    pub tuned: Tuned,
}

impl Found {
    /// The best hyperparameters.
    pub(crate) fn model(&self) -> &ModelParams {
        &self.settings[self.tuned.best].model
    }

    /// Their scores.
    pub(crate) fn scores(&self) -> &ValidationScores {
        &self.scores[self.tuned.best]
    }
}

/// The settings that params.yaml asks for, if it asks for a search: of a grid all of them as in scikit-learn's `ParameterGrid`,
/// of a random search those that its `ParameterSampler` draws.
///
/// # Errors
///
/// When a setting has values that do not go together.
pub(crate) fn settings(params: &Params) -> Result<Vec<Setting>, TrainError> {
    let Some(tune) = &params.tune else {
        return Ok(Vec::new());
    };
    let (n, all) = (tune.n_tries(), tune.grid.len());
    let numbers = match tune.search {
        Search::Grid => (0..n).collect(),
        Search::Random { random_state, .. } => sample_without_replacement(all, n, random_state),
    };
    numbers
        .into_iter()
        .map(|number| setting(tune, number))
        .collect()
}

fn setting(tune: &Tune, number: usize) -> Result<Setting, TrainError> {
    let values = tune.grid.setting(number);
    let model = tune.grid.model(number).map_err(|problem| {
        let setting = describe(&values);
        TrainError::Setting { setting, problem }
    })?;
    let values = values.into_iter();
    Ok(Setting {
        params: values
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect(),
        model,
    })
}

/// Tries the settings, and finds the best; nothing where params.yaml asks for no search.
///
/// # Errors
///
/// As [`validate`], and when the metric is not defined for any setting.
pub(crate) fn search(
    tables: &Tables,
    params: &Params,
    settings: Vec<Setting>,
) -> Result<Option<Found>, TrainError> {
    let (Some(tune), Some(validation)) = (&params.tune, params.validation) else {
        return Ok(None);
    };
    let models: Vec<_> = settings
        .iter()
        .map(|setting| setting.model.clone())
        .collect();
    let scores = validate(tables, &models, validation, &params.data.classes)?;
    let metric = tune.metric;
    let found: Vec<_> = scores
        .iter()
        .map(|scores| scores.scores.get(metric))
        .collect();
    let best = best(metric, &found).ok_or_else(|| TrainError::NothingToCompare {
        metric: metric.name(),
    })?;
    let tries = settings.iter().zip(&scores);
    let tries = tries.map(|(setting, scores)| Try {
        params: setting.params.clone(),
        score: scores.scores.get(metric),
        std: scores.std.and_then(|std| std.get(metric)),
    });
    let tuned = Tuned {
        search: tune.search,
        metric: metric.name().to_owned(),
        best,
        tries: tries.collect(),
    };
    Ok(Some(Found {
        settings,
        scores,
        tuned,
    }))
}

/// The parameters with these hyperparameters, if there are some, in the place of what `train` says.
pub(crate) fn with_model<'a>(params: &'a Params, model: Option<&ModelParams>) -> Cow<'a, Params> {
    match model {
        None => Cow::Borrowed(params),
        Some(model) => Cow::Owned(params.with_model(model)),
    }
}

/// The position of the best score, of equals the first; nothing if there is no score.
fn best(metric: Metric, scores: &[Option<f64>]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, score) in scores.iter().enumerate() {
        let Some(score) = *score else { continue };
        if best.is_none_or(|(_, found)| metric.gain(score, found) > 0.0) {
            best = Some((at, score));
        }
    }
    best.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::*;

    /// Parameters as scikit-learn was given them, and the settings that it would try.
    #[derive(Deserialize)]
    struct Case {
        params: Map<String, Value>,
        n_iter: Option<usize>,
        random_state: Option<u32>,
        settings: Vec<Map<String, Value>>,
    }

    /// Made by `oracle/validation.py`.
    #[test]
    fn the_settings_are_those_of_scikit_learn_in_its_order() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../tests/fixtures/searches.json")).unwrap();
        assert!(cases.len() > 6);
        for case in cases {
            // JSON is YAML as well, so that the parameters go into params.yaml as they are.
            let mut tune = json!({"params": case.params});
            if let Some(n_iter) = case.n_iter {
                tune["search"] = "random".into();
                tune["n_iter"] = n_iter.into();
                tune["random_state"] = case.random_state.into();
            }
            let section = format!("train:\n  validation: k_fold\n  tune: {tune}\n");
            let text = stage::testing::PARAMS.replace("train:\n", &section);
            let text = text.replace("  validation: none\n", "");
            let params = Params::parse(&text, Path::new("params.yaml")).unwrap();
            let found: Vec<_> = settings(&params).unwrap();
            let found: Vec<_> = found.into_iter().map(|setting| setting.params).collect();
            assert_eq!(found, case.settings, "{tune}");
        }
    }

    #[test]
    fn the_best_is_the_first_of_equals_and_the_smallest_loss() {
        let scores = [None, Some(0.5), Some(0.75), Some(0.75), Some(0.25)];
        assert_eq!(best(Metric::Accuracy, &scores), Some(2));
        assert_eq!(best(Metric::LogLoss, &scores), Some(4));
        assert_eq!(best(Metric::Accuracy, &[None, None]), None);
    }
}
