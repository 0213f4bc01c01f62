//! Names that every version of the registry takes.
//!
//! Version 2 takes more than version 3; a name that only one of them takes
//! would be lost with the next upgrade.

use crate::error::Error;

/// The longest name of a model or an alias, in characters.
const NAME_LENGTH_LIMIT: usize = 255;

/// Refuses what version 3 refuses.
pub(super) fn check_model(action: &str, name: &str) -> Result<(), Error> {
    let problem = if name.trim().is_empty() {
        "a model's name is empty".to_owned()
    } else if let Some(bad) = name.chars().find(|c| matches!(c, '/' | ':')) {
        format!("a model's name cannot hold `{bad}`")
    } else if name.chars().count() > NAME_LENGTH_LIMIT {
        format!("a model's name has at most {NAME_LENGTH_LIMIT} characters")
    } else {
        return Ok(());
    };
    refused(action, problem)
}

/// Refuses what both versions refuse.
pub(super) fn check_alias(action: &str, alias: &str) -> Result<(), Error> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let problem = if alias.is_empty() || !alias.chars().all(allowed) {
        format!("the alias `{alias}` is not made of letters, digits, `_` and `-`")
    } else if is_reserved(alias) {
        format!("MLflow keeps the name `{alias}` for itself; choose another one")
    } else if alias.len() > NAME_LENGTH_LIMIT {
        format!("an alias has at most {NAME_LENGTH_LIMIT} characters")
    } else {
        return Ok(());
    };
    refused(action, problem)
}

/// `latest`, and what reads like a version: `v3`.
fn is_reserved(alias: &str) -> bool {
    let lower = alias.to_ascii_lowercase();
    let digits = lower.strip_prefix('v').unwrap_or_default();
    lower == "latest" || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn refused(action: &str, problem: String) -> Result<(), Error> {
    Err(Error::Unusable {
        action: action.to_owned(),
        problem,
    })
}
