//! What is known of a column's cells that are numbers.

use crate::profile::spelling;

/// Whether each number is greater than the one before, or less.
#[derive(Debug)]
struct Order {
    rises: bool,
    falls: bool,
    last: Option<f64>,
}

impl Order {
    fn add(&mut self, value: f64) {
        self.rises &= self.last.is_none_or(|last| last < value);
        self.falls &= self.last.is_none_or(|last| last > value);
        self.last = Some(value);
    }
}

/// The numbers of a column.
#[derive(Debug)]
pub(in crate::profile) struct Numbers {
    /// How many cells are numbers.
    pub(in crate::profile) rows: u64,
    /// All are whole, and written so.
    pub(in crate::profile) whole: bool,
    /// Some begin with zeros that count nothing.
    pub(in crate::profile) codes: bool,
    order: Order,
    least: f64,
    greatest: f64,
    /// The least and the greatest of each class.
    ranges: Vec<Option<(f64, f64)>>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            rows: 0,
            whole: true,
            codes: false,
            order: Order {
                rises: true,
                falls: true,
                last: None,
            },
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            ranges: Vec::new(),
        }
    }
}

impl Numbers {
    /// Takes note of `value`, which is spelt `cell`, in a row of the `class`.
    pub(in crate::profile) fn add(&mut self, value: f64, cell: &str, class: usize) {
        self.rows += 1;
        self.whole &= spelling::is_integer(cell);
        self.codes |= spelling::is_code(cell);
        self.order.add(value);
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        if self.ranges.len() <= class {
            self.ranges.resize(class + 1, None);
        }
        let (least, greatest) = self.ranges[class].get_or_insert((value, value));
        (*least, *greatest) = (least.min(value), greatest.max(value));
    }

    /// How the whole numbers of all rows go on, if that is as row numbers do.
    pub(in crate::profile) fn pattern(&self, repeats: bool) -> Option<String> {
        let gapless = self.greatest - self.least + 1.0 - self.rows as f64;
        if !self.whole {
            None
        } else if self.order.rises {
            Some("its whole numbers rise from row to row".to_owned())
        } else if self.order.falls {
            Some("its whole numbers fall from row to row".to_owned())
        } else if !repeats && gapless.abs() < 0.5 {
            let (least, greatest) = (self.least, self.greatest);
            Some(format!(
                "it holds each whole number from {least} to {greatest} once"
            ))
        } else {
            None
        }
    }

    /// Whether no two of the classes `large` overlap.
    pub(in crate::profile) fn are_apart(&self, large: &[bool]) -> bool {
        let ranges = self.ranges.iter().zip(large).filter(|(_, large)| **large);
        let ranges: Option<Vec<_>> = ranges.map(|(range, _)| *range).collect();
        let Some(mut ranges) = ranges.filter(|ranges| ranges.len() > 1) else {
            return false;
        };
        ranges.sort_by(|one, other| one.0.total_cmp(&other.0));
        ranges.windows(2).all(|pair| pair[0].1 < pair[1].0)
    }
}
