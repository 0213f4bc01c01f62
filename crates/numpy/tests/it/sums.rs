//! Sums, means and quantiles against those that NumPy formed (`oracle/numpy_sums.py`).

use numpy::{average, mean, pairwise_sum, quantile, std};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    /// Numbers as text: not every JSON reader rounds correctly.
    values: Vec<String>,
    weights: Vec<String>,
    /// The bits of each double in hexadecimal.
    sum: String,
    average: String,
    mean: String,
    std: String,
    /// Each with the share that it was asked for.
    quantiles: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../fixtures/sums.json")).expect("the fixture is JSON");
    assert_eq!(cases.len(), 13);
    cases
}

fn numbers(texts: &[String]) -> Vec<f64> {
    let number = |text: &String| text.parse().expect("a number");
    texts.iter().map(number).collect()
}

fn bits(number: f64) -> String {
    format!("{:016x}", number.to_bits())
}

#[test]
fn sums_are_numpys_to_the_last_bit() {
    for case in cases() {
        let values = numbers(&case.values);
        assert_eq!(
            bits(pairwise_sum(&values)),
            case.sum,
            "{} values",
            values.len()
        );
    }
}

#[test]
fn averages_are_numpys_to_the_last_bit() {
    for case in cases() {
        let values = numbers(&case.values);
        let found = average(&values, &numbers(&case.weights));
        assert_eq!(bits(found), case.average, "{} values", values.len());
    }
}

#[test]
fn means_deviations_and_quantiles_are_numpys_to_the_last_bit() {
    for case in cases() {
        let mut values = numbers(&case.values);
        assert_eq!(bits(mean(&values)), case.mean, "{} values", values.len());
        assert_eq!(bits(std(&values)), case.std, "{} values", values.len());
        values.sort_by(f64::total_cmp);
        for (q, expected) in &case.quantiles {
            let found = quantile(&values, q.parse().expect("a number"));
            assert_eq!(&bits(found), expected, "{q} of {} values", values.len());
        }
    }
}

/// The fixture would show another order: one after the other gives other bits.
#[test]
fn the_order_of_additions_shows_in_the_fixture() {
    let differs = |case: &Case| bits(numbers(&case.values).iter().sum()) != case.sum;
    assert!(cases().iter().filter(|case| differs(case)).count() >= 10);
}
