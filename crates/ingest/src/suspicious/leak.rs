//! Columns that alone tell the class: what is known only after the class is, or stands for it.

mod classes;
mod values;

use table::spell::ColumnType;

use super::limits::Limits;
use super::question::{keep_if, merge};
use super::rows::Cell;
use classes::Classes;
use values::Values;

/// In which ways a column may still tell apart those of the classes that have enough rows.
#[derive(Debug)]
pub(super) struct Leak {
    classes: Classes,
    /// How many rows were added since the questions were settled.
    unsettled: usize,
    /// Cells are missing in all rows of some classes and in none of the others.
    missing: bool,
    /// All cells are numbers, and each class has a range of its own.
    ranges: bool,
    /// No value is in two classes.
    values: Option<Values>,
}

impl Leak {
    /// A column of this type of which no row was seen; the table has this number of `classes`.
    pub(super) fn new(column_type: ColumnType, classes: usize, limits: Limits) -> Self {
        Self {
            classes: Classes::new(classes.min(limits.classes)),
            unsettled: 0,
            missing: matches!(column_type, ColumnType::Float | ColumnType::Text),
            ranges: true,
            values: Some(Values::new(limits.values)),
        }
    }

    /// The same with no rows, of which only the open questions are asked.
    pub(super) fn blank(&self) -> Self {
        Self {
            classes: self.classes.blank(),
            unsettled: 0,
            values: self.values.as_ref().map(Values::blank),
            ..*self
        }
    }

    /// Adds a cell of this class; false if the column does not tell the class.
    pub(super) fn add(&mut self, cell: &Cell<'_>, class: u16) -> bool {
        let Some(seen) = self.classes.of(class) else {
            return true;
        };
        self.unsettled += 1;
        if cell.is_missing() {
            seen.missing += 1;
            return true;
        }
        seen.there += 1;
        if self.ranges {
            let number = cell.number();
            seen.widen(number);
            self.ranges = number.is_some();
        }
        keep_if(&mut self.values, |values| values.add(cell.digest(), class));
        self.is_open()
    }

    /// Adds the cells of other rows; false if the column does not tell the class.
    pub(super) fn merge(&mut self, more: Self) -> bool {
        self.classes.merge(more.classes);
        self.unsettled += more.unsettled;
        self.missing &= more.missing;
        self.ranges &= more.ranges;
        merge(&mut self.values, more.values, Values::merge);
        // To settle takes a look at each class: no more than the rows were.
        if self.unsettled >= self.classes.len() {
            self.settle();
        }
        self.is_open()
    }

    /// Closes the questions that the rows so far answer; false if none is open.
    pub(super) fn settle(&mut self) -> bool {
        self.unsettled = 0;
        let classes = &self.classes;
        self.missing = self.missing && classes.may_differ_by_missing();
        self.ranges = self.ranges && !classes.overlap();
        keep_if(&mut self.values, |values| {
            !values.are_shared(|class| classes.are_there(class))
        });
        self.is_open()
    }

    fn is_open(&self) -> bool {
        self.missing || self.ranges || self.values.is_some()
    }

    /// Why the column alone tells the class, as the end of a sentence; to be asked when all rows
    /// are there and settled.
    pub(super) fn reason(&self) -> Option<String> {
        let told = self.told()?;
        Some(format!("alone tells the class: {told}"))
    }

    fn told(&self) -> Option<String> {
        let classes = &self.classes;
        if self.missing && classes.differ_by_missing() {
            let told = "its cells are missing in all rows of some classes, and in none of the \
                        others";
            return Some(told.to_owned());
        }
        let rows = classes.rows_there()?;
        if self.ranges {
            return Some("each class has a range of values of its own".to_owned());
        }
        let values = self.values.as_ref()?;
        let number = values.number(|class| classes.are_there(class));
        (number <= rows / super::ENOUGH)
            .then(|| format!("each of its {number} values is in one class only"))
    }
}
