//! The content of `metrics/metrics.json`, and what is to be said about it.

use classification_metrics::{ClassCounts, Judged, Sample};
use indexmap::IndexMap;
use params::{Evaluate, Metric};
use registry::{Metrics, Scores};

use super::bootstrap::{affordable, intervals};

/// All metrics with their intervals. `names` are those of the classes.
#[must_use]
pub fn metrics(judged: &Judged, names: &[String], settings: &Evaluate) -> Metrics {
    let measured = Sample::all(judged.pairs().len()).measure(judged);
    let n_resamples = affordable(settings.n_resamples, judged.n_scores());
    let intervals = (n_resamples > 0).then(|| intervals(judged, names, n_resamples, settings));
    Metrics {
        scores: measured.scores,
        validation: IndexMap::new(),
        per_class: names.iter().cloned().zip(measured.per_class).collect(),
        intervals,
    }
}

/// What a person should know of these metrics: which are not defined, and where there are fewer
/// resamples than asked for.
#[must_use]
pub fn remarks(
    metrics: &Metrics,
    judged: &Judged,
    names: &[String],
    settings: &Evaluate,
) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(undefined(&metrics.scores, judged, names));
    let (rows, classes) = (judged.pairs().len(), judged.n_classes());
    remarks.extend(fewer(
        metrics,
        Shape {
            rows,
            classes,
            n_scores: judged.n_scores(),
        },
        settings,
    ));
    remarks
}

fn undefined(scores: &Scores, judged: &Judged, names: &[String]) -> Option<String> {
    let undefined = Metric::ALL
        .into_iter()
        .filter(|metric| !scores.has(*metric));
    let undefined: Vec<_> = undefined
        .map(|metric| format!("no {}", metric.name()))
        .collect();
    if undefined.is_empty() {
        return None;
    }
    let counts = ClassCounts::of(judged.n_classes(), judged.pairs().iter().copied());
    let mut absent = counts.without_rows();
    let reason = match (absent.next(), absent.count()) {
        (None, _) => "the model's probabilities are no finite numbers".to_owned(),
        (Some(first), 0) => format!("no test row is of class `{}`", names[first]),
        (Some(first), more) => {
            format!(
                "no test row is of class `{}`, nor of {more} more",
                names[first]
            )
        }
    };
    Some(format!("{}: {reason}", undefined.join(", ")))
}

/// How large the table is.
#[derive(Clone, Copy)]
struct Shape {
    rows: usize,
    classes: usize,
    /// [`Judged::n_scores`].
    n_scores: usize,
}

fn fewer(metrics: &Metrics, shape: Shape, settings: &Evaluate) -> Option<String> {
    let wanted = settings.n_resamples;
    let found = metrics.intervals.as_ref();
    let found = found.map_or(0, |intervals| intervals.n_resamples);
    if found == wanted {
        return None;
    }
    let Shape {
        rows,
        classes,
        n_scores,
    } = shape;
    let many =
        format!("{rows} test rows and {classes} classes are too many for {wanted} resamples");
    let fewest = Evaluate::FEWEST_RESAMPLES;
    Some(
        if found == 0 && wanted > fewest && affordable(fewest, n_scores) == fewest {
            format!("no intervals: {many}; `evaluate.n_resamples: {fewest}` gives some, in seconds")
        } else if found == 0 {
            format!("no intervals: {many}")
        } else {
            format!("intervals are of {found} resamples: {many}")
        },
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn where_rows_are_too_many_it_says_how_to_get_intervals() {
        let said = |rows, n_resamples| {
            let settings = Evaluate {
                n_resamples,
                ..Evaluate::default()
            };
            let shape = Shape {
                rows,
                classes: 2,
                n_scores: rows,
            };
            let nothing = Metrics {
                scores: Scores::default(),
                validation: IndexMap::new(),
                per_class: Vec::<(String, _)>::new().into_iter().collect(),
                intervals: None,
            };
            fewer(&nothing, shape, &settings).unwrap_or_default()
        };
        assert_snapshot!(said(400_000, 1000), @"no intervals: 400000 test rows and 2 classes are too many for 1000 resamples; `evaluate.n_resamples: 100` gives some, in seconds");
        assert_snapshot!(said(5_000_000, 1000), @"no intervals: 5000000 test rows and 2 classes are too many for 1000 resamples");
        assert_snapshot!(said(5_000_000, 100), @"no intervals: 5000000 test rows and 2 classes are too many for 100 resamples");
    }
}
