//! What a run is called: the family, and what people tell its models apart by.

use hyperparameters::ModelParams;
use serde_json::Value;

use crate::suggest::did_you_mean;

/// Hyperparameters that a letter stands for.
const LETTERS: [(&str, char); 2] = [("max_depth", 'd'), ("n_estimators", 'n')];
/// A run of another seed is the same model for a reader.
const SEED: &str = "random_state";
/// The longest value that a name spells out, in characters.
const LONGEST_VALUE: usize = 20;

/// `rf d5 n100`, and `rf d5 n100 criterion=entropy` where more is not as usual.
pub(crate) fn usual(model: &ModelParams) -> String {
    let used = model.used(&[]);
    let mut words = vec![model.abbreviation().to_owned()];
    for (name, letter) in LETTERS {
        let value = used.get(name).filter(|value| !value.is_null());
        words.extend(value.map(|value| format!("{letter}{}", text(value))));
    }
    let changed = model.beyond_default().into_iter();
    let others = changed
        .filter(|(name, _)| name != SEED && LETTERS.iter().all(|(lettered, _)| lettered != name));
    words.extend(others.map(|(name, value)| match text(&value) {
        value if value.chars().count() <= LONGEST_VALUE && !value.contains('{') => {
            format!("{name}={value}")
        }
        _ => name,
    }));
    words.join(" ")
}

/// `template` with values in the place of `{max_depth}` and so on, of `{model}` and of `{dataset}`.
///
/// # Errors
///
/// When a name in braces is none of these, in words that read after "is".
pub(crate) fn filled(template: &str, model: &ModelParams, dataset: &str) -> Result<String, String> {
    let mut values = model.all();
    values.insert("model".to_owned(), model.abbreviation().into());
    values.insert("dataset".to_owned(), dataset.into());
    let mut name = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((key, after)) = behind.split_once('}') else {
            break;
        };
        let Some(value) = values.get(key) else {
            let known: Vec<_> = values.keys().map(|key| format!("`{{{key}}}`")).collect();
            let hint = did_you_mean(key, values.keys().map(String::as_str));
            let hint = if hint.is_empty() {
                format!("; known here: {}", known.join(", "))
            } else {
                hint
            };
            return Err(format!(
                "`{template}`, and there is no value `{{{key}}}`{hint}"
            ));
        };
        name += before;
        name += &text(value);
        rest = after;
    }
    Ok(name + rest)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use hyperparameters::{Criterion, ForestParams, GaussianNbParams, LogisticRegressionParams};

    use super::*;

    fn forest() -> ForestParams {
        ForestParams {
            max_depth: Some(5),
            random_state: 42,
            ..ForestParams::RANDOM_FOREST
        }
    }

    #[test]
    fn a_name_tells_the_family_and_what_its_models_differ_in() {
        let unlimited = ForestParams::EXTRA_TREES;
        let entropy = ForestParams {
            criterion: Criterion::Entropy,
            ..forest()
        };
        let strong = LogisticRegressionParams {
            alpha: 0.5,
            ..LogisticRegressionParams::default()
        };
        let names = [
            (ModelParams::RandomForest(forest()), "rf d5 n100"),
            (ModelParams::ExtraTrees(unlimited), "et n100"),
            (
                ModelParams::RandomForest(entropy),
                "rf d5 n100 criterion=entropy",
            ),
            (ModelParams::LogisticRegression(strong), "lr alpha=0.5"),
            (ModelParams::GaussianNb(GaussianNbParams::default()), "nb"),
        ];
        for (model, name) in names {
            assert_eq!(usual(&model), name);
        }
    }

    #[test]
    fn a_name_of_ones_own_is_filled_with_values() {
        let model = ModelParams::RandomForest(forest());
        let filled = |template| filled(template, &model, "iris");
        assert_eq!(filled("plain"), Ok("plain".to_owned()));
        assert_eq!(
            filled("{dataset}: {model} of {max_depth} {"),
            Ok("iris: rf of 5 {".to_owned())
        );
        assert_eq!(
            filled("d{max_dpeth}"),
            Err(
                "`d{max_dpeth}`, and there is no value `{max_dpeth}`; did you mean `max_depth`?"
                    .to_owned()
            )
        );
        let error = filled("{colour}").unwrap_err();
        assert!(
            error.contains("; known here: `{n_estimators}`, `{max_depth}`"),
            "{error}"
        );
    }
}
