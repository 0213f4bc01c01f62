//! "Did you mean": the candidate closest to what was typed.

/// The longest word that is looked at, in characters: the time to compare two grows with the
/// product of their lengths, and nobody mistypes a page.
const LONGEST: usize = 200;

/// The candidate nearest to `typed`, or nothing when none is near.
///
/// Near means a Damerau-Levenshtein distance of at most a third of the longer
/// word's length, which is where a suggestion stops being a typo's correction.
#[must_use]
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = typed.chars().count();
    let near = |candidate: &'a str| {
        let other = candidate.chars().count();
        let most = length.max(other) / 3;
        // Two words are at least as far apart as their lengths, which takes no time to compare.
        if length.abs_diff(other) > most || most > LONGEST / 3 {
            return None;
        }
        let distance = strsim::damerau_levenshtein(typed, candidate);
        (distance <= most).then_some((distance, candidate))
    };
    let found = candidates.into_iter().filter_map(near);
    found
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
