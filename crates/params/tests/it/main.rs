//! `params.yaml` as a person may write it, and what is said about it.

mod columns;
mod hostile;
mod messages;
mod names;
mod own;
mod sections;
mod selection;
mod train;

use std::path::Path;

use params::{Params, ParamsError};

/// The smallest file that holds everything that must be there.
const GOOD: &str = "\
data:
  name: iris
  source: iris.csv
  target: species
  classes: [setosa, versicolor, virginica]
preprocess:
  random_state: 42
  test_size: 0.2
train:
  max_depth: 5
  n_estimators: 100
  random_state: 42
tracking:
  experiment: iris
  run_name: iris-rf-train
  registered_model: iris-classifier
";

fn parse(text: &str) -> Result<Params, ParamsError> {
    Params::parse(text, Path::new("params.yaml"))
}

/// What is said of a file that is refused.
fn message(text: &str) -> String {
    parse(text).expect_err("the file is refused").to_string()
}

/// [`GOOD`] with `old`, which must occur, replaced.
fn edited(old: &str, new: &str) -> String {
    assert!(GOOD.contains(old), "{old}");
    GOOD.replace(old, new)
}

/// [`GOOD`] with the content of `train` replaced.
fn with_train(train: &str) -> String {
    let (head, rest) = GOOD.split_once("train:\n").expect("there is a section");
    let (_, tail) = rest
        .split_once("tracking:")
        .expect("there is another section");
    format!("{head}train:\n{train}tracking:{tail}")
}

/// [`GOOD`] with a section `gate`.
fn with_gate(gate: &str) -> String {
    format!("{GOOD}gate:\n{gate}")
}
