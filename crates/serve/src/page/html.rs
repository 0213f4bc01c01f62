//! The page.

use maud::{DOCTYPE, Markup, html};
use onnx::Prediction;
use onnx::encoding::InputType;

use super::form::Form;
use crate::model::{ServedModel, SignatureColumn};
use crate::rows::RowsProblem;

/// What is said of what was typed.
pub(crate) enum Said<'a> {
    /// Nothing was.
    Nothing,
    /// What the model says.
    Prediction(&'a Prediction),
    /// What is wrong.
    Problem(&'a RowsProblem),
}

/// Paths that are worth a look.
const LINKS: [(&str, &str); 3] = [
    ("/openapi.json", "all paths, as OpenAPI"),
    ("/metrics", "what Prometheus is told"),
    ("/v2", "the Open Inference Protocol"),
];

/// The page, with what was typed and what is said of it.
pub(crate) fn render(model: &ServedModel, form: &Form, said: &Said<'_>) -> String {
    let identity = &model.identity;
    let version = identity.version_label();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (identity.name) " " (version) }
                link rel="stylesheet" href="/docs/style.css";
            }
            body {
                h1 { (identity.name) ", version " (version) }
                (answer(model, said))
                form method="post" action="/docs" {
                    @for (at, (column, text)) in model.signature.columns().iter().zip(form.texts()).enumerate() {
                        label {
                            span { (column.name) " " small { (hint(column)) } }
                            input name=(at) value=(text) inputmode=(keyboard(column)) autocomplete="off";
                        }
                    }
                    button { "Predict" }
                }
                p.note {
                    "Programs ask " code { "POST /invocations" } ": "
                    @for (at, (path, what)) in LINKS.iter().enumerate() {
                        @if at > 0 { ", " }
                        a href=(path) { (what) }
                    }
                    "."
                }
            }
        }
    };
    page.into_string()
}

fn answer(model: &ServedModel, said: &Said<'_>) -> Markup {
    match said {
        Said::Nothing => html! {},
        Said::Problem(problem) => html! { p.error { (problem) } },
        Said::Prediction(prediction) => probabilities(model.classifier.classes(), prediction),
    }
}

/// The class of the only row, and how probable each is.
fn probabilities(classes: &[String], prediction: &Prediction) -> Markup {
    let label = prediction
        .labels
        .first()
        .and_then(|&label| usize::try_from(label).ok());
    let class = label.and_then(|label| classes.get(label));
    html! {
        div.said {
            p { "Prediction: " strong { @if let Some(class) = class { (class) } } }
            table {
                @for (class, probability) in classes.iter().zip(&prediction.probabilities) {
                    tr {
                        td { (class) }
                        td { meter min="0" max="1" value=(probability) {} }
                        td { (format!("{probability:.4}")) }
                    }
                }
            }
        }
    }
}

fn hint(column: &SignatureColumn) -> String {
    let kind = match column.input_type {
        InputType::Double => "number",
        InputType::Long => "whole number",
        InputType::Boolean => "true or false",
        InputType::String => "text",
    };
    let optional = if column.required {
        ""
    } else {
        ", may be empty"
    };
    format!("{kind}{optional}")
}

const fn keyboard(column: &SignatureColumn) -> &'static str {
    match column.input_type {
        InputType::Double | InputType::Long => "decimal",
        InputType::Boolean | InputType::String => "text",
    }
}
