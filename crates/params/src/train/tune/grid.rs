//! All settings that lists of values make: scikit-learn's `ParameterGrid`.

use std::collections::HashSet;

use hyperparameters::ModelParams;

use super::super::family::Written;
use super::super::validation::Validation;
use crate::problem::{Problem, Problems, SHOWN};
use crate::section::Section;
use crate::shorten;
use crate::yaml::{Node, Value};

/// Parameters with the values that each can have. A setting is one value of each; settings are
/// numbered from 0 as in scikit-learn, so that the last parameter changes first.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// In the order of their names.
    axes: Vec<Axis>,
    /// What all settings have in common.
    written: Written,
}

/// A parameter and its values, of which there is one at least.
#[derive(Clone, Debug, PartialEq)]
struct Axis {
    name: String,
    values: Vec<Node>,
}

const PARAMS: &str = "params";
const PATH: &str = "train.tune.params";

impl Grid {
    /// Reads `params` of section `tune`. What is no list is noted and left out; whether the values
    /// are right is for [`Grid::check`].
    pub(super) fn read(tune: &mut Section<'_>, written: Option<Written>) -> Option<Self> {
        let section = tune.section(PARAMS)?;
        let mut axes = Vec::new();
        for entry in section.entries() {
            match entry.node().value() {
                Value::List(values) if !values.is_empty() => axes.push(Axis {
                    name: entry.key().to_owned(),
                    values: values.clone(),
                }),
                other => {
                    let path = section.path(&shorten::text(entry.key()));
                    let found = match other {
                        Value::List(_) => "an empty list".to_owned(),
                        other => shorten::text(&other.to_string()),
                    };
                    let text =
                        format!("`{path}` is {found}; expected a list of values, such as [3, 5]");
                    section.note(entry.line(), text);
                }
            }
        }
        if section.entries().is_empty() {
            let text = format!(
                "`{PATH}` is empty; expected the values of a parameter, such as `max_depth: [3, 5]`"
            );
            section.note(section.line(), text);
        }
        axes.sort_by(|a, b| a.name.cmp(&b.name));
        let written = written.filter(|_| !axes.is_empty())?;
        Some(Self { axes, written })
    }

    /// How many settings there are.
    #[must_use]
    #[expect(
        clippy::len_without_is_empty,
        reason = "there is always a parameter, and each has a value"
    )]
    pub fn len(&self) -> usize {
        let sizes = self.axes.iter().map(|axis| axis.values.len());
        sizes.fold(1, usize::saturating_mul)
    }

    /// The values of the setting with this number, by the names of the parameters, which are in
    /// their order: scikit-learn's `ParameterGrid(params)[number]`.
    #[must_use]
    pub fn setting(&self, number: usize) -> Vec<(&str, &Node)> {
        let mut rest = number;
        let mut values: Vec<_> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let value = &axis.values[rest % axis.values.len()];
                rest /= axis.values.len();
                (axis.name.as_str(), value)
            })
            .collect();
        values.reverse();
        values
    }

    /// The hyperparameters of the setting with this number.
    ///
    /// # Errors
    ///
    /// What is wrong with its values; nothing is wrong with any of a grid that is searched as a
    /// whole.
    pub fn model(&self, number: usize) -> Result<ModelParams, String> {
        self.read_model(number).map_err(|problems| {
            let texts: Vec<_> = problems.iter().map(Problem::text).collect();
            texts.join("; ")
        })
    }

    fn read_model(&self, number: usize) -> Result<ModelParams, Vec<Problem>> {
        let problems = Problems::default();
        let read = self
            .written
            .read_with(&self.setting(number), PATH, &problems);
        let (problems, _) = problems.into_sorted();
        match read {
            Some(model) if problems.is_empty() => Ok(model),
            _ => Err(problems),
        }
    }

    /// Checks `all` settings, or as many as hold every value once, and notes what is wrong with
    /// them and whether one cannot be validated.
    pub(super) fn check(
        &self,
        tune: &Section<'_>,
        all: bool,
        validation: Option<Validation>,
    ) -> Option<()> {
        let mut told = HashSet::new();
        let checked = if all {
            (0..self.len()).collect()
        } else {
            self.each_value_once()
        };
        for number in checked {
            let found = self.problems(number, tune, validation);
            for (line, text) in found {
                if told.len() < SHOWN && told.insert((line, text.clone())) {
                    tune.note(line, text);
                }
            }
        }
        told.is_empty().then_some(())
    }

    fn problems(
        &self,
        number: usize,
        tune: &Section<'_>,
        validation: Option<Validation>,
    ) -> Vec<(usize, String)> {
        let model = match self.read_model(number) {
            Ok(model) => model,
            Err(problems) => {
                let problems = problems.iter();
                return problems
                    .map(|one| (one.line(), one.text().to_owned()))
                    .collect();
            }
        };
        let unsuited = validation.and_then(|validation| validation.unsuited(&model));
        let unsuited = unsuited.map(|problem| {
            let setting = describe(&self.setting(number));
            let text = format!("`train.validation` {problem} ({setting})");
            (tune.line_of(PARAMS), text)
        });
        unsuited.into_iter().collect()
    }

    /// Settings of which the first have the first values, the second the second ones, and so on.
    fn each_value_once(&self) -> Vec<usize> {
        let most = self.axes.iter().map(|axis| axis.values.len()).max();
        let number = |at: usize| {
            let axes = self.axes.iter();
            axes.fold(0, |number, axis| {
                number * axis.values.len() + at % axis.values.len()
            })
        };
        (0..most.unwrap_or(0)).map(number).collect()
    }
}

/// `max_depth=3 n_estimators=50`.
#[must_use]
pub fn describe(setting: &[(&str, &Node)]) -> String {
    let words: Vec<_> = setting
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    words.join(" ")
}
