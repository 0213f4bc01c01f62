//! Dates, which enter the model in parts.

use super::missing::Missing;
use crate::section::Section;
use crate::yaml::Value;

/// The parts of a date that can be columns of their own, each a whole number.
const PARTS: [(&str, DatePart); 7] = [
    ("year", DatePart::Year),
    ("month", DatePart::Month),
    ("day", DatePart::Day),
    ("weekday", DatePart::Weekday),
    ("day_of_year", DatePart::DayOfYear),
    ("hour", DatePart::Hour),
    ("minute", DatePart::Minute),
];
const FORMATS: [(&str, DateFormat); 4] = [
    ("YYYY-MM-DD", DateFormat::YearMonthDay),
    ("DD.MM.YYYY", DateFormat::DayDotMonthDotYear),
    ("DD/MM/YYYY", DateFormat::DaySlashMonthSlashYear),
    ("MM/DD/YYYY", DateFormat::MonthSlashDaySlashYear),
];

/// A column of dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Date {
    /// How they are written.
    pub format: DateFormat,
    /// The columns that ingest makes of it, in this order: `<column>_<part>`. At least one, all
    /// different.
    pub parts: Vec<DatePart>,
    /// What becomes of missing dates, part by part.
    pub missing: Missing<f64>,
}

/// The order in which a date is written. A time may follow a blank or a `T`: `HH:MM`, `HH:MM:SS`
/// and fractions of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `YYYY-MM-DD`, as in ISO 8601.
    YearMonthDay,
    /// `DD.MM.YYYY`.
    DayDotMonthDotYear,
    /// `DD/MM/YYYY`.
    DaySlashMonthSlashYear,
    /// `MM/DD/YYYY`.
    MonthSlashDaySlashYear,
}

/// A part of a date, with the values that pandas' `Series.dt` has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// The year.
    Year,
    /// The month, 1 to 12.
    Month,
    /// The day of the month, from 1.
    Day,
    /// The day of the week, 0 for Monday to 6.
    Weekday,
    /// The day of the year, from 1.
    DayOfYear,
    /// The hour, 0 to 23; 0 without a time.
    Hour,
    /// The minute, 0 to 59; 0 without a time.
    Minute,
}

impl DateFormat {
    /// How params.yaml writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = FORMATS.iter().find(|(_, format)| *format == self);
        named.map_or("", |(name, _)| name)
    }
}

impl DatePart {
    /// What params.yaml and the end of the column's name call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = PARTS.iter().find(|(_, part)| *part == self);
        named.map_or("", |(name, _)| name)
    }
}

impl Date {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let format = section.choice("format", &FORMATS, Some(DateFormat::YearMonthDay));
        let names = PARTS.map(|(name, _)| name).join(", ");
        let expected = format!("a list of different parts of {names}");
        let parts = section.value("parts", &expected, parts, None);
        let missing = Missing::of_numbers(section);
        Some(Self {
            format: format?,
            parts: parts?,
            missing: missing?,
        })
    }
}

fn parts(value: &Value) -> Option<Vec<DatePart>> {
    let Value::List(nodes) = value else {
        return None;
    };
    let mut found = Vec::new();
    for node in nodes {
        let Value::Text(text) = node.value() else {
            return None;
        };
        let (_, part) = PARTS.iter().find(|(name, _)| name == text)?;
        if found.contains(part) {
            return None;
        }
        found.push(*part);
    }
    (!found.is_empty()).then_some(found)
}
