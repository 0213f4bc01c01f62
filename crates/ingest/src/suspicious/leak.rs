//! Columns that alone tell the class: what is known only after the class is, or stands for it.

use std::collections::HashMap;

use polars::prelude::*;

use super::ENOUGH;

/// Which classes have enough rows to be looked at; none if it is only one.
pub(super) fn large_classes(classes: &[usize], number: usize) -> Vec<bool> {
    let mut rows = vec![0; number];
    for &class in classes {
        rows[class] += 1;
    }
    let large: Vec<_> = rows.iter().map(|&rows| rows >= ENOUGH).collect();
    if large.iter().filter(|&&large| large).count() < 2 {
        return vec![false; number];
    }
    large
}

/// Why the column alone tells the classes `large` apart, as the end of a sentence.
pub(super) fn reason(column: &Column, classes: &[usize], large: &[bool]) -> Option<String> {
    if !large.contains(&true) {
        return None;
    }
    let floats = column.cast(&DataType::Float64).ok()?;
    let floats = floats.f64().ok()?;
    let rows = classes.iter().filter(|class| large[**class]).count();
    let cells = || {
        let cells = floats.iter().zip(classes);
        cells.filter_map(|(cell, &class)| Some((cell.filter(|_| large[class])?, class)))
    };
    if are_apart(cells(), large.len()) {
        return Some(
            "alone tells the class: each class has a range of values of its own".to_owned(),
        );
    }
    let values = values_of_one_class(cells(), rows / ENOUGH)?;
    Some(format!(
        "alone tells the class: each of its {values} values is in one class only"
    ))
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
fn values_of_one_class(cells: impl Iterator<Item = (f64, usize)>, most: usize) -> Option<usize> {
    let mut class_of = HashMap::new();
    for (value, class) in cells {
        // Both zeros are one value.
        let bits = (value + 0.0).to_bits();
        if *class_of.entry(bits).or_insert(class) != class || class_of.len() > most {
            return None;
        }
    }
    Some(class_of.len())
}
