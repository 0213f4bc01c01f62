//! `sample_without_replacement` in all its methods.

use model_selection::sample_without_replacement;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    population: usize,
    samples: usize,
    seed: u32,
    drawn: Vec<usize>,
}

#[test]
fn every_draw_is_scikit_learns() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/samples.json")).unwrap();
    assert!(cases.len() > 30);
    for Case {
        population,
        samples,
        seed,
        drawn,
    } in cases
    {
        let found = sample_without_replacement(population, samples, seed);
        assert_eq!(found, drawn, "{samples} of {population}, seed {seed}");
    }
}
