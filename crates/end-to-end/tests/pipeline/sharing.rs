//! Data and outputs that come and go.

use std::fs;
use std::path::Path;

use end_to_end::Checkout;
use end_to_end::checkout::OUTPUTS;
use end_to_end::server::Server;
use end_to_end::upstream::Upstream;

use crate::after_first_run;

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
    let earlier = clone.digests();
    let _ = clone.make("push").assert_success();
    let _ = clone.make("clean").assert_success();
    for name in OUTPUTS {
        assert!(!clone.path(name).exists(), "{name} is still there");
    }
    let _ = clone.make("pull").assert_success();
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

/// `make push` said `7 files pushed` and wrote them into the runner's container, which was thrown
/// away; a later `make pull` failed.
#[test]
fn outputs_travel_to_another_clone_through_a_folder_outside_of_the_checkout() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let shared = temporary.join("shared, by all");
    let _ = fs::remove_dir_all(&shared);
    // As in DVC, a path is relative to the folder of the file that it stands in.
    let local = LocalConfig::of(clone, "url = \"../../shared, by all\"");
    let _ = clone.make("push").assert_success();
    drop(local);
    let _ = clone.make("clean").assert_success();
    let other = Checkout::fresh(&temporary.join("second clone"));
    other.write("dvc.lock", &clone.read("dvc.lock"));
    other.commit_new_lock();
    let url = format!("url = \"{}\"", shared.display());
    let _local = LocalConfig::of(&other, &url);
    let _ = other.make("pull").assert_success();
    assert_eq!(other.digests(), earlier);
    assert_eq!(other.changes(), "");
    pull_from(clone, &url);
    assert_eq!(clone.digests(), earlier);
}

fn pull_from(clone: &Checkout, url: &str) {
    let _local = LocalConfig::of(clone, url);
    let _ = clone.make("pull").assert_success();
}

#[test]
fn a_folder_that_cannot_be_made_is_refused_in_one_line_before_dvc_starts() {
    let guard = after_first_run();
    let clone = &guard.0;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a file");
    fs::write(&file, "").unwrap();
    let url = format!("url = {}/store", file.display());
    let _local = LocalConfig::of(clone, &url);
    let output = clone.in_runner(&["dvc", "push"]).assert_failure();
    let expected = format!(
        "mlops: failed to use the folder `{}/store` of the remote `storage`, which `{}` names: it does not exist and \
         cannot be created; create it, or correct the setting\n",
        file.display(),
        clone.path(LOCAL).display()
    );
    assert_eq!(output.text, expected);
    // Whatever is typed in the shell, nothing is written to where it would be lost.
    let elsewhere = "dvc remote add --local other /tmp/other && dvc push -r other";
    let output = clone.in_runner(&["sh", "-c", elsewhere]).assert_failure();
    output.assert_contains("Read-only file system");
}

/// The reference has `dvc[s3]`; the runner's DVC did not know what an address of S3 is.
#[test]
fn outputs_travel_through_s3_with_the_credentials_of_the_caller() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let server = Server::s3("iris");
    let settings = format!("url = s3://iris/dvc\nendpointurl = {}", server.uri());
    let _local = LocalConfig::of(clone, &settings);
    let output = clone.make("push").assert_failure();
    output.assert_contains("Unable to locate credentials");
    let make = |target| {
        let key = ["AWS_ACCESS_KEY_ID=ann", "AWS_SECRET_ACCESS_KEY=s3cret"];
        let command = [&key[..], &["make", target]].concat();
        clone.command("env", &command).assert_success()
    };
    let _ = make("push");
    let _ = clone.make("clean").assert_success();
    let _ = make("pull");
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

/// It committed `max_depth: 3` with a dvc.lock of depth 5, and nobody could get the data.
#[test]
fn git_sync_commits_what_belongs_together_and_uploads_the_data_first() {
    let guard = after_first_run();
    let clone = &guard.0;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("upstream.git");
    let upstream = Upstream::of(clone, &folder);
    let sync = || clone.command("make", &["git-sync", "MESSAGE=a depth of 3"]);
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 3");
    sync()
        .assert_failure()
        .assert_contains("the results do not belong to what is here");
    assert!(upstream.is_as_it_was());
    clone.write("params.yaml", &before);
    let _ = clone.edit(
        "params.yaml",
        "max_depth: 5",
        "max_depth: 5 # as the reference",
    );
    let local = LocalConfig::of(clone, "url = /dev/null/store");
    sync()
        .assert_failure()
        .assert_contains("the data was not uploaded, so nothing was committed or pushed");
    assert!(upstream.is_as_it_was());
    drop(local);
    let _ = fs::remove_dir_all(clone.path(".dvc/storage"));
    let _ = sync().assert_success();
    assert!(!upstream.is_as_it_was());
    assert!(
        clone.path(".dvc/storage/files").is_dir(),
        "the data is there"
    );
    assert_eq!(clone.changes(), "");
}

/// The settings of this copy of the checkout, which win over `.dvc/config`.
const LOCAL: &str = ".dvc/config.local";

/// `.dvc/config.local` with other settings of the remote, until it is dropped.
struct LocalConfig<'a>(&'a Checkout);

impl<'a> LocalConfig<'a> {
    fn of(clone: &'a Checkout, settings: &str) -> Self {
        clone.write(LOCAL, &format!("['remote \"storage\"']\n{settings}\n"));
        Self(clone)
    }
}

impl Drop for LocalConfig<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.0.path(LOCAL));
    }
}
