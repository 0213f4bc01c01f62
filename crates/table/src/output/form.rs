//! The form of the output: what becomes of each column of the source, and how lines end.

use super::lines::Lines;
use crate::column::Spelling;
use crate::column::numbers::Kind;
use crate::header::Header;
use crate::role::Role;
use crate::spelt::{Spelt, SpeltColumn, TARGET, TARGET_NAME};
use crate::write::write_quoted;

/// What the lines of the output are made of.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    /// For each column of the source what it is for, and how its cells are written if it is a
    /// feature.
    pub(crate) columns: Vec<(Role<'a>, Option<Spelling<'a>>)>,
    features: Vec<SpeltColumn>,
    /// What a line of each class ends with: its number, its name, a line feed.
    endings: Vec<Vec<u8>>,
}

impl<'a> Form<'a> {
    /// That of a source with the `header`, whose columns are of the `kinds` where they hold
    /// numbers, and whose classes are called `names`.
    pub(crate) fn new(header: &Header<'a>, kinds: &[Kind], names: &[String]) -> Self {
        let columns = header.roles.iter().zip(kinds);
        let spelling = |(role, kind): (&Role<'a>, &Kind)| match role {
            Role::Feature(feature) => (*role, Some(Spelling::new(*feature, *kind))),
            _ => (*role, None),
        };
        let columns: Vec<_> = columns.map(spelling).collect();
        let features = columns.iter().zip(&header.names);
        let features =
            features.filter_map(|((_, spelling), name)| Some(spelling.as_ref()?.columns(name)));
        Self {
            features: features.flatten().collect(),
            endings: names.iter().enumerate().map(ending).collect(),
            columns,
        }
    }

    /// The columns of the output but the last two.
    pub(crate) fn features(&self) -> &[SpeltColumn] {
        &self.features
    }

    /// How many classes there are.
    pub(crate) fn classes(&self) -> usize {
        self.endings.len()
    }

    /// The first line.
    pub(crate) fn header(&self) -> Vec<u8> {
        let mut line = Vec::new();
        let names = self.features.iter().map(|column| column.name.as_str());
        for name in names.chain([TARGET, TARGET_NAME]) {
            write_quoted(name.as_bytes(), &mut line);
            line.push(b',');
        }
        line.pop();
        line.push(b'\n');
        line
    }

    /// Ends a line whose features were written, each with a comma behind it; nothing if there is
    /// no such class.
    pub(crate) fn end(&self, class: usize, lines: &mut Lines) -> Option<()> {
        lines.end(class, self.endings.get(class)?)
    }

    /// What was spelt, when all rows were.
    pub(crate) fn spelt(self, rows: u64, rejected: Vec<u64>) -> Spelt {
        Spelt {
            header: self.header(),
            features: self.features,
            rows,
            rejected,
        }
    }
}

fn ending((class, name): (usize, &String)) -> Vec<u8> {
    let mut ending = format!("{class},").into_bytes();
    write_quoted(name.as_bytes(), &mut ending);
    ending.push(b'\n');
    ending
}
