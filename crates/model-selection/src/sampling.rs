//! Some of many: scikit-learn's `sample_without_replacement`, by which `ParameterSampler` chooses
//! settings from a grid.

use std::collections::HashSet;

use numpy::random::RandomState;

/// `sample_without_replacement(n_population, n_samples, random_state)`: different numbers below
/// `n_population`, in the order in which they were drawn.
///
/// # Panics
///
/// If there are more samples than numbers, or `n_population` is above 2^32 - 1.
#[must_use]
pub fn sample_without_replacement(
    n_population: usize,
    n_samples: usize,
    random_state: u32,
) -> Vec<usize> {
    assert!(n_samples <= n_population, "each number is drawn once");
    let mut random = RandomState::new(random_state);
    let ratio = n_samples as f64 / n_population as f64;
    // scikit-learn's `method="auto"`.
    if ratio > 0.01 && ratio < 0.99 {
        let mut all: Vec<usize> = (0..n_population).collect();
        random.shuffle(&mut all);
        all.truncate(n_samples);
        all
    } else if ratio < 0.2 {
        tracking_selection(n_population, n_samples, &mut random)
    } else {
        reservoir_sampling(n_population, n_samples, &mut random)
    }
}

/// Draws again what was drawn already: for few of many.
fn tracking_selection(
    n_population: usize,
    n_samples: usize,
    random: &mut RandomState,
) -> Vec<usize> {
    let mut selected = HashSet::new();
    let mut sample = Vec::with_capacity(n_samples);
    while sample.len() < n_samples {
        let number = below(n_population, random);
        if selected.insert(number) {
            sample.push(number);
        }
    }
    sample
}

/// Replaces the first numbers by later ones: for nearly all.
fn reservoir_sampling(
    n_population: usize,
    n_samples: usize,
    random: &mut RandomState,
) -> Vec<usize> {
    let mut sample: Vec<_> = (0..n_samples).collect();
    for number in n_samples..n_population {
        if let Some(place) = sample.get_mut(below(number + 1, random)) {
            *place = number;
        }
    }
    sample
}

fn below(high: usize, random: &mut RandomState) -> usize {
    random.randint(u32::try_from(high).expect("fewer than 2^32 settings")) as usize
}
