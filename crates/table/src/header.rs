//! The first line: the names of the columns, and what each column is for.

mod foreign;
mod listed;

use std::collections::{HashMap, HashSet};

use csv::ByteRecord;
use params::suggest::did_you_mean;
use params::{MAX_COLUMNS, shorten};

use crate::expected::Expected;
use crate::problem::{Problem, Problems};
use crate::role::{Feature, Role};
use crate::source::Source;
pub use foreign::check_beginning;

/// The longest description of a table's columns that the tracker takes, in characters
/// (`MAX_DATASET_SCHEMA_SIZE` of MLflow), and how much of it goes to a column besides its name.
const SCHEMA: usize = 1_048_575;
const SCHEMA_OF_COLUMN: usize = 43;

/// The names and roles of the columns, in the order of the file.
#[derive(Clone, Debug)]
pub(crate) struct Header<'a> {
    pub(crate) names: Vec<String>,
    pub(crate) roles: Vec<Role<'a>>,
}

impl<'a> Header<'a> {
    /// Checks the first line of the `source`. Gives nothing if there is no point in
    /// reading on, because the file is no table or none of this kind.
    pub(crate) fn check(
        cells: &ByteRecord,
        source: &Source,
        expected: &Expected<'a>,
        problems: &mut Problems,
    ) -> Option<Self> {
        if let Some(problem) = foreign::check(cells, source, expected) {
            problems.add(problem);
            return None;
        }
        if cells.len() > MAX_COLUMNS {
            problems.add(Problem::TooManyColumns(cells.len()));
            return None;
        }
        let names = column_names(cells, problems);
        let roles = roles(&names, expected);
        check_names(&names, &roles, expected, problems);
        if let Some(columns) = expected.columns {
            listed::check(&names, &roles, columns, problems);
        }
        Some(Self { names, roles })
    }
}

/// The names in the header `cells`, one for each column. What is wrong with a name by itself, or
/// because it is there already, is added to `problems`.
pub fn column_names(cells: &ByteRecord, problems: &mut Problems) -> Vec<String> {
    let (mut names, mut seen) = (Vec::new(), HashSet::new());
    for (i, cell) in cells.iter().enumerate() {
        let name = String::from_utf8_lossy(cell).into_owned();
        if str::from_utf8(cell).is_err() {
            problems.add(Problem::UnreadableName(i + 1));
        } else if name.is_empty() {
            problems.add(Problem::NamelessColumn(i + 1));
        } else if !seen.insert(cell) {
            problems.add(Problem::RepeatedColumn(shorten::text(&name)));
        }
        names.push(name);
    }
    names
}

fn check_names(
    names: &[String],
    roles: &[Role<'_>],
    expected: &Expected<'_>,
    problems: &mut Problems,
) {
    let allowed = SCHEMA.saturating_sub(SCHEMA_OF_COLUMN * names.len());
    let length = names.iter().map(String::len).sum();
    if length > allowed {
        problems.add(Problem::LongNames(length, allowed));
    }
    let target = expected.target;
    for (name, role) in names.iter().zip(roles) {
        let stays = ![Role::Target, Role::Ignored].contains(role);
        if stays && expected.reserved.contains(&name.as_str()) {
            problems.add(Problem::ReservedName(shorten::text(name)));
        }
    }
    if !names.iter().any(|name| name == target) {
        let columns = names.iter().map(String::as_str);
        problems.add(Problem::NoColumn {
            name: shorten::text(target),
            hint: did_you_mean(target, columns.clone()),
            columns: shorten::list(columns),
        });
    } else if names.len() == 1 {
        problems.add(Problem::NoFeatures(shorten::text(target)));
    }
}

fn roles<'a>(names: &[String], expected: &Expected<'a>) -> Vec<Role<'a>> {
    let there = names.iter().any(|name| name == expected.target);
    let listed = expected.columns.unwrap_or_default().iter();
    let listed: HashMap<_, _> = listed
        .map(|column| (column.name.as_str(), Role::from(column)))
        .collect();
    let role = |name: &String| match name.as_str() {
        name if name == expected.target => Role::Target,
        name if expected.ignored.contains(&name) => Role::Ignored,
        name if expected.columns.is_some() => *listed.get(name).unwrap_or(&Role::Unknown),
        _ if there => Role::Feature(Feature::NUMBER),
        _ => Role::Unknown,
    };
    names.iter().map(role).collect()
}
