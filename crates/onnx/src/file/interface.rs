//! What a file takes and gives: the names of features and classes, in its metadata.

use std::collections::BTreeSet;

use super::messages::{Model, Property};
use crate::OnnxError;

/// The metadata entry with the names of the features.
const FEATURE_NAMES: &str = "feature_names";
/// The metadata entry with the names of the classes.
const CLASS_NAMES: &str = "class_names";

/// What a file takes and gives, so that it can be used without the data it was trained on.
/// The names are JSON arrays in its `metadata_props`, `feature_names` and `class_names`.
#[derive(Debug, Clone, Copy)]
pub struct Interface<'a> {
    /// One name per feature, in the order of the columns.
    pub features: &'a [String],
    /// One name per class value: value `i` is called `classes[i]`. A class that no
    /// training row had gets the probability 0.
    pub classes: &'a [String],
    /// Whether every feature is an integer: the file's input is then int64, and else float.
    ///
    /// MLflow feeds a table's values as they are, and those of a table of nothing but integers
    /// are int64. A table that has a column of another kind as well gives float64 for all, which
    /// MLflow rounds to float.
    pub integers: bool,
}

impl Interface<'_> {
    /// Checks that each feature and each class value below `n_classes` has a name.
    ///
    /// # Errors
    ///
    /// If one has none, there are names of other features, or two classes have the same.
    pub(crate) fn check(&self, n_features: usize, n_classes: usize) -> Result<(), OnnxError> {
        if self.features.len() != n_features {
            return Err(OnnxError::NameCount {
                what: "features",
                found: self.features.len(),
                expected: n_features.to_string(),
            });
        }
        let needed = n_classes.max(1);
        if self.classes.len() < needed {
            return Err(OnnxError::NameCount {
                what: "classes",
                found: self.classes.len(),
                expected: format!("at least {needed}, one for each class value from 0"),
            });
        }
        let mut seen = BTreeSet::new();
        match self.classes.iter().find(|&name| !seen.insert(name)) {
            Some(name) => Err(OnnxError::DuplicateClass { name: name.clone() }),
            None => Ok(()),
        }
    }

    /// The names as entries of the metadata.
    pub(super) fn to_properties(self) -> Vec<Property> {
        let property = |key: &str, names: &[String]| Property {
            key: Some(key.to_owned()),
            value: Some(serde_json::Value::from(names).to_string()),
        };
        vec![
            property(FEATURE_NAMES, self.features),
            property(CLASS_NAMES, self.classes),
        ]
    }
}

/// The names of the features and of the classes, at least one of each.
pub(super) fn names(model: &Model) -> Result<(Vec<String>, Vec<String>), OnnxError> {
    Ok((list(model, FEATURE_NAMES)?, list(model, CLASS_NAMES)?))
}

fn list(model: &Model, key: &'static str) -> Result<Vec<String>, OnnxError> {
    let problem = |problem: String| OnnxError::Metadata { key, problem };
    let text = model
        .metadata_props
        .iter()
        .find(|property| property.key.as_deref() == Some(key))
        .and_then(|property| property.value.as_deref())
        .ok_or_else(|| problem("there is no such entry".to_owned()))?;
    let names: Vec<String> = serde_json::from_str(text)
        .map_err(|error| problem(format!("expected a JSON array of names: {error}")))?;
    if names.is_empty() {
        return Err(problem("expected at least one name".to_owned()));
    }
    Ok(names)
}
