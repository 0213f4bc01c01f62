//! The rows of a piece, as one thread makes lines of them.

use super::Stop;
use super::column::Column;
use super::observed::Observed;
use super::raw::Bytes;
use super::row::Row;
use crate::cell::{Cell, Cells};
use crate::output::{Form, Lines};
use crate::problem::LONGEST_LINE;
use crate::role::Role;

/// What a thread works with.
pub(super) struct Worker<'a> {
    form: &'a Form<'a>,
    cells: &'a Cells<'a>,
    columns: Vec<Use<'a>>,
    pub(super) lines: Lines,
    pub(super) occurs: Vec<bool>,
    /// The class that was last found among those whose names look so.
    classes: [usize; 256],
}

/// What becomes of a column.
enum Use<'a> {
    Feature(Box<Column<'a>>),
    Target,
    Ignored,
}

impl<'a> Worker<'a> {
    pub(super) fn new(form: &'a Form<'a>, cells: &'a Cells<'a>) -> Self {
        let columns = form.columns.iter();
        let used = columns.map(|(role, spelling)| match (role, spelling) {
            (Role::Feature(feature), Some(spelling)) => {
                let decimal = cells.decimal();
                Use::Feature(Box::new(Column::new(*role, *feature, *spelling, decimal)))
            }
            (Role::Target, _) => Use::Target,
            _ => Use::Ignored,
        });
        Self {
            columns: used.collect(),
            lines: Lines::default(),
            occurs: vec![false; form.classes()],
            classes: [0; 256],
            form,
            cells,
        }
    }

    /// Makes lines of the rows of a `text` from `at` on.
    pub(super) fn read(&mut self, text: Bytes<'_>, mut at: usize) -> Result<(), Stop> {
        self.lines.clear();
        self.lines.bytes().reserve(text.end + text.end / 8);
        loop {
            at = text.skip_blank(at);
            if at >= text.end {
                return Ok(());
            }
            let next = self.row(text, at).ok_or(Stop::Unusual)?;
            if (next - at) as u64 > LONGEST_LINE / 2 {
                return Err(Stop::Unusual);
            }
            at = next;
        }
    }

    /// Makes a line of the row that begins at `at`, and tells where the next one begins.
    fn row(&mut self, text: Bytes<'_>, mut at: usize) -> Option<usize> {
        let mut row = Row::new(text, self.cells, self.lines.bytes());
        row.go_on(at);
        let (mut class, mut end) = (0, at);
        let last = self.columns.len() - 1;
        for (place, column) in self.columns.iter_mut().enumerate() {
            let is_last = place == last;
            if let Use::Feature(column) = column {
                end = column.take(&mut row, at, is_last)?;
                row.separate(end, is_last);
            } else {
                row.copy_to(at);
                let raw = row.cell(at, is_last)?;
                if matches!(column, Use::Target) {
                    let mut unescaped = Vec::new();
                    let name = text.content(raw, &mut unescaped);
                    class = find(name, self.cells, &mut self.classes)?;
                }
                end = raw.end;
                row.go_on(end + 1);
            }
            at = end + 1;
        }
        self.occurs[class] = true;
        self.form.end(class, &mut self.lines)?;
        Some(text.next_line(end))
    }

    /// What was seen of each column since this was last asked.
    pub(super) fn observed(&mut self) -> Vec<Observed> {
        let columns = self.columns.iter_mut();
        columns
            .map(|column| match column {
                Use::Feature(column) => std::mem::take(&mut column.observed),
                _ => Observed::default(),
            })
            .collect()
    }

    /// The features, and their places in the source.
    pub(super) fn features(&mut self) -> impl Iterator<Item = (usize, &mut Column<'a>)> {
        let columns = self.columns.iter_mut().enumerate();
        columns.filter_map(|(place, column)| match column {
            Use::Feature(column) => Some((place, &mut **column)),
            _ => None,
        })
    }
}

/// The class called `name`. Those that were found lately are found without a map.
fn find(name: &[u8], cells: &Cells<'_>, found: &mut [usize; 256]) -> Option<usize> {
    let ends = name.first()? ^ name.last()?.rotate_left(4);
    let place = &mut found[(usize::from(ends) ^ name.len()) % 256];
    if cells.class_name(*place).as_bytes() != name {
        let Ok(Cell::Class(class)) = cells.read(name, Role::Target) else {
            return None;
        };
        *place = class;
    }
    Some(*place)
}
