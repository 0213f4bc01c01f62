//! Writing a forest.

use std::collections::BTreeSet;

use prost::Message;

use super::layout::{CLASS_NAMES, FEATURE_NAMES, graph, operator_sets};
use super::proto::{Graph, Model, Property};
use super::{Names, OnnxError, encode};
use crate::RandomForest;

/// What protobuf allows a message to have: readers refuse longer ones.
const LARGEST_FILE: usize = i32::MAX as usize;

/// The forest as the bytes of an ONNX file, the same for the same forest and names.
///
/// # Errors
///
/// If there is not one name for each feature and each class value, or two classes
/// have the same name, or the file would have more than 2 GB, which no reader takes.
pub fn write(model: &RandomForest, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
    check_names(model.n_features(), model.classes(), names)?;
    let n_trees = model.trees().len();
    let graph = graph(Vec::new(), model.n_features(), n_trees, names.classes);
    let bytes = encode::file(file(graph, names), model, names.classes.len());
    if bytes.len() > LARGEST_FILE {
        return Err(OnnxError::TooLarge { bytes: bytes.len() });
    }
    Ok(bytes)
}

/// A graph of [`classifier`](super::parts::classifier)'s as the bytes of a file.
#[must_use]
pub fn encode(graph: Graph, names: &Names<'_>) -> Vec<u8> {
    file(graph, names).encode_to_vec()
}

fn file(graph: Graph, names: &Names<'_>) -> Model {
    Model {
        ir_version: Some(7),
        // No version of ours: a release must not change the bytes of a model.
        producer_name: Some(env!("CARGO_PKG_NAME").to_owned()),
        graph: Some(graph),
        opset_import: operator_sets(),
        metadata_props: vec![
            property(FEATURE_NAMES, names.features),
            property(CLASS_NAMES, names.classes),
        ],
    }
}

/// Checks that there are names for all features and class values.
///
/// `classes` are the values seen in training, ascending.
///
/// # Errors
///
/// As [`write()`].
pub fn check_names(
    n_features: usize,
    classes: &[usize],
    names: &Names<'_>,
) -> Result<(), OnnxError> {
    if names.features.len() != n_features {
        return Err(OnnxError::NameCount {
            what: "features",
            found: names.features.len(),
            expected: n_features.to_string(),
        });
    }
    let needed = classes
        .last()
        .map_or(1, |largest| largest.saturating_add(1));
    if names.classes.len() < needed {
        return Err(OnnxError::NameCount {
            what: "classes",
            found: names.classes.len(),
            expected: format!("at least {needed}, one for each class value from 0"),
        });
    }
    let mut seen = BTreeSet::new();
    match names.classes.iter().find(|&name| !seen.insert(name)) {
        Some(name) => Err(OnnxError::DuplicateClass { name: name.clone() }),
        None => Ok(()),
    }
}

fn property(key: &str, names: &[String]) -> Property {
    let value = serde_json::Value::from(names).to_string();
    Property {
        key: Some(key.to_owned()),
        value: Some(value),
    }
}
