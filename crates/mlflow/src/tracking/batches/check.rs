//! What the tracker would refuse, or shorten without a word.

use std::collections::BTreeSet;

use super::{Batch, Tag};
use crate::error::Error;

/// The longest key the tracker accepts, in characters.
const KEY_LIMIT: usize = 250;
/// The longest param that is stored whole, in characters.
const PARAM_VALUE_LIMIT: usize = 6000;
/// The longest tag that every version stores whole, in characters (MLflow 2.11; 8000 in version 3).
pub(crate) const TAG_VALUE_LIMIT: usize = 5000;

/// Refuses what the tracker would refuse or shorten.
pub(super) fn check(action: &str, batch: &Batch) -> Result<(), Error> {
    let refuse = |problem| Err(refused(action, problem));
    let mut params = BTreeSet::new();
    for param in &batch.params {
        check_key(action, &param.key)?;
        check_length(action, "param", &param.key, &param.value, PARAM_VALUE_LIMIT)?;
        if !params.insert(&param.key) {
            return refuse(format!("the param `{}` is there twice", param.key));
        }
    }
    let mut metrics = BTreeSet::new();
    for metric in &batch.metrics {
        check_key(action, &metric.key)?;
        if !metrics.insert((&metric.key, metric.step)) {
            let (key, step) = (&metric.key, metric.step);
            return refuse(format!("the metric `{key}` is there twice for step {step}"));
        }
    }
    check_tags(action, &batch.tags)
}

/// Refuses tags that are there twice, too long or badly named.
pub(crate) fn check_tags(action: &str, tags: &[Tag]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for tag in tags {
        check_key(action, &tag.key)?;
        check_length(action, "tag", &tag.key, &tag.value, TAG_VALUE_LIMIT)?;
        if !seen.insert(&tag.key) {
            return Err(refused(
                action,
                format!("the tag `{}` is there twice", tag.key),
            ));
        }
    }
    Ok(())
}

/// The rule of `mlflow/utils/validation.py`: a short name of allowed
/// characters that a file system would not resolve to another one. Version 3
/// allows `:` as well; a name that every version takes is the better one.
fn check_key(action: &str, key: &str) -> Result<(), Error> {
    let allowed = |c: char| c.is_alphanumeric() || "_-./ ".contains(c);
    let problem = if key.is_empty() {
        "a name is empty".to_owned()
    } else if key.chars().count() > KEY_LIMIT {
        format!("the name `{key}` is longer than {KEY_LIMIT} characters")
    } else if let Some(bad) = key.chars().find(|c| !allowed(*c)) {
        format!(
            "the name `{key}` holds `{bad}`; MLflow allows letters, digits, `_`, `-`, `.`, `/` and space"
        )
    } else if key.split('/').any(|part| matches!(part, "" | "." | "..")) {
        format!("the name `{key}` reads like a path that leads elsewhere")
    } else {
        return Ok(());
    };
    Err(refused(action, problem))
}

fn check_length(
    action: &str,
    kind: &str,
    key: &str,
    value: &str,
    limit: usize,
) -> Result<(), Error> {
    let length = value.chars().count();
    if length <= limit {
        return Ok(());
    }
    let problem = format!(
        "the {kind} `{key}` has {length} characters, and the tracker would cut it at {limit}; shorten it or log it as a file"
    );
    Err(refused(action, problem))
}

fn refused(action: &str, problem: String) -> Error {
    Error::Unusable {
        action: action.to_owned(),
        problem,
    }
}
