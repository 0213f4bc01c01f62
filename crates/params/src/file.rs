//! The file as a whole.

use std::path::Path;

use hyperparameters::ModelParams;

use crate::data::Data;
use crate::evaluate::Evaluate;
use crate::gate::Gate;
use crate::own;
use crate::preprocess::Preprocess;
use crate::problem::{ParamsError, Problem, Problems};
use crate::scale::Scale;
use crate::section::Section;
use crate::text;
use crate::tracking::Tracking;
use crate::train::{self, Train, Tune, Validation};
use crate::yaml::{self, Entry, Node, Value};

/// The checked content of `params.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    /// What the source dataset looks like.
    pub data: Data,
    /// How it is split.
    pub preprocess: Preprocess,
    /// What is trained.
    pub train: ModelParams,
    /// How that is scored on training rows that it did not learn from; not at all if there is
    /// nothing.
    pub validation: Option<Validation>,
    /// Which other hyperparameters are tried, of which the best take the place of those in
    /// `train`.
    pub tune: Option<Tune>,
    /// How its metrics are told apart from chance.
    pub evaluate: Evaluate,
    /// What a model must reach to become `production`.
    pub gate: Gate,
    /// Under which names it is tracked.
    pub tracking: Tracking,
    /// How the training is shared out.
    pub scale: Scale,
}

impl Params {
    /// Reads and checks the file at `path`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is not YAML, misses a key, has an unknown
    /// one, or holds a value that is not allowed.
    pub fn read(path: &Path) -> Result<Self, ParamsError> {
        Ok(Self::read_with_text(path)?.0)
    }

    /// The same with the text of the file.
    ///
    /// # Errors
    ///
    /// As [`Params::read`].
    pub fn read_with_text(path: &Path) -> Result<(Self, String), ParamsError> {
        let text = text_of(path)?;
        Ok((Self::parse(&text, path)?, text))
    }

    /// Reads and checks the file at `path`, and what `read` makes of the section `stages.<stage>`,
    /// that of a stage which the pipeline did not come with. Where there is no such section, it
    /// holds no key. A key that `read` does not ask for is unknown.
    ///
    /// # Errors
    ///
    /// As [`Params::read`], or when `read` finds a problem.
    pub fn read_with_own<T>(
        path: &Path,
        stage: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Result<(Self, T), ParamsError> {
        Self::check_with(&tree(path)?, path, |root, problems| {
            let mut section = own::section(root, stage, problems);
            let found = read(&mut section);
            section.finish();
            found
        })
    }

    /// Reads and checks the file at `path`, in which only `stages`, those that the pipeline did not
    /// come with, may have a section below `stages`.
    ///
    /// # Errors
    ///
    /// As [`Params::read`], or when there is a section for another stage.
    pub fn read_knowing(path: &Path, stages: &[String]) -> Result<Self, ParamsError> {
        let names = |root: &[Entry], problems: &Problems| {
            own::check_names(root, stages, problems);
            Some(())
        };
        Self::check_with(&tree(path)?, path, names).map(|(params, ())| params)
    }

    /// Checks `text`, the content of the file at `path`, which only messages name.
    ///
    /// # Errors
    ///
    /// As [`Params::read`], without reading.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ParamsError> {
        Self::check(&parsed(text, path)?, path)
    }

    /// Checks `root`, the tree of the file at `path`, which only messages name. In a tree of
    /// which a part was set ([`Node::set`]), what is wrong there is in line 0.
    ///
    /// # Errors
    ///
    /// As [`Params::read`], without reading.
    pub fn check(root: &Node, path: &Path) -> Result<Self, ParamsError> {
        Self::check_with(root, path, |_, _| Some(())).map(|(params, ())| params)
    }

    /// Checks `root`, and what `more` looks for in its sections.
    fn check_with<T>(
        root: &Node,
        path: &Path,
        more: impl FnOnce(&[Entry], &Problems) -> Option<T>,
    ) -> Result<(Self, T), ParamsError> {
        let Value::Section(entries) = root.value() else {
            let text = "holds no sections; expected `data:` and the others".to_owned();
            return Err(ParamsError::one(path, Problem::new(root.line(), text)));
        };
        let problems = Problems::default();
        let params = Self::from_root(Section::root(entries, &problems));
        let more = more(entries, &problems);
        let problems = problems.into_sorted();
        match params.zip(more) {
            Some(found) if problems.0.is_empty() => Ok(found),
            _ => Err(ParamsError::invalid(path, problems)),
        }
    }

    /// All in it that decides what a model learns from given tables, for a digest: two files with
    /// the same text ask for the same model. Only the program that wrote a text understands it.
    #[must_use]
    pub fn of_model(&self) -> String {
        // All fields, so that none can be forgotten; floats in their shortest digits.
        format!(
            "{:?} {:?} {:?}",
            self.data.classes, self.data.columns, self.train
        )
    }

    /// The same with `model`, of the same family, in the place of what `train` says, and its run
    /// called after it.
    #[must_use]
    pub fn with_model(&self, model: &ModelParams) -> Self {
        Self {
            train: model.clone(),
            tracking: self.tracking.of_model(model, &self.data.name),
            ..self.clone()
        }
    }

    fn from_root(mut root: Section<'_>) -> Option<Self> {
        let data = root.section("data").and_then(Data::read);
        let preprocess = root.section("preprocess").and_then(Preprocess::read);
        let train = root
            .section("train")
            .and_then(|section| train::read(section, data.as_ref()));
        let evaluate = root.subsection("evaluate", Evaluate::default(), Evaluate::read);
        let gate = root.subsection("gate", Gate::default(), Gate::read);
        let dataset = data.as_ref().map_or("", |data| &data.name);
        let model = train.as_ref().map(|train| &train.model);
        let tracking = root
            .section("tracking")
            .and_then(|section| Tracking::read(section, dataset, model));
        let scale = root.subsection("scale", Scale::default(), Scale::read);
        let stages = own::check(&mut root);
        root.finish();
        let Train {
            model,
            validation,
            tune,
        } = train?;
        stages?;
        Some(Self {
            data: data?,
            preprocess: preprocess?,
            train: model,
            validation,
            tune,
            evaluate: evaluate?,
            gate: gate?,
            tracking: tracking?,
            scale: scale?,
        })
    }
}

fn text_of(path: &Path) -> Result<String, ParamsError> {
    text::read(path).map_err(|source| ParamsError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// The tree of the file at `path`.
fn tree(path: &Path) -> Result<Node, ParamsError> {
    parsed(&text_of(path)?, path)
}

fn parsed(text: &str, path: &Path) -> Result<Node, ParamsError> {
    yaml::parse(text)
        .map_err(|error| ParamsError::one(path, Problem::new(error.line, error.problem)))
}
