//! Data and outputs that come and go.

use crate::{OUTPUTS, after_first_run, digests};

#[test]
fn the_dataset_comes_without_credentials_in_all_three_ways() {
    let guard = after_first_run();
    let clone = &guard.0;
    let source = "data/source/iris.csv";
    for way in [
        &["dvc", "repro"][..],
        &["dvc", "pull", "data.dvc"],
        &["dvc", "repro", "--pull"],
    ] {
        std::fs::remove_file(clone.path(source)).unwrap();
        let _ = clone.in_runner(way).assert_success();
        assert_eq!(clone.md5(source), clone.md5("dataset/iris.csv"), "{way:?}");
    }
}

#[test]
fn outputs_travel_through_the_local_remote() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = digests(clone);
    let _ = clone.make("push").assert_success();
    let _ = clone.make("clean").assert_success();
    for name in OUTPUTS {
        assert!(!clone.path(name).exists(), "{name} is still there");
    }
    let _ = clone.make("pull").assert_success();
    assert_eq!(digests(clone), earlier);
    assert_eq!(clone.changes(), "");
}
