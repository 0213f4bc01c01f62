//! One measurement: of a fit and of a prediction.
//!
//! A first fit of few trees, the pilot, starts the threads and tells how long all
//! trees would take. Where that is longer than the limit, fewer are grown, and the
//! time of all of them is extended along the line through the last two fits: a cost
//! that does not depend on the number of trees is not multiplied. Fits and
//! predictions of less than a second are repeated, and the median counts.

use std::error::Error;
use std::time::Instant;

use serde::Serialize;

use crate::args::Args;
use crate::usage;

/// Short work is repeated for about this many seconds,
const REPEAT_SECONDS: f64 = 1.0;
/// but no more often than this.
const REPEAT_MOST: usize = 100;

/// A library with its data, in the form that it wants them in.
pub(crate) trait Library {
    /// A fitted forest.
    type Model;

    /// The version that was measured.
    const VERSION: &'static str;

    /// The fewest trees that keep all threads busy.
    fn pilot_trees(&self) -> u16;

    /// Grows a forest on the training part.
    fn fit(&self, trees: u16) -> Result<Self::Model, Box<dyn Error>>;

    /// Predicts the class of each row of the test part.
    fn predict(&self, model: &Self::Model) -> Result<Vec<usize>, Box<dyn Error>>;

    /// The share of the test part that is predicted correctly.
    fn accuracy(&self, predicted: &[usize]) -> f64;

    /// The mean number of leaves of a tree, where the library tells.
    fn mean_leaves(&self, _model: &Self::Model) -> Option<f64> {
        None
    }

    /// The median seconds of the prediction of a single row, where it is of interest.
    fn single_row_seconds(&self, _model: &Self::Model) -> Option<f64> {
        None
    }
}

/// What came out; `benchmarks/measure.py` prints the same.
#[derive(Debug, Serialize)]
pub(crate) struct Measurement {
    version: &'static str,
    /// Trees and seconds of the fits, the last of them the one that counts.
    fits: Vec<(u16, f64)>,
    /// How many fits `seconds` is the median of.
    repeats: usize,
    /// How many processors the last fit kept busy.
    cores: f64,
    /// What the fits added at most to the memory in use before them.
    memory_bytes: u64,
    /// Whether the peak was counted from there; if not, it may be too high.
    memory_reset: bool,
    accuracy: f64,
    predict_seconds: f64,
    mean_leaves: Option<f64>,
    single_row_seconds: Option<f64>,
}

/// Fits and predicts.
pub(crate) fn measure<L: Library>(library: &L, args: &Args) -> Result<Measurement, Box<dyn Error>> {
    let memory_reset = usage::reset_peak();
    let before = usage::resident_bytes()?;
    let (model, mut fits, cores) = grow(library, args)?;
    let memory_bytes = usage::peak_bytes()?.saturating_sub(before);
    let (trees, first) = *fits.last().expect("there is a pilot at least");
    let (seconds, repeats) = if trees == args.trees {
        repeated(first, || library.fit(trees).map(drop))?
    } else {
        (first, 1)
    };
    fits.last_mut().expect("as before").1 = seconds;
    let (predicted, first) = timed(|| library.predict(&model))?;
    let (predict_seconds, _) = repeated(first, || library.predict(&model).map(drop))?;
    Ok(Measurement {
        version: L::VERSION,
        fits,
        repeats,
        cores,
        memory_bytes,
        memory_reset,
        accuracy: library.accuracy(&predicted),
        predict_seconds,
        mean_leaves: library.mean_leaves(&model),
        single_row_seconds: library.single_row_seconds(&model),
    })
}

/// A model, trees and seconds of all fits on the way to it, and the processors that the last one kept busy.
type Grown<M> = (M, Vec<(u16, f64)>, f64);

/// Fits with more and more trees, until all are there or the limit is reached.
fn grow<L: Library>(library: &L, args: &Args) -> Result<Grown<L::Model>, Box<dyn Error>> {
    let mut fits = Vec::new();
    let mut trees = library.pilot_trees().min(args.trees);
    loop {
        let cpu = usage::cpu_seconds()?;
        let (model, seconds) = timed(|| library.fit(trees))?;
        let cores = (usage::cpu_seconds()? - cpu) / seconds;
        fits.push((trees, seconds));
        let next = args
            .measured_trees
            .unwrap_or_else(|| trees_within(args.limit, &fits))
            .min(args.trees);
        if next == trees || (next < 2 * trees && next < args.trees) {
            return Ok((model, fits, cores));
        }
        drop(model);
        trees = next;
    }
}

/// How many trees the limit allows, by the line through the last two fits, or through the only one and nothing;
/// a multiple of the pilot's, so that all threads have work. At least twice the pilot's once, if the pilot kept
/// to the limit: two points make a line.
fn trees_within(limit: f64, fits: &[(u16, f64)]) -> u16 {
    let (trees, seconds) = *fits.last().expect("there is a pilot at least");
    if seconds >= limit {
        return trees;
    }
    let pilot = fits[0].0;
    let (before, seconds_before) = fits.iter().rev().nth(1).copied().unwrap_or((0, 0.0));
    let per_tree = (seconds - seconds_before) / f64::from(trees - before);
    let more = if per_tree > 0.0 {
        (limit - seconds) / per_tree
    } else {
        f64::from(u16::MAX)
    };
    let all = trees.saturating_add(whole(more));
    let least = if fits.len() == 1 { 2 * pilot } else { trees };
    (all / pilot * pilot).max(least)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and a number of trees is never negative"
)]
fn whole(trees: f64) -> u16 {
    trees as u16
}

/// What `work` returns, and how many seconds it took.
fn timed<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, f64), Box<dyn Error>> {
    let start = Instant::now();
    let result = work()?;
    Ok((result, start.elapsed().as_secs_f64()))
}

/// The median seconds of a few more runs, and how many, if the first one was short; else the first one's.
fn repeated(
    first: f64,
    mut work: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<(f64, usize), Box<dyn Error>> {
    if first >= REPEAT_SECONDS {
        return Ok((first, 1));
    }
    let mut runs = Vec::new();
    while runs.iter().sum::<f64>() < REPEAT_SECONDS && runs.len() < REPEAT_MOST {
        runs.push(timed(&mut work)?.1);
    }
    let count = runs.len();
    Ok((median(runs), count))
}

/// The middle value, or the mean of the two middle ones.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}
