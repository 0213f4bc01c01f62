//! The categories of a column: its different values in ascending order, counted.

use onnx::encoding::Categories;
use onnx::frame::{Column, MISSING, Texts};
use params::Missing;

use crate::error::Problem;
use crate::names;
use crate::numbers::{self, Fill};

/// The values of a column, texts or numbers.
#[derive(Debug, PartialEq)]
pub(crate) enum Values {
    /// In the order of their bytes, which is that of their code points and of Python's `sorted`.
    Texts(Vec<String>),
    /// In ascending order, all finite. Whether they are integers decides how they are spelt.
    Numbers {
        /// The numbers.
        values: Vec<f64>,
        /// Whether pandas reads the column as integers.
        integers: bool,
    },
}

/// The categories of a column after missing ones were filled.
#[derive(Debug, PartialEq)]
pub(crate) struct Counted {
    /// Every category.
    pub(crate) values: Values,
    /// How many rows each of them has, at least 1.
    pub(crate) counts: Vec<usize>,
    /// How many rows are missing still.
    pub(crate) missing: usize,
    /// The position among the categories of what stands for missing ones: nothing where they
    /// stay, or where it is no category.
    pub(crate) fill: Fill<Option<usize>>,
}

impl Counted {
    /// Every category with the column or position that `place` gives it.
    pub(crate) fn placed(self, place: impl Fn(usize) -> usize) -> Categories {
        match self.values {
            Values::Texts(values) => {
                let values = values.into_iter().enumerate();
                Categories::Texts(values.map(|(at, text)| (text, place(at))).collect())
            }
            Values::Numbers { values, .. } => {
                let values = values.into_iter().enumerate();
                Categories::Numbers(values.map(|(at, number)| (number, place(at))).collect())
            }
        }
    }

    /// How Python's `str` spells the category.
    pub(crate) fn spelt(&self, at: usize) -> String {
        match &self.values {
            Values::Texts(values) => values[at].clone(),
            Values::Numbers { values, integers } => names::number(values[at], *integers),
        }
    }
}

/// The categories of a column and how missing ones are filled; `integers` says whether numbers are
/// read as such.
///
/// # Errors
///
/// When a constant is no number in a column of numbers.
pub(crate) fn counted(
    name: &str,
    column: &Column,
    missing: &Missing<String>,
    integers: bool,
) -> Result<Counted, Problem> {
    match column {
        Column::Texts(texts) => Ok(of_texts(texts, missing)),
        Column::Numbers(values) => of_numbers(name, values, missing, integers),
    }
}

fn of_texts(texts: &Texts, missing: &Missing<String>) -> Counted {
    let mut counts = vec![0; texts.dictionary.len()];
    let present = texts.codes.iter().filter(|code| **code != MISSING);
    present.for_each(|&code| counts[code as usize] += 1);
    let found = texts.dictionary.iter().cloned().zip(counts);
    // The dictionary may have texts that no row has.
    let mut found: Vec<_> = found.filter(|(_, count)| *count > 0).collect();
    found.sort_unstable();
    let (mut values, mut counts): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let absent = texts.codes.len() - counts.iter().sum::<usize>();
    let mut at = None;
    if let Missing::Constant(text) = missing {
        at = place(values.binary_search(text), absent, &mut counts, |at| {
            values.insert(at, text.clone());
        });
    }
    filled(Values::Texts(values), counts, absent, (missing, at))
}

fn of_numbers(
    name: &str,
    all: &[f64],
    missing: &Missing<String>,
    integers: bool,
) -> Result<Counted, Problem> {
    let sorted = numbers::sorted(all);
    let groups = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let (mut values, mut counts): (Vec<_>, Vec<_>) =
        groups.map(|group| (group[0], group.len())).unzip();
    let absent = numbers::missing(all);
    let mut at = None;
    if let Some(number) = constant_number(name, missing)? {
        let found = values.binary_search_by(|value| value.total_cmp(&number));
        at = place(found, absent, &mut counts, |at| values.insert(at, number));
    }
    let values = Values::Numbers { values, integers };
    Ok(filled(values, counts, absent, (missing, at)))
}

/// The position of a constant among the categories: where it was `found`, or where it is put
/// because it stands for the `absent` ones.
fn place(
    found: Result<usize, usize>,
    absent: usize,
    counts: &mut Vec<usize>,
    insert: impl FnOnce(usize),
) -> Option<usize> {
    match found {
        Ok(at) => Some(at),
        Err(at) if absent > 0 => {
            counts.insert(at, 0);
            insert(at);
            Some(at)
        }
        Err(_) => None,
    }
}

/// Adds the rows of missing values to the category that stands for them: a constant, which is
/// category `at`, or the first of the most frequent ones.
fn filled(
    values: Values,
    mut counts: Vec<usize>,
    absent: usize,
    (missing, at): (&Missing<String>, Option<usize>),
) -> Counted {
    let most = counts.iter().max();
    let fill = match missing {
        _ if !matches!(missing, Missing::Constant(_) | Missing::MostFrequent) => Fill::Nothing,
        _ if most.is_none_or(|&most| most == 0) => Fill::Dropped,
        Missing::Constant(_) => Fill::With(at),
        _ => Fill::With(counts.iter().position(|count| Some(count) == most)),
    };
    let mut missing = absent;
    if let Fill::With(Some(at)) = fill {
        counts[at] += absent;
        missing = 0;
    }
    Counted {
        values,
        counts,
        missing,
        fill,
    }
}

fn constant_number(name: &str, missing: &Missing<String>) -> Result<Option<f64>, Problem> {
    let Missing::Constant(text) = missing else {
        return Ok(None);
    };
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    let number = number.ok_or_else(|| Problem::OtherKind {
        column: name.to_owned(),
        expected: "texts",
    })?;
    Ok(Some(number + 0.0))
}
