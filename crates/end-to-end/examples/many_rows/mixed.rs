//! A table of all kinds of columns: the customers of a telephone company.

use std::io::Write as _;

use end_to_end::customers::{CITIES, PLANS};
use end_to_end::draw::Draw;

use crate::Rows;
use crate::cell::{push_decimal, push_digits};

const NOTES: [&str; 4] = ["nothing", "call back", "moved", "asked for prices"];
/// Spelt as CSV wants them: one row in a hundred has one of these.
const QUOTED_NOTES: [&str; 3] = [
    "\"letter, by post\"",
    "\"letter, by courier\"",
    "\"said \"\"no\"\"\"",
];

/// Each column, and what params.yaml says of it.
const COLUMNS: [(&str, &str); 20] = [
    ("customer_id", "ignored"),
    (
        "signup",
        "{type: date, parts: [year, month, weekday], missing: keep}",
    ),
    ("city", "{type: category, missing: keep}"),
    ("plan", "category"),
    ("note", "category"),
    ("paperless", "flag"),
    ("roaming", "{type: flag, values: boolean}"),
    ("active", "{type: flag, values: number}"),
    ("region", "{type: category, values: number}"),
    ("age", "{type: number, missing: keep}"),
    ("calls", "number"),
    ("satisfaction", "{type: number, missing: keep}"),
    ("monthly", "number"),
    ("total", "{type: number, missing: keep}"),
    ("minutes", "number"),
    ("usage", "number"),
    ("speed", "number"),
    ("quality", "{type: number, missing: keep}"),
    ("balance", "number"),
    ("ratio", "number"),
];

pub(crate) struct Mixed;

impl Rows for Mixed {
    fn header(&self) -> String {
        COLUMNS.map(|(name, _)| name).join(",")
    }

    fn described(&self) -> String {
        COLUMNS
            .map(|(name, entered)| format!("\n    {name}: {entered}"))
            .concat()
    }

    fn write(&self, number: u64, draw: &mut Draw, text: &mut Vec<u8>) -> f64 {
        text.push(b'C');
        push_digits(number, 8, text);
        text.push(b',');
        let months = signup(draw, text);
        let plan = texts(draw, text);
        flags(draw, text);
        let calls = counts(draw, text);
        decimals(months, plan, draw, text);
        0.7 * (calls - 2.4) / 2.4 - 0.8 * (months - 36.5) / 20.8
            + if plan == "prepaid" { 0.6 } else { -0.2 }
    }
}

/// A day; how many months before 2025 it is.
fn signup(draw: &mut Draw, text: &mut Vec<u8>) -> f64 {
    let months = draw.below(72);
    let (year, month, day) = (2024 - months / 12, 12 - months % 12, 1 + draw.below(28));
    if !draw.chance(0.01) {
        for (part, digits) in [(year, 4), (month, 2), (day, 2)] {
            push_digits(part.into(), digits, text);
            text.push(b'-');
        }
        text.pop();
    }
    text.push(b',');
    (months + 1).into()
}

/// A city, a plan, which is returned, and a note.
fn texts(draw: &mut Draw, text: &mut Vec<u8>) -> &'static str {
    let city = if draw.chance(0.005) {
        ""
    } else {
        draw.of(&CITIES)
    };
    let plan = draw.of(&PLANS);
    let note = if draw.chance(0.01) {
        draw.of(&QUOTED_NOTES)
    } else {
        draw.of(&NOTES)
    };
    for cell in [city, plan, note] {
        push(cell, text);
    }
    plan
}

fn flags(draw: &mut Draw, text: &mut Vec<u8>) {
    push(if draw.chance(0.6) { "yes" } else { "no" }, text);
    push(if draw.chance(0.25) { "True" } else { "False" }, text);
    push(if draw.chance(0.8) { "1" } else { "0" }, text);
}

/// Whole numbers: a region, an age, calls, which are returned, and how satisfied a customer is.
fn counts(draw: &mut Draw, text: &mut Vec<u8>) -> f64 {
    let calls = draw.share().powi(3) * 9.0;
    let age = draw.normal(46.0, 15.0).clamp(18.0, 95.0);
    let satisfaction = (5.4 - 0.5 * calls - 2.0 * draw.share()).clamp(1.0, 5.0);
    whole(1.0 + f64::from(draw.below(26)), 0.0, draw, text);
    whole(age, 0.04, draw, text);
    whole(calls, 0.0, draw, text);
    whole(satisfaction, 0.2, draw, text);
    calls.floor()
}

fn decimals(months: f64, plan: &str, draw: &mut Draw, text: &mut Vec<u8>) {
    let base = if plan == "business" { 70.0 } else { 35.0 };
    let monthly = draw.normal(base, 9.0).max(5.0);
    decimal(monthly, 2, "", 0.0, draw, text);
    let total = monthly * months * draw.normal(1.0, 0.03);
    decimal(total, 2, "", 0.01, draw, text);
    decimal(draw.share() * 3000.0, 1, "", 0.0, draw, text);
    decimal(draw.normal(0.0, 1.0), 6, "", 0.0, draw, text);
    decimal(draw.normal(20.0, 8.0), 6, "", 0.0, draw, text);
    decimal(draw.normal(0.0, 1.0), 6, "NA", 0.05, draw, text);
    if draw.chance(0.3) {
        text.push(b'-');
    }
    push_digits(1 + u64::from(draw.below(u32::MAX)), 1, text);
    let _ = write!(text, ",{},", draw.share());
}

fn push(cell: &str, text: &mut Vec<u8>) {
    text.extend_from_slice(cell.as_bytes());
    text.push(b',');
}

/// A whole number above 0, or nothing with the probability `missing`.
fn whole(value: f64, missing: f64, draw: &mut Draw, text: &mut Vec<u8>) {
    if !draw.chance(missing) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        push_digits(value as u64, 1, text);
    }
    text.push(b',');
}

/// A number with so many places, or `nothing` with the probability `missing`.
fn decimal(
    value: f64,
    places: u8,
    nothing: &str,
    missing: f64,
    draw: &mut Draw,
    text: &mut Vec<u8>,
) {
    if draw.chance(missing) {
        text.extend_from_slice(nothing.as_bytes());
    } else {
        push_decimal(value, places, text);
    }
    text.push(b',');
}
