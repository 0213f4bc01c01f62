//! How each column of the source enters the model.

use super::category::{Category, Encoding, VALUES, Values};
use super::date::{Date, DatePart};
use super::missing::Missing;
use crate::section::Section;
use crate::shorten;
use crate::suggest::did_you_mean;
use crate::yaml::{Entry, Value};

/// How many columns a table may have. The tracker takes a description of a table's columns of up
/// to 1,048,575 characters (`MAX_DATASET_SCHEMA_SIZE` of MLflow), which these fill if their names
/// have 60 characters.
pub const MAX_COLUMNS: usize = 10_000;

/// What a column may be, in words that read after "expected".
const KINDS: &str = "`ignored`, `number`, `category`, `flag`, or a section with such a `type`";
const TYPES: [(&str, Type); 6] = [
    ("ignored", Type::Ignored),
    ("number", Type::Number),
    ("category", Type::Category),
    ("flag", Type::Flag),
    ("date", Type::Date),
    ("text", Type::Text),
];

#[derive(Clone, Copy)]
enum Type {
    Ignored,
    Number,
    Category,
    Flag,
    Date,
    Text,
}

/// A column of the source that is not the target.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// How it enters the model.
    pub entered: Entered,
}

impl Column {
    /// Whether the matrix that a model computes with has missing values where this column has.
    pub(crate) fn keeps_missing(&self) -> bool {
        match &self.entered {
            Entered::Ignored => false,
            Entered::Number { missing } => *missing == Missing::Keep,
            Entered::Flag { missing, .. } => *missing == Missing::Keep,
            Entered::Date(date) => date.missing == Missing::Keep,
            // One-hot, they are a category of their own.
            Entered::Category(category) => {
                category.missing == Missing::Keep && category.encoding == Encoding::Ordinal
            }
        }
    }

    /// What the raw table has of it.
    pub(super) fn features(&self) -> Vec<Self> {
        match &self.entered {
            Entered::Ignored => Vec::new(),
            Entered::Date(date) => {
                let part = |part: &DatePart| Self {
                    name: format!("{}_{}", self.name, part.name()),
                    entered: Entered::Number {
                        missing: date.missing,
                    },
                };
                date.parts.iter().map(part).collect()
            }
            _ => vec![self.clone()],
        }
    }
}

/// How a column enters the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Entered {
    /// Not at all; ingest leaves it out.
    Ignored,
    /// As a number.
    Number {
        /// What becomes of missing ones.
        missing: Missing<f64>,
    },
    /// As a category.
    Category(Category),
    /// As 1 for yes, true, on, y, t or 1, and 0 for their contraries, whatever their case.
    Flag {
        /// What the cells hold.
        values: Values,
        /// What becomes of missing ones.
        missing: Missing<bool>,
    },
    /// In parts, which ingest makes numbers of.
    Date(Date),
}

/// What `columns` is, in words that read after "expected".
const COLUMNS: &str = "null, or a section with a key for each column of the source but the target";

/// The key `columns` of `section`, which may be null or left out.
#[expect(
    clippy::option_option,
    reason = "a problem is told from an absent key, as everywhere here"
)]
pub(super) fn read(section: &mut Section<'_>, target: Option<&str>) -> Option<Option<Vec<Column>>> {
    let Some(columns) = section.optional_section("columns", COLUMNS)? else {
        return Some(None);
    };
    let read = columns
        .entries()
        .iter()
        .map(|entry| column(&columns, entry, target));
    // All are read before one that is wrong ends it.
    let read: Vec<_> = read.collect();
    let found: Vec<_> = read.into_iter().collect::<Option<_>>()?;
    check(&columns, &found).map(|()| Some(found))
}

/// Checks the columns together.
fn check(section: &Section<'_>, columns: &[Column]) -> Option<()> {
    let path = "data.columns";
    if columns.len() > MAX_COLUMNS {
        let n = columns.len();
        section.note(
            section.line(),
            format!("`{path}` has {n} entries; expected at most {MAX_COLUMNS}"),
        );
        return None;
    }
    if columns
        .iter()
        .all(|column| column.entered == Entered::Ignored)
    {
        let text =
            format!("`{path}` leaves the model nothing; expected a column that is not `ignored`");
        section.note(section.line(), text);
        return None;
    }
    Some(())
}

fn column(columns: &Section<'_>, entry: &Entry, target: Option<&str>) -> Option<Column> {
    let name = entry.key();
    if target == Some(name) {
        let path = columns.path(&shorten::text(name));
        let text = format!("`{path}` is the target, which is no feature; remove the line");
        columns.note(entry.line(), text);
        return None;
    }
    let entered = match entry.node().value() {
        Value::Section(entries) => entered(columns.entry(entry, entries))?,
        value => match word(value) {
            Ok(entered) => entered,
            Err(problem) => {
                let path = columns.path(&shorten::text(name));
                columns.note(entry.node().line(), format!("`{path}` is {problem}"));
                return None;
            }
        },
    };
    let name = name.to_owned();
    Some(Column { name, entered })
}

/// What a type alone means: nothing is missing, and all else is as scikit-learn has it.
fn word(value: &Value) -> Result<Entered, String> {
    let found = match value {
        Value::Text(text) => TYPES.iter().find(|(name, _)| name == text),
        _ => None,
    };
    let shown = shorten::text(&value.to_string());
    match found.map(|(_, kind)| kind) {
        Some(Type::Ignored) => Ok(Entered::Ignored),
        Some(Type::Number) => Ok(Entered::Number {
            missing: Missing::Refuse,
        }),
        Some(Type::Category) => Ok(Entered::Category(Category::default())),
        Some(Type::Flag) => Ok(Entered::Flag {
            values: Values::Text,
            missing: Missing::Refuse,
        }),
        Some(Type::Date) => Err(format!("{shown}; {DATE}")),
        Some(Type::Text) => Err(format!("{shown}; {TEXT}")),
        None => {
            let hint = match value {
                Value::Text(text) => did_you_mean(text, TYPES.iter().map(|(name, _)| *name)),
                _ => String::new(),
            };
            Err(format!("{shown}; expected {KINDS}{hint}"))
        }
    }
}

/// What to write for a date.
const DATE: &str = "a date enters the model in parts: write `{type: date, parts: [year, month, \
                    weekday]}`, or `ignored`";
/// What to write for free text.
const TEXT: &str = "free text cannot enter the model: write `ignored`, or `category` if few \
                    different texts occur";

/// What a section says of a column.
fn entered(mut section: Section<'_>) -> Option<Entered> {
    let entered = match section.choice("type", &TYPES, None)? {
        Type::Ignored => Some(Entered::Ignored),
        Type::Number => {
            Missing::of_numbers(&mut section).map(|missing| Entered::Number { missing })
        }
        Type::Category => Category::read(&mut section).map(Entered::Category),
        Type::Flag => flag(&mut section),
        Type::Date => Date::read(&mut section).map(Entered::Date),
        Type::Text => {
            let path = section.path("type");
            section.note(section.line(), format!("`{path}` is text; {TEXT}"));
            return None;
        }
    };
    section.finish();
    entered
}

fn flag(section: &mut Section<'_>) -> Option<Entered> {
    let names = ["refuse", "keep", "most_frequent"];
    let values = section.choice("values", &VALUES, Some(Values::Text));
    let missing = Missing::read(section, &names, "true or false", |value| match *value {
        Value::Boolean(value) => Some(value),
        _ => None,
    });
    Some(Entered::Flag {
        values: values?,
        missing: missing?,
    })
}
