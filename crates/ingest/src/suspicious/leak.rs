//! Columns that alone tell the class: what is known only after the class is, or stands for it.

use std::collections::HashMap;
use std::hash::Hash;

use polars::prelude::*;

/// Which of `number` classes have `enough` rows to be looked at; none if it is only one.
fn large_classes(classes: impl Iterator<Item = usize>, number: usize, enough: usize) -> Vec<bool> {
    let mut rows = vec![0; number];
    for class in classes {
        rows[class] += 1;
    }
    let large: Vec<_> = rows.iter().map(|&rows| rows >= enough).collect();
    if large.iter().filter(|&&large| large).count() < 2 {
        return vec![false; number];
    }
    large
}

/// Why the column alone tells apart those of `number` classes that have `enough` rows, as the end
/// of a sentence. `classes` has the class of each row.
pub(super) fn reason(
    column: &Column,
    classes: &[usize],
    number: usize,
    enough: usize,
) -> Option<String> {
    let floats = column.cast(&DataType::Float64).ok()?;
    let floats = floats.f64().ok()?;
    let told = match column.str() {
        // Integers of any length are texts, too.
        Ok(texts) if floats.null_count() > texts.null_count() => {
            let texts = texts.iter();
            of_texts(&with_classes(texts, classes), number, enough)
        }
        _ => {
            let floats = floats.iter().map(|cell| cell.filter(|cell| !cell.is_nan()));
            of_floats(&with_classes(floats, classes), number, enough)
        }
    };
    told.map(|told| format!("alone tells the class: {told}"))
}

fn with_classes<T>(cells: impl Iterator<Item = Option<T>>, classes: &[usize]) -> Cells<T> {
    cells.zip(classes.iter().copied()).collect()
}

/// Each cell, if it is not missing, with its class.
type Cells<T> = Vec<(Option<T>, usize)>;

fn of_floats(cells: &Cells<f64>, number: usize, enough: usize) -> Option<String> {
    if let Some(told) = of_missing(cells, number, enough) {
        return Some(told);
    }
    let (cells, large) = in_large_classes(cells, number, enough)?;
    if are_apart(cells.iter().copied(), large) {
        return Some("each class has a range of values of its own".to_owned());
    }
    // Both zeros are one value.
    let bits = cells
        .iter()
        .map(|&(value, class)| ((value + 0.0).to_bits(), class));
    of_values(bits, cells.len() / enough)
}

fn of_texts(cells: &Cells<&str>, number: usize, enough: usize) -> Option<String> {
    if let Some(told) = of_missing(cells, number, enough) {
        return Some(told);
    }
    let (cells, _) = in_large_classes(cells, number, enough)?;
    of_values(cells.iter().copied(), cells.len() / enough)
}

/// The cells that are there, of the classes that have enough of them, and how many classes there
/// are in all; nothing if there are not two.
fn in_large_classes<T: Copy>(
    cells: &Cells<T>,
    number: usize,
    enough: usize,
) -> Option<(Vec<(T, usize)>, usize)> {
    let there = || {
        cells
            .iter()
            .filter_map(|&(cell, class)| Some((cell?, class)))
    };
    let large = large_classes(there().map(|(_, class)| class), number, enough);
    let of_large = there().filter(|(_, class)| large[*class]);
    large.contains(&true).then(|| (of_large.collect(), number))
}

/// Whether cells are missing in all rows of some classes, and in none of the others.
fn of_missing<T>(cells: &Cells<T>, number: usize, enough: usize) -> Option<String> {
    let missing = cells.iter().filter(|(cell, _)| cell.is_none()).count();
    if missing < enough || cells.len() - missing < enough {
        return None;
    }
    let large = large_classes(cells.iter().map(|&(_, class)| class), number, enough);
    let cells = cells.iter().filter(|(_, class)| large[*class]);
    let values = values_of_one_class(cells.map(|(cell, class)| (cell.is_none(), *class)), 2)?;
    (values == 2).then(|| {
        "its cells are missing in all rows of some classes, and in none of the others".to_owned()
    })
}

fn of_values<T: Hash + Eq>(cells: impl Iterator<Item = (T, usize)>, most: usize) -> Option<String> {
    let values = values_of_one_class(cells, most)?;
    Some(format!("each of its {values} values is in one class only"))
}

/// Whether the ranges of the classes do not overlap.
fn are_apart(cells: impl Iterator<Item = (f64, usize)>, classes: usize) -> bool {
    let mut ranges = vec![None; classes];
    for (row, (value, class)) in cells.enumerate() {
        let (least, greatest) = ranges[class].unwrap_or((value, value));
        ranges[class] = Some((value.min(least), value.max(greatest)));
        // What overlaps stays so, and most columns do so early.
        if row.is_power_of_two() && overlap(&ranges) {
            return false;
        }
    }
    !overlap(&ranges)
}

fn overlap(ranges: &[Option<(f64, f64)>]) -> bool {
    let mut ranges: Vec<_> = ranges.iter().flatten().collect();
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    ranges.windows(2).any(|pair| pair[0].1 >= pair[1].0)
}

/// The number of values, if none is in two classes and there are at most so many.
fn values_of_one_class<T: Hash + Eq>(
    cells: impl Iterator<Item = (T, usize)>,
    most: usize,
) -> Option<usize> {
    let mut class_of = HashMap::new();
    for (value, class) in cells {
        if *class_of.entry(value).or_insert(class) != class || class_of.len() > most {
            return None;
        }
    }
    Some(class_of.len())
}
