//! A run that goes where others get it.

use std::path::Path;

use end_to_end::upstream::Upstream;

use crate::after_first_run;
use crate::ran::{ENDED, states};

/// Who may push is a connection of Airflow.
#[test]
fn a_run_is_committed_and_pushed_if_that_is_wanted() {
    let guard = after_first_run();
    let clone = &guard.0;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("of-airflow.git");
    let upstream = Upstream::of(clone, &folder);
    let _server = upstream.served(("ann", "t0ken"));
    let _ = clone.edit("params.yaml", "max_depth: 5", "max_depth: 5 # as ever");
    let login = r#"AIRFLOW_CONN_GIT={"conn_type": "http", "login": "ann", "password": "t0ken"}"#;
    let run = ["MLOPS_PUBLISH=1", login, "make", "airflow-run"];
    let run = clone.command("env", &run).assert_success();
    assert_eq!(states(&run.text)["mlops.publish"], ENDED, "{}", run.text);
    assert!(!run.text.contains("t0ken"), "{}", run.text);
    let last = upstream.last();
    assert!(last.contains(" Record the run manual__"), "{last}");
    assert!(!upstream.is_as_it_was());
    assert_eq!(clone.changes(), "");
}
