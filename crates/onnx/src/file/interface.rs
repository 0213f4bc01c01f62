//! What a file takes and gives: the names of features and classes, and what becomes of the
//! columns, in its metadata.

use std::collections::BTreeSet;

use serde::Serialize;

use super::messages::{Model, Property};
use crate::OnnxError;
use crate::encoding::{Input, check, encoded_names};

/// The metadata entry with the names of the features.
const FEATURE_NAMES: &str = "feature_names";
/// The metadata entry with the names of the classes.
const CLASS_NAMES: &str = "class_names";
/// The metadata entry with the names of the matrix' columns.
const ENCODED_NAMES: &str = "encoded_names";
/// The metadata entry with what becomes of each column.
const INPUTS: &str = "inputs";

/// What a file takes and gives, so that it can be used without the data it was trained on.
/// The names are JSON arrays in its `metadata_props`, `feature_names` and `class_names`. Where
/// columns are encoded, `encoded_names` has what scikit-learn's `get_feature_names_out` calls the
/// columns of the matrix, and `inputs` what becomes of each column of the table.
#[derive(Debug, Clone, Copy)]
pub struct Interface<'a> {
    /// One name per column of the table, in their order.
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
    /// How the columns become the matrix that the model computes with: the file then has an
    /// input for each of them. Without, all are numbers and the file's only input is that matrix.
    pub inputs: Option<&'a [Input]>,
}

impl Interface<'_> {
    /// How many columns the matrix has that the model computes with.
    pub(crate) fn n_columns(&self) -> usize {
        let of_inputs = |inputs: &[Input]| inputs.iter().map(Input::width).sum();
        self.inputs.map_or(self.features.len(), of_inputs)
    }

    /// Whether that matrix is the file's input, and int64.
    pub(crate) fn takes_integers(&self) -> bool {
        self.integers && self.inputs.is_none()
    }

    /// Checks that each feature and each class value below `n_classes` has a name, and that the
    /// columns can be encoded.
    ///
    /// # Errors
    ///
    /// If one has none, there are names of other features, two classes have the same, or a
    /// column cannot be encoded as it is described.
    pub(crate) fn check(&self, n_features: usize, n_classes: usize) -> Result<(), OnnxError> {
        if self.n_columns() != n_features {
            return Err(OnnxError::NameCount {
                what: "features",
                found: self.n_columns(),
                expected: n_features.to_string(),
            });
        }
        self.check_inputs()?;
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

    fn check_inputs(&self) -> Result<(), OnnxError> {
        let Some(inputs) = self.inputs else {
            return Ok(());
        };
        check(inputs)?;
        if inputs.iter().map(|input| &input.name).ne(self.features) {
            return Err(OnnxError::NameCount {
                what: "columns",
                found: self.features.len(),
                expected: format!("those of its {} inputs", inputs.len()),
            });
        }
        Ok(())
    }

    /// The names as entries of the metadata, and the encodings if there are any.
    pub(super) fn to_properties(self) -> Vec<Property> {
        let mut properties = vec![
            property(FEATURE_NAMES, self.features),
            property(CLASS_NAMES, self.classes),
        ];
        if let Some(inputs) = self.inputs {
            properties.push(property(ENCODED_NAMES, &encoded_names(inputs)));
            properties.push(property(INPUTS, inputs));
        }
        properties
    }
}

fn property<T: Serialize + ?Sized>(key: &str, value: &T) -> Property {
    Property {
        key: Some(key.to_owned()),
        value: Some(serde_json::to_string(value).expect("texts and numbers can be written")),
    }
}

/// What a file's metadata says of it.
pub(super) struct Names {
    /// At least one.
    pub(super) features: Vec<String>,
    /// At least one.
    pub(super) classes: Vec<String>,
    /// What becomes of the features, where the file encodes them: checked.
    pub(super) inputs: Option<Vec<Input>>,
}

impl Names {
    /// Reads the metadata.
    ///
    /// # Errors
    ///
    /// If an entry is missing, cannot be read, or does not go with the others.
    pub(super) fn of(model: &Model) -> Result<Self, OnnxError> {
        let names = Self {
            features: list(model, FEATURE_NAMES)?,
            classes: list(model, CLASS_NAMES)?,
            inputs: inputs(model)?,
        };
        names.interface().check_inputs()?;
        Ok(names)
    }

    fn interface(&self) -> Interface<'_> {
        Interface {
            features: &self.features,
            classes: &self.classes,
            integers: false,
            inputs: self.inputs.as_deref(),
        }
    }
}

/// Whether the file says what becomes of the columns.
pub(super) fn encodes(model: &Model) -> bool {
    entry(model, INPUTS).is_some()
}

fn inputs(model: &Model) -> Result<Option<Vec<Input>>, OnnxError> {
    let Some(text) = entry(model, INPUTS) else {
        return Ok(None);
    };
    let inputs: Vec<Input> = serde_json::from_str(text).map_err(|error| OnnxError::Metadata {
        key: INPUTS,
        problem: format!("expected a JSON array of inputs: {error}"),
    })?;
    if list(model, ENCODED_NAMES)? != encoded_names(&inputs) {
        return Err(OnnxError::Metadata {
            key: ENCODED_NAMES,
            problem: "the names are not those of the encoded inputs".to_owned(),
        });
    }
    Ok(Some(inputs))
}

fn entry<'a>(model: &'a Model, key: &str) -> Option<&'a str> {
    let mut properties = model.metadata_props.iter();
    let property = properties.find(|property| property.key.as_deref() == Some(key));
    property.and_then(|property| property.value.as_deref())
}

fn list(model: &Model, key: &'static str) -> Result<Vec<String>, OnnxError> {
    let problem = |problem: String| OnnxError::Metadata { key, problem };
    let text = entry(model, key).ok_or_else(|| problem("there is no such entry".to_owned()))?;
    let names: Vec<String> = serde_json::from_str(text)
        .map_err(|error| problem(format!("expected a JSON array of names: {error}")))?;
    if names.is_empty() {
        return Err(problem("expected at least one name".to_owned()));
    }
    Ok(names)
}
