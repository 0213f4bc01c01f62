//! Columns that look like identifiers: row numbers, keys of a database.

use std::collections::HashSet;

use polars::prelude::*;

/// Words of a name that say that the column identifies its rows.
const WORDS: [&str; 7] = ["id", "ids", "uuid", "index", "key", "row", "rownum"];

/// Why the column looks like an identifier, as the end of a sentence. Its values are then texts
/// that are all different; or whole numbers that differ from row to row, and rise or fall
/// throughout, or leave no gap, or have the name of an identifier. It takes `enough` rows.
pub(super) fn reason(column: &Column, enough: usize) -> Option<String> {
    if column.len() < enough {
        return None;
    }
    let pattern = direction(column).or_else(|| without_gap(column));
    let pattern = pattern.or_else(|| names_rows(column.name()).then(|| is_distinct(column))?);
    let pattern = pattern.or_else(|| distinct_texts(column));
    pattern.map(|pattern| format!("looks like an identifier: {pattern}"))
}

fn direction(column: &Column) -> Option<String> {
    let follows = |compare: fn(&i128, &i128) -> bool| {
        whole_numbers(column).try_fold(None, |before, value| {
            let value = value?;
            before
                .is_none_or(|before| compare(&before, &value))
                .then_some(Some(value))
        })
    };
    if follows(i128::lt).is_some() {
        return Some("its whole numbers rise from row to row".to_owned());
    }
    follows(i128::gt).map(|_| "its whole numbers fall from row to row".to_owned())
}

fn without_gap(column: &Column) -> Option<String> {
    let (mut least, mut greatest) = (i128::MAX, i128::MIN);
    for value in whole_numbers(column) {
        let value = value?;
        (least, greatest) = (least.min(value), greatest.max(value));
    }
    let rows = i128::try_from(column.len()).ok()?;
    // Numbers of any length: the difference of two may be none.
    let gap = greatest.checked_sub(least)?;
    (gap == rows - 1 && distinct(column))
        .then(|| format!("it holds each whole number from {least} to {greatest} once"))
}

fn is_distinct(column: &Column) -> Option<String> {
    distinct(column).then(|| "its name says so, and its whole numbers are all different".to_owned())
}

fn distinct(column: &Column) -> bool {
    let mut seen = HashSet::new();
    whole_numbers(column).all(|value| value.is_some_and(|value| seen.insert(value)))
}

/// Numbers of any length are texts, too; they are not meant.
fn distinct_texts(column: &Column) -> Option<String> {
    let cells = column.str().ok()?;
    let mut seen = HashSet::new();
    let mut are_distinct = || {
        cells
            .iter()
            .all(|cell| cell.is_some_and(|text| seen.insert(text)))
    };
    let mut texts = cells.iter().flatten();
    let is_text = texts.any(|text| text.parse::<f64>().is_err());
    (is_text && are_distinct()).then(|| "its texts are all different".to_owned())
}

/// Whether a word of a column's `name` says that it identifies rows: `id`, `customer_id`, `Row ID`,
/// `userId`.
pub(crate) fn names_rows(name: &str) -> bool {
    let mut words = String::new();
    let mut before = ' ';
    for character in name.chars() {
        if before.is_lowercase() && character.is_uppercase() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
        before = character;
    }
    words
        .split(|character: char| !character.is_alphanumeric())
        .any(|word| WORDS.contains(&word))
}

/// The cells as whole numbers; nothing for a cell that is none.
fn whole_numbers(column: &Column) -> Box<dyn Iterator<Item = Option<i128>> + '_> {
    if let Ok(cells) = column.i64() {
        return Box::new(cells.iter().map(|cell| cell.map(i128::from)));
    }
    if let Ok(cells) = column.u64() {
        return Box::new(cells.iter().map(|cell| cell.map(i128::from)));
    }
    if let Ok(cells) = column.f64() {
        return Box::new(cells.iter().map(|cell| cell.and_then(whole)));
    }
    match column.str() {
        Ok(cells) => Box::new(cells.iter().map(|cell| cell?.parse().ok())),
        Err(_) => Box::new(std::iter::once(None)),
    }
}

/// A float up to 2^53, beyond which all floats are whole numbers.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it is whole and below 2^53"
)]
fn whole(value: f64) -> Option<i128> {
    (value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0).then_some(value as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<T>(name: &str, cells: Vec<T>) -> Option<String>
    where
        Series: NamedFrom<Vec<T>, [T]>,
        T: polars::prelude::NumericNative,
    {
        reason(&Series::new(name.into(), cells).into_column(), 20)
    }

    #[test]
    fn row_numbers_and_keys_are_found() {
        let rows = || 0..50_i64;
        let told = [
            of("n", rows().collect()),
            of("n", rows().map(|row| 900 - 7 * row).collect()),
            of("n", rows().map(|row| 1 + row * 21 % 50).collect()),
            of("n", rows().map(|row| row as f64).collect()),
            of("n", (0..50_u64).map(|row| u64::MAX - row).collect()),
            of(
                "customerId",
                rows().map(|row| row * 7919 % 10_007).collect(),
            ),
        ];
        let told: Vec<_> = told.into_iter().map(Option::unwrap).collect();
        insta::assert_snapshot!(told.join("\n"), @"
    looks like an identifier: its whole numbers rise from row to row
    looks like an identifier: its whole numbers fall from row to row
    looks like an identifier: it holds each whole number from 1 to 50 once
    looks like an identifier: its whole numbers rise from row to row
    looks like an identifier: its whole numbers fall from row to row
    looks like an identifier: its name says so, and its whole numbers are all different
    ");
    }

    #[test]
    fn measurements_are_not_taken_for_identifiers() {
        let rows = || 0..50_i64;
        assert_eq!(of("n", (0..19_i64).collect()), None, "too few rows");
        assert_eq!(of("n", rows().map(|row| row as f64 + 0.5).collect()), None);
        assert_eq!(
            of("n", rows().map(|row| row / 2).collect()),
            None,
            "in pairs"
        );
        assert_eq!(
            of("n", rows().map(|row| row * 7919 % 10_007).collect()),
            None,
            "no order"
        );
        assert_eq!(
            of("id", rows().map(|row| row * 7919 % 13).collect()),
            None,
            "values repeat"
        );
        assert_eq!(of("n", vec![7_i64; 50]), None, "constant");
    }

    #[test]
    fn texts_that_are_all_different_are_found() {
        let of =
            |texts: Vec<Option<String>>| reason(&Series::new("n".into(), texts).into_column(), 20);
        let different: Vec<_> = (0..50)
            .map(|row| Some(format!("x{}", row * 7919 % 101)))
            .collect();
        let mut twice = different.clone();
        twice[7] = twice[9].clone();
        let mut missing = different.clone();
        missing[7] = None;
        assert_eq!(
            of(different).unwrap(),
            "looks like an identifier: its texts are all different"
        );
        assert_eq!((of(twice), of(missing)), (None, None));
    }

    #[test]
    fn a_name_is_looked_at_word_by_word() {
        for name in [
            "id",
            "ID",
            "customer_id",
            "Row ID",
            "userId",
            "id.1",
            "body index",
        ] {
            assert!(names_rows(name), "{name}");
        }
        for name in ["width", "idle", "paid", "rowing", "keyboard", "indexed", ""] {
            assert!(!names_rows(name), "{name}");
        }
    }
}
