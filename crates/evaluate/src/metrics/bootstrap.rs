//! Bootstrap intervals: how far a metric would move if chance had drawn other test rows.

use classification_metrics::{Judged, Measured, Sample};
use numpy::quantile;
use numpy::random::RandomState;
use params::{Evaluate, PerMetric};
use rayon::prelude::*;
use registry::{Interval, Intervals, OfClass, PerClass};
use stage::progress::{Progress, Unit};

/// How many scores of rows are gone through unless a person asks for the fewest resamples that
/// there may be: a second of one core. A resample goes through as many as there are rows, for each
/// class that is ranked.
const MOST_SCORES: usize = 30_000_000;
/// How many for such a person: some ten seconds.
const MOST_SCORES_ASKED: usize = 400_000_000;
/// scikit-learn's ensembles draw the seeds of their members below this.
const SEEDS: u32 = i32::MAX.unsigned_abs();

/// How many resamples there are to be of rows with as many scores: fewer than `wanted` if these
/// are many, and none if that would be too few. The fewest, if that is what is wanted, may take
/// longer.
#[must_use]
pub(super) fn affordable(wanted: usize, n_scores: usize) -> usize {
    let within = if wanted > Evaluate::FEWEST_RESAMPLES {
        MOST_SCORES
    } else {
        MOST_SCORES_ASKED
    };
    let most = within / n_scores.max(1);
    if most < wanted && most < Evaluate::FEWEST_RESAMPLES {
        return 0;
    }
    wanted.min(most)
}

/// The intervals of all metrics over `n_resamples` resamples, which are the same with any number
/// of threads. `names` are those of the classes.
///
/// Seeds are drawn from `RandomState(random_state).randint(2**31 - 1, size=n_resamples)`, and
/// with each of them the rows as by scikit-learn's `resample(rows, random_state=seed)`. The ends
/// are `numpy.quantile`s at `(1 - level) / 2` and 1 minus that, over the resamples for which the
/// metric is defined; there are none if that is not at least half of them.
#[must_use]
pub(super) fn intervals(
    judged: &Judged,
    names: &[String],
    n_resamples: usize,
    settings: &Evaluate,
) -> Intervals {
    let mut random = RandomState::new(settings.random_state);
    let seeds: Vec<_> = (0..n_resamples).map(|_| random.randint(SEEDS)).collect();
    let total = u64::try_from(n_resamples).ok();
    let progress = Progress::start("evaluate: measuring resamples", Unit::Resamples, total);
    let measured: Vec<_> = seeds
        .into_par_iter()
        .map_init(
            || Sample::all(judged.pairs().len()),
            |sample, seed| {
                sample.draw(|rows, drawn| RandomState::new(seed).fill_randint(rows, drawn));
                let measured = sample.measure(judged);
                progress.add(1);
                measured
            },
        )
        .collect();
    drop(progress);
    let quantiles = Quantiles {
        measured: &measured,
        tail: (1.0 - settings.confidence_level) / 2.0,
    };
    let of_class = |(class, name): (usize, &String)| (name.clone(), quantiles.of_class(class));
    Intervals {
        confidence_level: settings.confidence_level,
        n_resamples,
        scores: PerMetric::from_fn(|metric| quantiles.of(|one| one.scores.get(metric))),
        per_class: names
            .iter()
            .enumerate()
            .map(of_class)
            .collect::<PerClass<_>>(),
    }
}

/// The metrics of all resamples, and the share of them on either side of an interval.
struct Quantiles<'a> {
    measured: &'a [Measured],
    tail: f64,
}

impl Quantiles<'_> {
    fn of(&self, metric: impl Fn(&Measured) -> Option<f64>) -> Option<Interval> {
        let mut values: Vec<_> = self.measured.iter().filter_map(metric).collect();
        if 2 * values.len() < self.measured.len() {
            return None;
        }
        values.sort_unstable_by(f64::total_cmp);
        Some([self.tail, 1.0 - self.tail].map(|share| quantile(&values, share)))
    }

    fn of_class(&self, class: usize) -> OfClass<Interval> {
        OfClass {
            precision: self.of(|one| one.per_class[class].precision),
            recall: self.of(|one| one.per_class[class].recall),
            f1_score: self.of(|one| one.per_class[class].f1_score),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 400,000 test rows had evaluate draw rows for longer than it took for all else.
    #[test]
    fn many_rows_get_fewer_resamples_or_none_unless_the_fewest_are_asked_for() {
        for (wanted, rows, expected) in [
            (1000, 30_000, 1000),
            (1000, 60_000, 500),
            (1000, 300_000, 100),
            (1000, 300_001, 0),
            (100, 4_000_000, 100),
            (100, 4_000_001, 0),
        ] {
            assert_eq!(affordable(wanted, rows), expected, "{wanted} {rows}");
        }
    }
}
