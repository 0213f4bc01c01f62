//! The best first.

use std::cmp::Ordering;

use params::Metric;

use super::Row;

/// Sorts rows by their validation scores if some have one, else by those on the test rows; says
/// whether some have one. Rows without a score come last. Of equal ones, versions come first, the
/// newest before the older ones, then the workspace, then experiments by their names.
pub(super) fn sort(rows: &mut [Row], metric: Metric) -> bool {
    let validated = rows.iter().any(|row| row.validation.is_some());
    rows.sort_by(|a, b| {
        let first = if validated {
            better(metric, validation(a), validation(b))
        } else {
            Ordering::Equal
        };
        first
            .then_with(|| better(metric, test(a), test(b)))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| b.version.cmp(&a.version))
            .then_with(|| a.name.cmp(&b.name))
    });
    validated
}

fn validation(row: &Row) -> Option<f64> {
    row.validation.map(|score| score.mean)
}

fn test(row: &Row) -> Option<f64> {
    row.test.map(|score| score.value)
}

fn better(metric: Metric, a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => 0.0_f64.total_cmp(&metric.gain(a, b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
