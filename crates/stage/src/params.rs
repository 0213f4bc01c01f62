//! `params.yaml`: what a person edits, read once and checked as a whole.
//!
//! Every stage checks the whole file, its own section or not, so that a typo
//! anywhere stops the pipeline before it works. All problems are reported at
//! once, each with its line, the value found and what is allowed.
//!
//! The sections are here; `train`, the largest, is in `train`, and its parameters by
//! family in `forest` and `families`; `gate` is in `gate`. `section` checks keys,
//! `problem` collects what is wrong.

mod families;
mod forest;
mod gate;
mod problem;
mod section;
mod train;

use std::fs;
use std::path::Path;

use crate::yaml::{self, Value};
pub use families::{DecisionTree, GaussianNb, LogisticRegression, SplitQuality};
pub use forest::{ClassWeight, Criterion, Forest, MaxFeatures, Rows};
pub use gate::{Gate, Limits, Score};
use problem::Problems;
pub use problem::{ParamsError, Problem};
use section::Section;
pub use train::Train;
use train::read_train;

/// The checked content of `params.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    /// What the source dataset looks like.
    pub data: Data,
    /// How it is split.
    pub preprocess: Preprocess,
    /// What is trained.
    pub train: Train,
    /// What a model must reach to become `production`.
    pub gate: Gate,
    /// Under which names it is tracked.
    pub tracking: Tracking,
}

/// Section `data`.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// The column of the source that holds the class.
    pub target: String,
    /// The names in that column, in the order of their numbers from 0: at
    /// least two, all different.
    pub classes: Vec<String>,
}

/// Section `preprocess`.
#[derive(Clone, Debug, PartialEq)]
pub struct Preprocess {
    /// How much of the table is held out.
    pub test_size: TestSize,
    /// The seed of the split.
    pub random_state: u32,
}

/// scikit-learn's `test_size`: a share of the rows or a number of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TestSize {
    /// A share above 0 and below 1; the number of rows is rounded up.
    Share(f64),
    /// So many rows, at least 1.
    Rows(usize),
}

/// Section `tracking`: names in MLflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// The experiment that the runs belong to.
    pub experiment: String,
    /// What a run is called.
    pub run_name: String,
    /// What the model is called in the registry.
    pub registered_model: String,
}

impl Params {
    /// Reads and checks `path`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is not YAML, misses a key, has an unknown
    /// one, or holds a value that is not allowed.
    pub fn read(path: &Path) -> Result<Self, ParamsError> {
        let text = fs::read_to_string(path).map_err(|source| ParamsError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, ParamsError> {
        let root = yaml::parse(text).map_err(|problem| ParamsError::one(path, problem))?;
        let Value::Section(entries) = &root.value else {
            let text = "holds no sections; expected `data:` and the others".to_owned();
            return Err(ParamsError::one(path, (root.line, text)));
        };
        let problems = Problems::default();
        let params = read_root(Section::root(entries, &problems));
        let problems = problems.into_sorted();
        match params {
            Some(params) if problems.is_empty() => Ok(params),
            _ => Err(ParamsError::invalid(path, problems)),
        }
    }
}

fn read_root(mut root: Section<'_>) -> Option<Params> {
    let data = root.section("data").and_then(read_data);
    let preprocess = root.section("preprocess").and_then(read_preprocess);
    let train = root.section("train").and_then(read_train);
    let gate = root.subsection("gate", Gate::default(), Gate::read);
    let tracking = root.section("tracking").and_then(read_tracking);
    root.finish();
    Some(Params {
        data: data?,
        preprocess: preprocess?,
        train: train?,
        gate: gate?,
        tracking: tracking?,
    })
}

fn read_data(mut section: Section<'_>) -> Option<Data> {
    let target = section.value("target", "the name of a column", name, None);
    let classes = section.value(
        "classes",
        "a list of at least two different class names (quote a name that YAML takes for a number with a point, true, false or null)",
        class_names,
        None,
    );
    section.finish();
    Some(Data {
        target: target?,
        classes: classes?,
    })
}

fn read_preprocess(mut section: Section<'_>) -> Option<Preprocess> {
    let test_size = section.value(
        "test_size",
        "a share above 0 and below 1, or a whole number of rows",
        test_size,
        None,
    );
    let random_state = section.integer("random_state", 0..=u32::MAX, None);
    section.finish();
    Some(Preprocess {
        test_size: test_size?,
        random_state: random_state?,
    })
}

fn read_tracking(mut section: Section<'_>) -> Option<Tracking> {
    let experiment = section.value("experiment", "a name", name, None);
    let run_name = section.value("run_name", "a name", name, None);
    let registered_model = section.value(
        "registered_model",
        "a name without `/` and `:`",
        model_name,
        None,
    );
    section.finish();
    Some(Tracking {
        experiment: experiment?,
        run_name: run_name?,
        registered_model: registered_model?,
    })
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// MLflow 3 refuses the two characters that its model URIs are made of.
fn model_name(value: &Value) -> Option<String> {
    name(value).filter(|name| !name.contains(['/', ':']))
}

fn class_names(value: &Value) -> Option<Vec<String>> {
    let Value::List(nodes) = value else {
        return None;
    };
    let names: Vec<_> = nodes
        .iter()
        .map(|node| name(&node.value))
        .collect::<Option<_>>()?;
    let different = names
        .iter()
        .enumerate()
        .all(|(i, name)| !names[..i].contains(name));
    (names.len() >= 2 && different).then_some(names)
}

fn test_size(value: &Value) -> Option<TestSize> {
    match *value {
        Value::Number(share) if share > 0.0 && share < 1.0 => Some(TestSize::Share(share)),
        Value::Integer(rows) if rows > 0 => usize::try_from(rows).ok().map(TestSize::Rows),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
