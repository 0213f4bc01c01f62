//! "Did you mean": the candidate closest to what was typed.

/// The candidate nearest to `typed`, or nothing when none is near.
///
/// Near means a Damerau-Levenshtein distance of at most a third of the longer
/// word's length, which is where a suggestion stops being a typo's correction.
#[must_use]
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(typed, candidate), candidate))
        .filter(|(distance, candidate)| 3 * distance <= typed.len().max(candidate.len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of a message: `; did you mean …?` when a candidate is near, else nothing.
#[must_use]
pub fn did_you_mean<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, candidates)
        .map(|candidate| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_corrected() {
        let keys = ["max_depth", "n_estimators", "random_state"];
        assert_eq!(nearest("n_estimator", keys), Some("n_estimators"));
        assert_eq!(
            did_you_mean("max_dpeth", keys),
            "; did you mean `max_depth`?"
        );
    }

    #[test]
    fn another_word_is_not_corrected() {
        assert_eq!(nearest("colour", ["max_depth", "target"]), None);
        assert_eq!(did_you_mean("colour", ["max_depth"]), "");
    }
}
