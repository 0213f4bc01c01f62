//! Reading a file.

use prost::Message;

use super::OnnxError;
use super::ensemble::Trees;
use super::layout::{CLASS_NAMES, ENSEMBLE, FEATURE_NAMES, ML_DOMAIN, graph, operator_sets};
use super::predict::OnnxClassifier;
use super::proto::{Attribute, Graph, Model, Node};

/// A file whose names and operator sets are checked, and whose graph is not yet.
#[derive(Debug, Clone)]
pub struct File {
    /// The names of the features, at least one.
    pub features: Vec<String>,
    /// The names of the classes, at least one.
    pub classes: Vec<String>,
    /// What is computed.
    pub graph: Graph,
}

impl File {
    /// Reads the bytes of any classifier's file.
    ///
    /// # Errors
    ///
    /// If they are no ONNX model, or one without names or of other operator sets.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OnnxError> {
        let model = Model::decode(bytes)?;
        check_operator_sets(&model)?;
        let features = names(&model, FEATURE_NAMES)?;
        let classes = names(&model, CLASS_NAMES)?;
        let graph = model.graph.ok_or(OnnxError::Missing { what: "a graph" })?;
        Ok(Self {
            features,
            classes,
            graph,
        })
    }
}

impl OnnxClassifier {
    /// Reads a file that [`write`](super::write()) made.
    ///
    /// # Errors
    ///
    /// If the bytes are no ONNX model, or one of another structure: the message
    /// names the operator or attribute that is not supported. Never panics,
    /// whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OnnxError> {
        Self::from_file(File::from_bytes(bytes)?)
    }

    /// [`from_bytes`](Self::from_bytes) behind its first step.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn from_file(file: File) -> Result<Self, OnnxError> {
        let (features, classes, found) = (file.features, file.classes, &file.graph);
        let ensemble = ensemble(found)?;
        let trees = Trees::from_attributes(&ensemble.attribute, features.len(), classes.len())?;
        let expected = graph(Vec::new(), features.len(), trees.len(), &classes);
        check_graph(found, &expected)?;
        Ok(Self::new(features, classes, trees))
    }
}

/// Other versions may give the operators another meaning.
fn check_operator_sets(model: &Model) -> Result<(), OnnxError> {
    if model.opset_import != operator_sets() {
        return Err(OnnxError::Missing {
            what: "the operator sets `ai.onnx` 13 and `ai.onnx.ml` 1",
        });
    }
    Ok(())
}

fn names(model: &Model, key: &'static str) -> Result<Vec<String>, OnnxError> {
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

/// The tree operator, which must come first.
fn ensemble(graph: &Graph) -> Result<&Node, OnnxError> {
    let first = graph.node.first().ok_or(OnnxError::Missing {
        what: "an operator",
    })?;
    if operator(first) != ENSEMBLE || first.domain.as_deref() != Some(ML_DOMAIN) {
        return Err(OnnxError::Operator {
            found: operator(first).to_owned(),
            expected: format!("`{ENSEMBLE}` of `{ML_DOMAIN}`"),
        });
    }
    Ok(first)
}

/// Compares all but the trees with the graph that would be written.
///
/// # Errors
///
/// Names the first part that differs.
pub fn check_graph(found: &Graph, expected: &Graph) -> Result<(), OnnxError> {
    for (position, node) in found.node.iter().enumerate() {
        let expected = expected
            .node
            .get(position)
            .ok_or_else(|| OnnxError::Operator {
                found: operator(node).to_owned(),
                expected: "no further operator".to_owned(),
            })?;
        check_node(node, expected)?;
    }
    if found.node.len() < expected.node.len() {
        return Err(OnnxError::Missing {
            what: "an output for every class",
        });
    }
    if found.input != expected.input {
        return Err(OnnxError::Missing {
            what: "one float input with a column per feature name",
        });
    }
    if found.output != expected.output {
        return Err(OnnxError::Missing {
            what: "the label and a probability per class as outputs",
        });
    }
    if found.initializer != expected.initializer {
        return Err(OnnxError::Missing {
            what: "the constants that belong to its operators",
        });
    }
    Ok(())
}

fn check_node(found: &Node, expected: &Node) -> Result<(), OnnxError> {
    if (&found.op_type, &found.domain) != (&expected.op_type, &expected.domain) {
        return Err(OnnxError::Operator {
            found: operator(found).to_owned(),
            expected: format!("`{}`", operator(expected)),
        });
    }
    let wrong = |part: &str| OnnxError::Part {
        operator: operator(found).to_owned(),
        part: part.to_owned(),
        problem: "it differs from what this library writes".to_owned(),
    };
    if found.input != expected.input {
        return Err(wrong("input"));
    }
    if found.output != expected.output {
        return Err(wrong("output"));
    }
    if operator(found) != ENSEMBLE && found.attribute != expected.attribute {
        let differs = |attribute: &&Attribute| !expected.attribute.contains(attribute);
        let odd = found
            .attribute
            .iter()
            .find(differs)
            .and_then(|odd| odd.name.as_deref());
        return Err(wrong(odd.unwrap_or("attribute")));
    }
    Ok(())
}

/// What the node does.
pub(crate) fn operator(node: &Node) -> &str {
    node.op_type.as_deref().unwrap_or_default()
}
