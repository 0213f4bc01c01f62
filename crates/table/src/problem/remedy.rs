//! What a person can do about a cell or a line: the end of a message, or nothing.

use csv::ByteRecord;
use params::shorten;
use params::suggest::did_you_mean;

use crate::expected::Expected;

/// What tables hold where a value is missing, in small letters.
const MISSING: [&str; 9] = ["na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "."];

/// What stands between thousands, besides a point.
const THOUSANDS: [char; 4] = [',', ' ', '\u{a0}', '\''];

/// What to do about a cell that is no number, in a table of numbers only.
pub(crate) fn of_number(cell: &str) -> String {
    if looks_missing(cell) {
        return "; fill it or remove the line".to_owned();
    }
    of_spelling(cell)
}

/// Whether `cell` holds what often stands for a missing value.
pub(super) fn looks_missing(cell: &str) -> bool {
    MISSING.contains(&cell.to_lowercase().as_str())
}

/// What to do about a number that is spelt in another way, or nothing if `cell` is none.
pub(super) fn of_spelling(cell: &str) -> String {
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    let pointed = cell.replace(',', ".");
    if cell.contains(['\n', '\r']) {
        "; close the quotation mark that the cell begins with".to_owned()
    } else if cell.contains('"') {
        "; remove the quotation mark".to_owned()
    } else if is_number(cell.trim()) {
        "; remove the spaces around it".to_owned()
    } else if pointed != cell && is_number(pointed.trim()) {
        let pointed = shorten::text(pointed.trim());
        format!("; write it with a decimal point: `{pointed}`")
    } else if cell.contains(THOUSANDS)
        && is_number(&pointed.replace(THOUSANDS, "").replace('.', ""))
    {
        "; write it with a decimal point and nothing between thousands".to_owned()
    } else {
        String::new()
    }
}

/// What to do about a cell that holds none of the classes.
pub(crate) fn of_class(cell: &str, expected: &Expected<'_>) -> String {
    let classes = expected.classes.iter().map(String::as_str);
    if let Some(class) = classes.clone().find(|class| is_same_number(class, cell)) {
        let (class, cell) = (shorten::text(class), shorten::text(cell));
        return match expected.listed_in {
            Some(key) => format!(
                "; write `{class}` in the file, or \"{cell}\" with its quotation marks in `{key}` of params.yaml"
            ),
            None => format!("; write `{class}`"),
        };
    }
    let alike = |class: &&str| class.trim().to_lowercase() == cell.trim().to_lowercase();
    if let Some(class) = classes.clone().find(alike) {
        return format!("; did you mean `{}`?", shorten::text(class));
    }
    if is_fraction(cell) && !classes.clone().any(is_fraction) {
        return "; a class is a name, and models that predict numbers (regression) are not there"
            .to_owned();
    }
    let hint = did_you_mean(cell, classes);
    match expected.listed_in {
        Some(key) if hint.is_empty() => {
            format!("; if it is a class, add it to `{key}` in params.yaml")
        }
        _ => hint,
    }
}

fn is_fraction(text: &str) -> bool {
    let number = text.replace(',', ".").parse::<f64>();
    number.is_ok_and(|number| number.is_finite() && number.fract() != 0.0)
}

fn is_same_number(class: &str, cell: &str) -> bool {
    let numbers = (class.parse::<f64>(), cell.parse::<f64>());
    matches!(numbers, (Ok(class), Ok(cell)) if class.total_cmp(&cell).is_eq())
}

/// What may be the cause if the record `cells` is not as long as the header `names`.
pub(crate) fn of_length(cells: &ByteRecord, names: &[String]) -> String {
    let goes_on = |cell: &[u8]| cell.contains(&b'\n');
    if let Some(column) = cells.iter().position(goes_on) {
        let name = names.get(column).map_or("", String::as_str);
        let name = shorten::text(name);
        return format!("; a quotation mark in column `{name}` is closed only on a later line");
    }
    let (found, expected) = (cells.len(), names.len());
    let last_is_empty = cells.iter().next_back().is_some_and(<[u8]>::is_empty);
    if found == expected + 1 && last_is_empty {
        return "; remove the comma at its end".to_owned();
    }
    // Every number is cut in two; the class may be another one.
    if found == 2 * expected || found + 1 == 2 * expected {
        return "; if its numbers have decimal commas, write decimal points".to_owned();
    }
    String::new()
}
