//! The outputs of a request.

use std::fmt::Write as _;

use onnx::Prediction;
use serde_json::Value;
use zmij::Buffer;

use super::outputs;
use super::request::Infer;
use crate::model::ServedModel;
use crate::scoring::{Refusal, number};

/// Writes those outputs of the prediction that were asked for.
///
/// # Errors
///
/// When one was asked for that there is not.
pub(crate) fn write(
    model: &ServedModel,
    asked: &Infer<'_>,
    prediction: &Prediction,
) -> Result<String, Refusal> {
    let names: Vec<_> = outputs(model.classifier.classes()).collect();
    if let Some(unknown) = asked
        .outputs
        .iter()
        .flatten()
        .find(|output| !names.iter().any(|name| name == *output))
    {
        let message = format!(
            "there is no output `{}`; expected {}",
            unknown.escape_debug(),
            names.join(", ")
        );
        return Err(Refusal::malformed(message));
    }
    let is_asked = |name: &String| {
        asked
            .outputs
            .as_ref()
            .is_none_or(|outputs| outputs.iter().any(|output| output == name))
    };
    let mut text = String::from("{");
    let identity = &model.identity;
    field(&mut text, "model_name", &identity.name);
    field(&mut text, "model_version", &identity.version_label());
    if let Some(id) = &asked.id {
        field(&mut text, "id", id);
    }
    text.push_str("\"outputs\":[");
    let wanted = names.iter().enumerate().filter(|(_, name)| is_asked(name));
    for (place, (output, name)) in wanted.enumerate() {
        text.push_str(if place == 0 { "{" } else { ",{" });
        field(&mut text, "name", name);
        tensor(&mut text, output, prediction);
    }
    text.push_str("]}");
    Ok(text)
}

/// A name and a text, and the comma behind them.
fn field(text: &mut String, name: &str, value: &str) {
    let _ = write!(text, "\"{name}\":{},", Value::from(value));
}

/// The rest of an output: the label's is 0, and those of the classes follow.
fn tensor(text: &mut String, output: usize, prediction: &Prediction) {
    let rows = prediction.labels.len();
    let datatype = if output == 0 { "INT64" } else { "FP32" };
    let _ = write!(
        text,
        "\"shape\":[{rows},1],\"datatype\":\"{datatype}\",\"data\":["
    );
    let mut buffer = Buffer::new();
    for row in 0..rows {
        if row > 0 {
            text.push(',');
        }
        match output.checked_sub(1) {
            None => {
                let _ = write!(text, "{}", prediction.labels[row]);
            }
            Some(class) => {
                text.push_str(number(prediction.probabilities[[row, class]], &mut buffer));
            }
        }
    }
    text.push_str("]}");
}
