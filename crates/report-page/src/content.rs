//! What a page shows.

use plots::Picture;

/// All of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// The model, such as `iris-classifier version 3`.
    pub title: String,
    /// What a person should know before reading on, a sentence each. What is between backticks is
    /// code.
    pub remarks: Vec<String>,
    /// What the gate decided.
    pub verdict: Verdict,
    /// What the model is and where it comes from.
    pub facts: Vec<Fact>,
    /// How good it is.
    pub scores: Scores,
    /// Pictures, each with its numbers.
    pub figures: Vec<Figure>,
    /// What it was trained and tested on.
    pub data: Data,
    /// Its parameters.
    pub params: Params,
    /// The stages, in the order of the pipeline.
    pub stages: Vec<Stage>,
}

/// The gate's verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// In a word.
    pub outcome: Outcome,
    /// The numbers and the reason.
    pub grounds: String,
    /// The model and production row by row, where they were compared.
    pub paired: Option<String>,
    /// Which version is in use now.
    pub production: String,
}

/// What the gate decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The model became `production`.
    Passed,
    /// It did not.
    Failed,
    /// It is `production` already.
    Kept,
    /// Another one became `production` meanwhile.
    Undecided,
    /// Nobody has asked.
    NotAsked,
}

/// Something that is known of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What is known.
    pub value: String,
    /// Where there is more; shown as a link if it is an address of the web.
    pub link: Option<String>,
}

/// The metrics on the test rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// How many test rows there are, if it is known.
    pub rows: Option<u64>,
    /// What the intervals are.
    pub intervals: Option<Intervals>,
    /// Which version `production` is, where there are scores of it.
    pub production: Option<String>,
    /// Which commit `commit` is.
    pub commit: Option<String>,
    /// Those of the whole table.
    pub all: Vec<Score>,
    /// Those of each class.
    pub classes: Vec<ClassScores>,
}

/// How intervals were made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intervals {
    /// The share of resamples whose metric is in the interval, 0 to 1.
    pub confidence_level: f64,
    /// How many resamples there were.
    pub n_resamples: usize,
}

/// A metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// Whether less is better.
    pub is_loss: bool,
    /// Its value.
    pub value: Measured,
    /// That of production on the same rows.
    pub production: Option<f64>,
    /// That of the last commit, on its own test rows.
    pub commit: Option<f64>,
}

/// A value, and how far chance moves it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// Between these two, the lower first.
    pub interval: Option<[f64; 2]>,
}

/// The metrics of a class, where they are defined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassScores {
    /// The name of the class.
    pub class: String,
    /// Of the rows with its label, the share that is of the class.
    pub precision: Option<Measured>,
    /// Of the rows of the class, the share that got its label.
    pub recall: Option<Measured>,
    /// The harmonic mean of the two.
    pub f1_score: Option<Measured>,
}

/// A picture with the numbers that it shows.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The picture; a page may have each kind once.
    pub picture: Picture,
    /// Its numbers.
    pub numbers: Numbers,
}

/// A table of numbers beside a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// What it shows.
    pub caption: String,
    /// The names of the columns; the first one names its row.
    pub columns: Vec<String>,
    /// As many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// How many more rows there are.
    pub more: usize,
}

/// The two tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// The training and the test table, if they are known.
    pub tables: Vec<TableFacts>,
    /// The features, in the order of the tables.
    pub features: Vec<Feature>,
    /// How many more features there are.
    pub more: usize,
}

/// What is known of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableFacts {
    /// `training` or `test`.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many columns it has, with the class.
    pub columns: u64,
    /// The MD5 of its file.
    pub md5: String,
}

/// A column of both tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// What it holds, in MLflow's word.
    pub kind: String,
    /// Its training rows, then its test rows, if they are known.
    pub summaries: Vec<Summary>,
}

/// The cells of a column in a table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// The least, the mean and the largest number.
    pub range: Option<[f64; 3]>,
    /// How many different texts there are.
    pub distinct: Option<u64>,
    /// How many cells are missing.
    pub missing: u64,
}

/// The parameters, by the keys of `params.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    /// Which version `production` is, if there is one.
    pub production: Option<String>,
    /// Which commit `commit` is.
    pub commit: Option<String>,
    /// In the order in which they are shown.
    pub all: Vec<Param>,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Param {
    /// Its key, such as `train.max_depth`.
    pub key: String,
    /// What it is here.
    pub here: Option<String>,
    /// What it was for production, if that is known.
    pub production: Option<String>,
    /// What it is in the last commit.
    pub commit: Option<String>,
}

/// What a stage took when it ran here last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// None for one that was not run here.
    pub usage: Option<Usage>,
}

/// What a stage took.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// From the start of its container to its end.
    pub seconds: f64,
    /// The most memory that its program had at a time.
    pub peak_bytes: Option<u64>,
    /// When it ended.
    pub ended: String,
}
