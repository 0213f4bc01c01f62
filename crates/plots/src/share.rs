//! Numbers between 0 and 1.

/// How far rounding may take one out of this range: the probabilities of models are float32.
const ROUNDING: f64 = 1e-6;

/// The number as one between 0 and 1; none where it is out of this range by more than rounding.
pub(crate) fn share(number: f64) -> Option<f64> {
    let is_near = (-ROUNDING..=1.0 + ROUNDING).contains(&number);
    is_near.then(|| number.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rounding_is_taken_off() {
        assert_eq!(share(1.000_000_1), Some(1.0));
        assert_eq!(share(-1e-9), Some(0.0));
        assert_eq!(share(0.5), Some(0.5));
        for wrong in [1.1, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(share(wrong), None, "{wrong}");
        }
    }
}
