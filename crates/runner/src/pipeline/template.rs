//! `${data.name}` in the paths of `dvc.yaml`: DVC puts the value of that key of `params.yaml` in
//! its place, and so does `mlops`. What else DVC's templates can do is refused.

use std::path::Path;

use params::shorten;
use params::text;
use params::yaml::{self, Node, Value};

use super::{PARAMS_YAML, PipelineError};

/// What a template begins with.
const OPEN: &str = "${";

/// The values that templates stand for.
#[derive(Debug)]
pub(super) struct Values(Option<Node>);

impl Values {
    /// The values for templates in `dvc_yaml`, the text of the file in the checkout at `root`.
    /// Where it has none, nothing is read.
    ///
    /// # Errors
    ///
    /// When `params.yaml` cannot be read or is not YAML.
    pub(super) fn of(root: &Path, dvc_yaml: &str) -> Result<Self, PipelineError> {
        if !dvc_yaml.contains(OPEN) {
            return Ok(Self(None));
        }
        let text = text::read(&root.join(PARAMS_YAML)).map_err(PipelineError::ParamsUnreadable)?;
        let values = yaml::parse(&text).map_err(PipelineError::ParamsMalformed)?;
        Ok(Self(Some(values)))
    }

    /// `text` with values in the place of its templates.
    ///
    /// # Errors
    ///
    /// In words that read after "found `text`": what is wrong with a template in it.
    pub(super) fn resolve(&self, text: &str) -> Result<String, String> {
        let mut resolved = String::new();
        let mut rest = text;
        while let Some((before, template)) = rest.split_once(OPEN) {
            if before.ends_with('\\') {
                return Err("expected a path without `\\${`".to_owned());
            }
            let Some((key, after)) = template.split_once('}') else {
                return Err("expected a `}` after `${`".to_owned());
            };
            resolved += before;
            resolved += &self.value(key.trim())?;
            rest = after;
        }
        Ok(resolved + rest)
    }

    /// The value of `key`, which is spelt as in `data.name`.
    fn value(&self, key: &str) -> Result<String, String> {
        let shown = shorten::text(key);
        let node = self.0.as_ref().and_then(|values| values.at(key));
        match node.map(Node::value) {
            Some(value @ (Value::Text(_) | Value::Integer(_))) => Ok(value.to_string()),
            Some(value) => {
                let found = shorten::text(&value.to_string());
                Err(format!(
                    "`{shown}` of `{PARAMS_YAML}` is {found}; expected a text or a whole number"
                ))
            }
            None => Err(format!(
                "expected `{shown}` in `{PARAMS_YAML}`; write it there, or name a key that is there, as in `${{data.name}}`"
            )),
        }
    }
}

/// Whether there is a template in `text`.
pub(super) fn is_in(text: &str) -> bool {
    text.contains(OPEN)
}
