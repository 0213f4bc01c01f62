//! The parts of the graph that do not depend on the trees: first those of any
//! classifier, then those of a forest.
//!
//! Both the writer and the reader use these: a file is readable exactly if its
//! graph is the one that would be written.

use std::collections::BTreeSet;

use super::proto::{Attribute, FLOAT, Graph, INT64, Node, OperatorSet, Tensor, ValueInfo};

/// The domain of the tree operator.
pub(crate) const ML_DOMAIN: &str = "ai.onnx.ml";
/// The tree operator.
pub const ENSEMBLE: &str = "TreeEnsembleClassifier";
/// The metadata entry with the names of the features.
pub(crate) const FEATURE_NAMES: &str = "feature_names";
/// The metadata entry with the names of the classes.
pub(crate) const CLASS_NAMES: &str = "class_names";
/// The only input of every classifier: float, `[N, features]`.
pub const INPUT: &str = "X";
/// The value that a classifier's own operators compute: float, `[N, classes]`.
pub const PROBABILITIES: &str = "probabilities";

const VOTES: &str = "votes";
const N_TREES: &str = "n_trees";
const LABEL: &str = "label";
const CLASS_AXIS: &str = "class_axis";

/// What identifies the operators: the versions in which they have the meaning used here.
pub(crate) fn operator_sets() -> Vec<OperatorSet> {
    let set = |domain: &str, version| OperatorSet {
        domain: Some(domain.to_owned()),
        version: Some(version),
    };
    vec![set("", 13), set(ML_DOMAIN, 1)]
}

/// The graph of any classifier: `compute` makes [`PROBABILITIES`] of [`INPUT`] with
/// the help of `constants`, and what follows makes the outputs of that.
///
/// # Panics
///
/// Never: columns in memory have a number that fits.
#[must_use]
pub fn classifier(
    name: &str,
    compute: Vec<Node>,
    constants: Vec<Tensor>,
    n_features: usize,
    class_names: &[String],
) -> Graph {
    let outputs = output_names(class_names);
    let columns = i64::try_from(n_features).expect("columns in memory");
    let probability = |name: &String| ValueInfo::rows(name, FLOAT, None);
    let mut initializer = constants;
    initializer.push(Tensor::int64_vector(CLASS_AXIS, vec![1]));
    Graph {
        node: compute.into_iter().chain(tail(&outputs)).collect(),
        name: Some(name.to_owned()),
        initializer,
        input: vec![ValueInfo::rows(INPUT, FLOAT, Some(columns))],
        output: std::iter::once(ValueInfo::rows(LABEL, INT64, None))
            .chain(outputs.iter().map(probability))
            .collect(),
    }
}

/// From the probabilities to the label and one output per class.
fn tail(outputs: &[String]) -> Vec<Node> {
    let axis = Attribute::int("axis", 1);
    let largest = vec![axis.clone(), Attribute::int("keepdims", 0)];
    let columns: Vec<String> = (0..outputs.len()).map(|i| format!("column_{i}")).collect();
    let column_names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut nodes = vec![
        node("ArgMax", &[PROBABILITIES], &[LABEL], largest),
        node("Split", &[PROBABILITIES], &column_names, vec![axis]),
    ];
    let squeeze = |(column, output): (&String, &String)| {
        node("Squeeze", &[column, CLASS_AXIS], &[output], vec![])
    };
    nodes.extend(columns.iter().zip(outputs).map(squeeze));
    nodes
}

/// An operator of the main domain.
#[must_use]
pub fn node(operator: &str, inputs: &[&str], outputs: &[&str], attribute: Vec<Attribute>) -> Node {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Node {
        input: owned(inputs),
        output: owned(outputs),
        // ONNX wants names to be unique; a node's first output is.
        name: outputs.first().map(|output| format!("{operator}_{output}")),
        op_type: Some(operator.to_owned()),
        attribute,
        domain: None,
    }
}

/// The graph around a tree operator with the given attributes.
#[must_use]
pub fn graph(
    ensemble: Vec<Attribute>,
    n_features: usize,
    n_trees: usize,
    class_names: &[String],
) -> Graph {
    let mut trees = node(ENSEMBLE, &[INPUT], &["ignored_label", VOTES], ensemble);
    trees.domain = Some(ML_DOMAIN.to_owned());
    let average = node("Div", &[VOTES, N_TREES], &[PROBABILITIES], vec![]);
    let n_trees = Tensor::float_scalar(N_TREES, n_trees as f32);
    classifier(
        "random_forest",
        vec![trees, average],
        vec![n_trees],
        n_features,
        class_names,
    )
}

/// The outputs with the probabilities: `probability_` and the name of the class,
/// whatever its letters, except that control characters become `_`. Should that
/// make two names equal, the later one gets its class number appended.
fn output_names(class_names: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    class_names
        .iter()
        .enumerate()
        .map(|(class, name)| {
            let mut output = format!("probability_{}", name.replace(char::is_control, "_"));
            while !taken.insert(output.clone()) {
                output = format!("{output}_{class}");
            }
            output
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::output_names;

    fn names(classes: &[&str]) -> Vec<String> {
        output_names(
            &classes
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn an_output_is_named_after_its_class_letter_by_letter() {
        assert_eq!(
            names(&["setosa", "a/b \"c\"", "Ünï", ""]),
            [
                "probability_setosa",
                "probability_a/b \"c\"",
                "probability_Ünï",
                "probability_"
            ]
        );
    }

    #[test]
    fn classes_that_differ_in_control_characters_get_different_outputs() {
        assert_eq!(
            names(&["a\n", "a\t", "a__1"]),
            ["probability_a_", "probability_a__1", "probability_a__1_2"]
        );
    }
}
