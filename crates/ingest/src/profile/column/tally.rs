//! What is known of a column after its cells were seen, in memory that is bounded however long
//! the column is.

use super::distinct::Distinct;
use super::numbers::Numbers;
use crate::profile::spelling::{self, DATES};

/// What stands for a missing value in tables, though pandas does not take it for one.
pub(in crate::profile) const ALSO_MISSING: [&str; 6] = ["?", "-", ".", "--", "unknown", "Unknown"];

/// What is known of a column.
#[derive(Debug)]
pub(in crate::profile) struct Tally {
    pub(in crate::profile) name: String,
    /// The cells that hold something.
    pub(in crate::profile) rows: u64,
    pub(in crate::profile) missing: u64,
    /// The rows of each class in which the cell is missing.
    pub(in crate::profile) missing_by_class: Vec<u64>,
    pub(in crate::profile) distinct: Distinct,
    pub(in crate::profile) numbers: Numbers,
    /// Which ways of writing a date all cells keep to.
    pub(in crate::profile) dates: [bool; DATES.len()],
    /// Some date has a time other than midnight.
    pub(in crate::profile) times: bool,
    /// How many cells hold each text of [`ALSO_MISSING`].
    pub(in crate::profile) also_missing: [u64; ALSO_MISSING.len()],
    /// How many cells are a yes, and how many a no.
    pub(in crate::profile) flags: [u64; 2],
    /// All flags are `True` or `False`; all are 0 or 1.
    pub(in crate::profile) booleans: bool,
    pub(in crate::profile) bits: bool,
    /// The length of all cells, in characters.
    pub(in crate::profile) length: u64,
    /// The first cell that is no number.
    pub(in crate::profile) no_number: Option<String>,
}

impl Tally {
    /// Nothing yet of the column `name`, whose different values are counted up to `limit`.
    pub(in crate::profile) fn new(name: String, limit: usize) -> Self {
        Self {
            name,
            rows: 0,
            missing: 0,
            missing_by_class: Vec::new(),
            distinct: Distinct::new(limit),
            numbers: Numbers::default(),
            dates: [true; DATES.len()],
            times: false,
            also_missing: [0; ALSO_MISSING.len()],
            flags: [0; 2],
            booleans: true,
            bits: true,
            length: 0,
            no_number: None,
        }
    }

    /// Takes note of a cell that holds nothing.
    pub(in crate::profile) fn add_missing(&mut self, class: usize) {
        self.missing += 1;
        if self.missing_by_class.len() <= class {
            self.missing_by_class.resize(class + 1, 0);
        }
        self.missing_by_class[class] += 1;
    }

    /// Takes note of a cell of this digest that holds something; gives the number that it is.
    pub(in crate::profile) fn add(
        &mut self,
        cell: &str,
        digest: u64,
        decimal: u8,
        class: usize,
    ) -> Option<f64> {
        self.rows += 1;
        self.length += cell.chars().count() as u64;
        self.distinct.add(cell, digest, class);
        self.add_flag(cell);
        self.add_date(cell);
        if let Some(place) = ALSO_MISSING.iter().position(|text| *text == cell) {
            self.also_missing[place] += 1;
            return None;
        }
        let number = spelling::number(cell, decimal);
        match number {
            Some(value) => self.numbers.add(value, cell, class),
            None => {
                self.no_number
                    .get_or_insert_with(|| params::shorten::text(cell));
            }
        }
        number
    }

    fn add_flag(&mut self, cell: &str) {
        let found = spelling::flag(cell);
        if let Some(flag) = found {
            self.flags[usize::from(flag)] += 1;
        }
        self.booleans &= cell.eq_ignore_ascii_case("true") || cell.eq_ignore_ascii_case("false");
        self.bits &= cell == "0" || cell == "1";
    }

    fn add_date(&mut self, cell: &str) {
        for (keeps, format) in self.dates.iter_mut().zip(DATES) {
            if *keeps {
                let found = spelling::date(cell, format);
                *keeps = found.is_some();
                self.times |= found == Some(true);
            }
        }
    }

    /// Takes the cells that hold the text at `place` of [`ALSO_MISSING`] for missing.
    pub(in crate::profile) fn take_for_missing(&mut self, place: usize) {
        let rows = std::mem::take(&mut self.also_missing[place]);
        self.missing += rows;
        self.rows -= rows;
        self.distinct.forget(ALSO_MISSING[place]);
    }

    /// How many cells hold what [`ALSO_MISSING`] has.
    pub(in crate::profile) fn perhaps_missing(&self) -> u64 {
        self.also_missing.iter().sum()
    }

    /// The mean length of a cell, in characters.
    pub(in crate::profile) fn mean_length(&self) -> f64 {
        self.length as f64 / self.rows.max(1) as f64
    }
}
