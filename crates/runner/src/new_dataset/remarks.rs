//! What a person should look at, and do next, when the dataset is in place.

use params::yaml::{self, Node, Value};

use super::names::Names;

/// What stays as a person wrote it and may be meant for the earlier dataset, each with what to do.
const KEPT: [(&str, &str); 4] = [
    ("tracking.experiment", "null names it after the dataset"),
    ("tracking.run_name", "null names it after the dataset"),
    (
        "tracking.registered_model",
        "null names it after the dataset",
    ),
    (
        "gate.minimum",
        "write what a model of this dataset must reach",
    ),
];

/// In lines, for the dataset of these `names` and the text of `params.yaml`.
pub(super) fn of(names: &Names, params: &str) -> String {
    let root = yaml::parse(params).ok();
    let kept = KEPT.iter().filter_map(|(key, hint)| {
        let value = root
            .as_ref()
            .and_then(|root| root.at(key))
            .filter(|node| is_set(node))?;
        Some(format!("mlops: `{key}` is still {value}; {hint}\n"))
    });
    format!(
        "mlops: the dataset is now `{}`: params.yaml describes it, data.dvc names {}\n{}\
         next: look at the section `data` of params.yaml, then `make run`",
        names.dataset(),
        names.path(),
        kept.collect::<String>()
    )
}

fn is_set(node: &Node) -> bool {
    !matches!(node.value(), Value::Null) && node.to_string() != "{}"
}
