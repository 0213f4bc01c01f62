//! The metrics beside those of production and of the last commit.

use ::params::Metric;
use registry::{Metrics, OfClass, PerClass};
use report_page::content::{ClassScores, Intervals, Measured, Score, Scores};

use super::committed::Committed;
use super::tracked::Tracked;

pub(super) fn of(metrics: &Metrics, tracked: &Tracked, committed: Option<&Committed>) -> Scores {
    let rival = tracked
        .rival
        .as_ref()
        .filter(|rival| rival.scores.is_some());
    let before = committed.and_then(|committed| {
        let metrics = committed.results.metrics.as_ref()?;
        Some((&committed.label, metrics))
    });
    let score = |metric: Metric| {
        Some(Score {
            name: metric.label().to_owned(),
            is_loss: metric.is_loss(),
            value: measured(metrics, metric)?,
            production: rival.and_then(|rival| rival.scores?.get(metric)),
            commit: before.and_then(|(_, before)| before.scores.get(metric)),
        })
    };
    let rows = tracked
        .evaluation
        .as_ref()
        .map(|found| found.test_rows as u64);
    Scores {
        rows,
        intervals: metrics.intervals.as_ref().map(|intervals| Intervals {
            confidence_level: intervals.confidence_level,
            n_resamples: intervals.n_resamples,
        }),
        production: rival.map(|rival| rival.label.clone()),
        commit: before.map(|(label, _)| label.clone()),
        all: Metric::ALL.into_iter().filter_map(score).collect(),
        classes: classes(metrics),
    }
}

fn measured(metrics: &Metrics, metric: Metric) -> Option<Measured> {
    let intervals = metrics.intervals.as_ref();
    Some(Measured {
        value: metrics.scores.get(metric)?,
        interval: intervals.and_then(|intervals| intervals.scores.get(metric)),
    })
}

fn classes(metrics: &Metrics) -> Vec<ClassScores> {
    let nothing = PerClass::default();
    let intervals = metrics.intervals.as_ref();
    let intervals = intervals.map_or(&nothing, |intervals| &intervals.per_class);
    let class = |(class, found): (&String, &OfClass<f64>)| {
        let ends = intervals.get(class).copied().unwrap_or_default();
        let with = |value: Option<f64>, interval| value.map(|value| Measured { value, interval });
        ClassScores {
            class: class.clone(),
            precision: with(found.precision, ends.precision),
            recall: with(found.recall, ends.recall),
            f1_score: with(found.f1_score, ends.f1_score),
        }
    };
    metrics.per_class.iter().map(class).collect()
}
