//! The rows as a table, of which as many columns are shown as fit.

use std::fmt::Write as _;

use super::{Comparison, Row};
use crate::flat::short;
use crate::score::Score;

/// The widest cell of a name or a parameter.
const WIDEST: usize = 24;
/// Enough digits to tell versions of the data apart.
const DIGITS: usize = 8;
/// How many columns that are left out are named.
const MOST_NAMED: usize = 2;
/// Between columns.
const GAP: usize = 2;
/// Stands where nothing is known, or nothing is set.
const NONE: &str = "-";

/// A column: what is above it, and its cells.
struct Column {
    header: String,
    cells: Vec<String>,
}

impl Column {
    fn new(header: &str, cells: impl Iterator<Item = String>) -> Self {
        let header = shortened(header);
        let cells = cells.collect();
        Self { header, cells }
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().chain([&self.header]);
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell == NONE)
    }
}

impl Comparison {
    /// The keys in which the rows differ, as far as they are known, and the names of their columns.
    pub(super) fn keys(&self) -> Vec<(String, String)> {
        let mut all: Vec<&String> = Vec::new();
        for key in self.rows.iter().flat_map(|row| row.params.keys()) {
            if !all.contains(&key) {
                all.push(key);
            }
        }
        all.retain(|key| self.differs(key));
        // What is trained is what people try.
        all.sort_by_key(|key| !key.starts_with("train."));
        let keys: Vec<_> = all.into_iter().cloned().collect();
        let names = short(&keys);
        keys.into_iter().zip(names).collect()
    }

    /// Of the rows that say something of it. One that has a model says so of all that is trained:
    /// what it does not name has its default. A run names little of what else `params.yaml` holds.
    fn differs(&self, key: &str) -> bool {
        let is_train = |key: &str| key.starts_with("train.");
        let has_model = |row: &Row| row.params.keys().any(|key| is_train(key));
        let says = |row: &&Row| row.params.contains_key(key) || is_train(key) && has_model(row);
        let mut values = self.rows.iter().filter(says).map(|row| row.params.get(key));
        let first = values.next();
        values.any(|value| Some(value) != first)
    }

    /// The table, at most `width` characters wide unless the scores alone are wider, with a note
    /// about what is not shown and what the order says; without a line end at the end.
    #[must_use]
    pub fn table(&self, width: usize) -> String {
        let (mut columns, keys) = self.columns();
        let left_out = fit(&mut columns, keys, width);
        let mut text = lines(&columns);
        for note in self.notes(&left_out) {
            let _ = write!(text, "\n{note}");
        }
        text
    }

    /// All columns, and how many of them, from the second on, are parameters.
    fn columns(&self) -> (Vec<Column>, usize) {
        let column = |header: &str, cell: &dyn Fn(&Row) -> Option<String>| {
            let cells = self.rows.iter().map(cell);
            Column::new(
                header,
                cells.map(|cell| cell.unwrap_or_else(|| NONE.to_owned())),
            )
        };
        let keys = self.keys();
        let mut columns = vec![column("", &|row| Some(name(row)))];
        for (key, header) in &keys {
            columns.push(column(header, &|row| Some(shortened(row.params.get(key)?))));
        }
        let metric = self.metric.label();
        let others = [
            column("validation", &|row| {
                row.validation.map(|score| match score.std {
                    Some(std) => format!("{:.4} ±{std:.4}", score.mean),
                    None => format!("{:.4}", score.mean),
                })
            }),
            column(metric, &|row| row.test.map(brief)),
            column("data", &|row| {
                Some(row.data_version.as_ref()?.chars().take(DIGITS).collect())
            }),
            column("gate", &|row| row.verdict.clone()),
            column("", &|row| row.note.clone()),
        ];
        columns.extend(others.into_iter().filter(|column| !column.is_empty()));
        (columns, keys.len())
    }

    fn notes(&self, left_out: &[String]) -> Vec<String> {
        let mut notes = Vec::new();
        if !left_out.is_empty() {
            let first = left_out.iter().take(MOST_NAMED).cloned();
            let first = first.collect::<Vec<_>>().join(", ");
            let more = match left_out.len().saturating_sub(MOST_NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            notes.push(format!("not shown for lack of room: {first}{more}"));
        }
        if !self.validated
            && let Some(note) = self.chance()
        {
            notes.push(note);
        }
        notes
    }

    /// That the first is perhaps not the best.
    fn chance(&self) -> Option<String> {
        let first = self.rows.first()?;
        let [low, high] = first.test?.interval?;
        // Other data have other test rows, on which the same score means something else.
        let comparable = |row: &&Row| row.data_version == first.data_version;
        let others = self.rows.iter().skip(1).filter(comparable);
        let scores = others.filter_map(|row| row.test);
        let within = scores
            .filter(|score| (low..=high).contains(&score.value))
            .count();
        if within == 0 {
            return None;
        }
        let rows = match first.test_rows {
            Some(rows) => format!("these {rows} test rows"),
            None => "these test rows".to_owned(),
        };
        let are = if within == 1 { "is" } else { "are" };
        Some(format!(
            "{within} of the others {are} within the interval of the first: {rows} do not tell them apart,\n\
             and choosing among them by score is a toss of a coin"
        ))
    }
}

/// Takes parameters' columns away, the last first, until the table is narrow enough.
fn fit(columns: &mut Vec<Column>, mut keys: usize, width: usize) -> Vec<String> {
    let mut left_out = Vec::new();
    let total = |columns: &[Column]| -> usize {
        let widths: usize = columns.iter().map(|column| column.width() + GAP).sum();
        widths.saturating_sub(GAP)
    };
    while keys > 0 && total(columns) > width {
        left_out.insert(0, columns.remove(keys).header);
        keys -= 1;
    }
    left_out
}

fn lines(columns: &[Column]) -> String {
    let headers = columns.iter().map(|column| column.header.as_str());
    let mut lines = vec![line(columns, headers)];
    let rows = columns.first().map_or(0, |column| column.cells.len());
    for row in 0..rows {
        let cells = columns.iter().map(|column| column.cells[row].as_str());
        lines.push(line(columns, cells));
    }
    lines.join("\n")
}

fn line<'a>(columns: &[Column], cells: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for (column, cell) in columns.iter().zip(cells) {
        let padding = column.width() + GAP - cell.chars().count();
        text.push_str(cell);
        text.push_str(&" ".repeat(padding));
    }
    text.trim_end().to_owned()
}

fn name(row: &Row) -> String {
    let aliases = row.aliases.join(", ");
    let name = shortened(&row.label());
    if aliases.is_empty() {
        name
    } else {
        format!("{name} {aliases}")
    }
}

/// `0.9333 (0.83-1.00)`.
fn brief(score: Score) -> String {
    match score.interval {
        Some([low, high]) => format!("{:.4} ({low:.2}-{high:.2})", score.value),
        None => format!("{:.4}", score.value),
    }
}

/// On one line, and not wider than a column may be.
fn shortened(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    if text.chars().count() <= WIDEST {
        return visible.collect();
    }
    let begin: String = visible.take(WIDEST - 1).collect();
    format!("{begin}…")
}
