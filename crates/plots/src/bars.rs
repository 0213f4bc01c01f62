//! What each column contributes.

use crate::error::PlotError;
use crate::font::{Label, cleaned};
use crate::paint::Paint;
use crate::picture::{BELOW_TITLE, MARGIN, NORMAL, Picture, SMALL};
use crate::shape::{Anchor, MIDDLE};
use crate::share::share;

const WHAT: &str = "importances";
/// How many columns are drawn.
const MOST: usize = 20;
/// The longest name, in pixels.
const NAME: f64 = 200.0;
/// The height of a bar with its gap, and without.
const ROW: f64 = 28.0;
const BAR: f64 = 18.0;
/// The longest bar.
const LONGEST: f64 = 380.0;

/// What each column contributes to a model, adding up to 1: scikit-learn's `feature_importances_`.
#[derive(Clone, Debug, PartialEq)]
pub struct Importances {
    /// The most important first.
    columns: Vec<Column>,
    /// How many columns there are besides, each of which contributes less.
    more: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    /// Its place in the table, from 0.
    number: usize,
    name: String,
    importance: f64,
}

impl Column {
    fn checked((number, name, value): (usize, String, f64)) -> Result<Self, PlotError> {
        match share(value) {
            Some(importance) => Ok(Self {
                number,
                name,
                importance,
            }),
            None => Err(PlotError::number(WHAT, value, &name)),
        }
    }
}

impl Importances {
    /// Name and importance of each column, in the order of the table.
    ///
    /// # Errors
    ///
    /// When there is none, or an importance is not between 0 and 1.
    pub fn new(columns: Vec<(String, f64)>) -> Result<Self, PlotError> {
        let numbered = (0..).zip(columns);
        let numbered = numbered.map(|(number, (name, value))| (number, name, value));
        Self::most_of(numbered.collect(), 0)
    }

    /// The same where only the most important columns are known: of each its number in the table,
    /// from 0, its name and its importance. The table has `more` besides.
    ///
    /// # Errors
    ///
    /// When there is none, or an importance is not between 0 and 1.
    pub fn most_of(columns: Vec<(usize, String, f64)>, more: usize) -> Result<Self, PlotError> {
        if columns.is_empty() {
            return Err(PlotError::Nothing { what: WHAT });
        }
        let columns = columns.into_iter().map(Column::checked);
        let mut columns = columns.collect::<Result<Vec<_>, _>>()?;
        columns.sort_by(|a, b| b.importance.total_cmp(&a.importance));
        Ok(Self { columns, more })
    }

    /// How many columns are not drawn, and what they contribute together.
    fn rest(&self) -> (usize, f64) {
        let rest = self.columns.iter().skip(MOST);
        let count = rest.len() + self.more;
        let sum: f64 = rest.map(|column| column.importance).sum();
        let known: f64 = self.columns.iter().map(|column| column.importance).sum();
        // A model without a split has no importances, and these do not add up to 1.
        let unknown = if self.more > 0 && known > 0.0 {
            (1.0 - known).max(0.0)
        } else {
            0.0
        };
        (count, sum + unknown)
    }

    /// The most important columns as bars.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let shown = &self.columns[..self.columns.len().min(MOST)];
        let (rest, together) = self.rest();
        let names: Vec<_> = shown
            .iter()
            .map(|column| {
                let instead = format!("column {}", column.number + 1);
                Label::name(&column.name, instead, NORMAL, NAME)
            })
            .collect();
        let beside = names.iter().map(|name| name.width(NORMAL));
        let left = MARGIN + beside.fold(80.0, f64::max) + 10.0;
        let end = BELOW_TITLE + ROW * shown.len() as f64;
        let more = if rest == 0 { 0.0 } else { 28.0 };
        let below = "Mean decrease in impurity of the splits on each column; all add up to 1";
        let size = (left + LONGEST + 64.0 + MARGIN, end + more + MARGIN);
        let mut picture = Picture::new("importances", "Feature importances", below, size);
        picture.description = self.described(below);
        let most = shown[0].importance.max(f64::MIN_POSITIVE);
        for (row, (name, column)) in names.into_iter().zip(shown).enumerate() {
            let value = column.importance;
            let middle = BELOW_TITLE + ROW * (row as f64 + 0.5);
            let at = (left - 10.0, middle + MIDDLE * NORMAL);
            picture.text(at, name, NORMAL, Anchor::End, Paint::Ink);
            let length = (LONGEST * value / most).max(1.0);
            let at = (left, middle - BAR / 2.0);
            picture.rect(at, (length, BAR), Paint::Series(0), 1.0);
            let at = (left + length + 8.0, middle + MIDDLE * SMALL);
            let number = format!("{value:.4}");
            picture.text(at, number, SMALL, Anchor::Start, Paint::Muted);
        }
        picture.line(vec![(left, BELOW_TITLE), (left, end)], Paint::Muted, 1.0);
        if rest > 0 {
            let text = format!("… and {rest} more, together {together:.4}");
            picture.text((left, end + 20.0), text, SMALL, Anchor::Start, Paint::Muted);
        }
        picture
    }

    fn described(&self, below: &str) -> String {
        let first = self.columns.iter().take(5);
        let first =
            first.map(|column| format!("{} {:.4}", cleaned(&column.name), column.importance));
        let first: Vec<_> = first.collect();
        format!("{below}. The most important: {}.", first.join(", "))
    }
}
