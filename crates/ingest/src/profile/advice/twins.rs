//! Columns that say the same, and rows that are there more than once.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::profile::proposal::Decided;
use crate::profile::sample::Row;
use crate::profile::survey::Survey;

/// How many columns are compared with each other, and in how many rows.
const COLUMNS: usize = 100;
const ROWS: usize = 2000;
/// Fewer rows are alike by chance.
const ENOUGH: usize = 20;
/// The share of the rows in which two columns go together.
const SHARE: f64 = 0.99;
/// The correlation of two columns of numbers of which one is enough.
const CORRELATION: f64 = 0.999;

/// The pairs of columns of which one is enough.
pub(super) fn columns(survey: &Survey, decided: &[Decided]) -> impl Iterator<Item = String> {
    let rows = &survey.sample.rows[..survey.sample.rows.len().min(ROWS)];
    let entered = decided
        .iter()
        .enumerate()
        .filter(|(_, decided)| !decided.is_ignored());
    let entered: Vec<_> = entered.map(|(place, _)| place).take(COLUMNS).collect();
    let pairs = entered
        .iter()
        .enumerate()
        .flat_map(|(i, &one)| entered[i + 1..].iter().map(move |&other| (one, other)));
    let name = |column: usize| params::shorten::text(&survey.columns[column].name);
    let found = pairs
        .filter(|_| rows.len() >= ENOUGH)
        .filter_map(|(one, other)| {
            let how = alike(rows, one, other)?;
            let (one, other) = (name(one), name(other));
            Some(format!(
                "columns `{one}` and `{other}` are nearly the same: {how}; one is enough"
            ))
        });
    found.collect::<Vec<_>>().into_iter()
}

/// How two columns say the same.
fn alike(rows: &[Row], one: usize, other: usize) -> Option<String> {
    let same = rows
        .iter()
        .filter(|row| row.digests[one] == row.digests[other])
        .count();
    let share = same as f64 / rows.len() as f64;
    if share >= SHARE {
        return Some(format!(
            "they hold the same in {:.1} % of the rows",
            100.0 * share
        ));
    }
    if let Some(correlation) = correlation(rows, one, other) {
        let strong = correlation.abs() >= CORRELATION;
        return strong.then(|| format!("their correlation is {correlation:.4}"));
    }
    let least = told(rows, one, other)?.min(told(rows, other, one)?);
    let share = least as f64 / rows.len() as f64;
    (share >= SHARE).then(|| format!("each tells the other in {:.1} % of the rows", 100.0 * share))
}

/// Pearson's correlation, of two columns of which most rows are numbers.
fn correlation(rows: &[Row], one: usize, other: usize) -> Option<f64> {
    let pairs = rows
        .iter()
        .map(|row| (row.numbers[one], row.numbers[other]));
    let pairs: Vec<_> = pairs.filter(|(x, y)| !x.is_nan() && !y.is_nan()).collect();
    if 2 * pairs.len() < rows.len() || pairs.len() < ENOUGH {
        return None;
    }
    let count = pairs.len() as f64;
    let (mean_x, mean_y) = pairs
        .iter()
        .fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let (mean_x, mean_y) = (mean_x / count, mean_y / count);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - mean_x, y - mean_y);
        (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
    }
    // Constant in these rows: nothing is said.
    Some(if xx > 0.0 && yy > 0.0 {
        xy / (xx * yy).sqrt()
    } else {
        0.0
    })
}

/// In how many rows the value of one column tells that of another, where values come again often
/// enough for that to mean something.
fn told(rows: &[Row], one: usize, other: usize) -> Option<usize> {
    let mut pairs: HashMap<u64, HashMap<u64, usize>> = HashMap::new();
    for row in rows {
        let of_value = pairs.entry(row.digests[one]).or_default();
        *of_value.entry(row.digests[other]).or_default() += 1;
    }
    let enough = (2..=rows.len() / ENOUGH).contains(&pairs.len());
    let most = pairs.values().filter_map(|counts| counts.values().max());
    enough.then(|| most.sum())
}

/// What is said of rows that are there more than once.
pub(super) fn rows(survey: &Survey, decided: &[Decided]) -> Vec<String> {
    let mut lines = Vec::new();
    let advice = "of such rows, some may be learned from and others tested with";
    if survey.repeated > 0 {
        let (repeated, rows) = (survey.repeated, survey.rows);
        lines.push(format!(
            "{repeated} of {rows} rows repeat an earlier one; {advice}"
        ));
    }
    let ignored = |column: usize| decided[column].is_ignored();
    let sample = &survey.sample.rows;
    let (mut seen, mut whole) = (HashSet::new(), HashSet::new());
    let mut near = 0;
    for row in sample {
        let of = |all: bool| {
            let mut hasher = DefaultHasher::new();
            let cells = row.digests.iter().enumerate();
            let cells = cells.filter(|(column, _)| all || !ignored(*column));
            row.class.hash(&mut hasher);
            cells.for_each(|(_, digest)| digest.hash(&mut hasher));
            hasher.finish()
        };
        // Those that are the same in full are told already.
        if whole.insert(of(true)) && !seen.insert(of(false)) {
            near += 1;
        }
    }
    if near > 0 {
        let looked_at = if survey.sample.is_all() {
            ""
        } else {
            " that were compared"
        };
        let all = sample.len();
        lines.push(format!(
            "{near} of {all} rows{looked_at} differ from another one in ignored columns alone; {advice}"
        ));
    }
    lines
}
