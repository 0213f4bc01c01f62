//! The values of the target, and why they are no classes.

use std::collections::HashMap;

use params::shorten;

use super::error::NoClasses;
use super::spelling;

/// The most classes that a profile takes for such.
const MOST: usize = 100;
/// How many values are counted one by one.
const COUNTED: usize = 1000;
/// The longest name of a class, in bytes (crate `params`).
const LONGEST: usize = 250;

/// The values of the target, in the order in which they came first.
#[derive(Debug, Default)]
pub(super) struct Classes {
    places: HashMap<String, usize>,
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<u64>,
    /// Rows without a value.
    pub(super) missing: u64,
    /// There are more than [`COUNTED`].
    more: bool,
}

impl Classes {
    /// The number of the class `cell`.
    pub(super) fn add(&mut self, cell: &str) -> usize {
        let place = match self.places.get(cell) {
            Some(&place) => place,
            None if self.names.len() == COUNTED => {
                self.more = true;
                COUNTED - 1
            }
            None => {
                let place = self.names.len();
                self.places.insert(cell.to_owned(), place);
                self.names.push(cell.to_owned());
                self.rows.push(0);
                place
            }
        };
        self.rows[place] += 1;
        place
    }

    /// The names as params.yaml lists them: in the order of numbers if all are, else of texts.
    pub(super) fn sorted(&self, decimal: u8) -> Vec<(&str, u64)> {
        let numbers: Option<Vec<_>> = self.numbers(decimal);
        let mut order: Vec<_> = (0..self.names.len()).collect();
        order.sort_by(|&one, &other| {
            let by_name = || self.names[one].cmp(&self.names[other]);
            match &numbers {
                Some(numbers) => numbers[one].total_cmp(&numbers[other]).then_with(by_name),
                None => by_name(),
            }
        });
        let sorted = order.into_iter();
        sorted
            .map(|place| (&*self.names[place], self.rows[place]))
            .collect()
    }

    fn numbers(&self, decimal: u8) -> Option<Vec<f64>> {
        let names = self.names.iter();
        names.map(|name| spelling::number(name, decimal)).collect()
    }

    /// Refuses what no classifier can learn.
    pub(super) fn check(&self, decimal: u8) -> Result<(), NoClasses> {
        let count = self.names.len();
        let numbers = self.numbers(decimal);
        let fraction = numbers
            .iter()
            .flatten()
            .position(|value| value.fract() != 0.0);
        if let Some(place) = fraction {
            let example = shorten::text(&self.names[place]);
            return Err(NoClasses::Regression { example });
        }
        match &self.names[..] {
            [] => return Err(NoClasses::None),
            [only] => return Err(NoClasses::One(shorten::text(only))),
            _ => {}
        }
        if count > MOST {
            let more = if self.more { "more than " } else { "" };
            let count = format!("{more}{count}");
            let numbers = numbers.is_some();
            return Err(NoClasses::TooMany { count, numbers });
        }
        if let Some(place) = self.rows.iter().position(|rows| *rows == 1) {
            return Err(NoClasses::OneRow(shorten::text(&self.names[place])));
        }
        let is_name = |name: &&String| {
            !name.trim().is_empty() && name.len() <= LONGEST && !name.contains(char::is_control)
        };
        match self.names.iter().find(|name| !is_name(name)) {
            Some(name) => Err(NoClasses::Name(shorten::text(name))),
            None => Ok(()),
        }
    }
}
