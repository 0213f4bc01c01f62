//! Addresses of the tracker's pages, for a person's browser.
//!
//! The base is the address as the browser sees it, which inside a container
//! network differs from the tracker's. Version 3 opens in its mode for
//! language models unless `workflowType` says otherwise; version 2 ignores it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what JavaScript's `encodeURIComponent` leaves as it is.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The page of a run. The UI routes behind the `#`.
#[must_use]
pub fn run_page(base: &str, experiment_id: &str, run_id: &str) -> String {
    let base = base.trim_end_matches('/');
    let [experiment, run] = [experiment_id, run_id].map(|id| utf8_percent_encode(id, COMPONENT));
    format!("{base}/#/experiments/{experiment}/runs/{run}?workflowType=machine_learning")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_page_opens_in_the_machine_learning_mode() {
        assert_eq!(
            run_page("http://localhost:5000/", "1", "ab12"),
            "http://localhost:5000/#/experiments/1/runs/ab12?workflowType=machine_learning"
        );
    }

    #[test]
    fn an_odd_id_is_encoded() {
        assert_eq!(
            run_page("https://dagshub.com/o/r.mlflow", "iris 2+é?(a)", "3"),
            "https://dagshub.com/o/r.mlflow/#/experiments/iris%202%2B%C3%A9%3F(a)/runs/3?workflowType=machine_learning"
        );
    }
}
