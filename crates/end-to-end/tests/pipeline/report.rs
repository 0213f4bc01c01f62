//! `make report`: the page about the model of the clone.

use crate::after_first_run;

#[test]
fn make_report_writes_a_page_that_needs_no_network_and_changes_nothing() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let output = clone.make("report").assert_success();
    output.assert_contains("report     report.html (");
    let page = clone.read("report.html");
    for part in [
        "28 of 30 test rows right (93.3 %)",
        "The most important: petal width (cm)",
        "virginica: 40 training rows, 10 test rows",
        "4.3 … 5.8417 … 7.9",
        "Last commit (",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // Each stage ran in a container here, and has told its memory.
    for missing in ["not run here", "not known"] {
        assert!(!page.contains(missing), "{missing}");
    }
    for outside in ["<script", "<link", "<img", " src=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let again = clone.make("report").assert_success();
    assert_eq!(again.text, output.text);
    assert!(
        clone.read("report.html") == page,
        "the same report has other bytes"
    );
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "", "git knows the page");
}
