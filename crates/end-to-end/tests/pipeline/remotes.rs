//! `make remote` with folders and S3.

use std::fs;
use std::path::Path;

use end_to_end::Checkout;
use end_to_end::files::empty_folder;
use end_to_end::server::Server;

use crate::after_first_run;

/// `.dvc/config` as it was, when it is dropped.
struct Restored<'a>(&'a Checkout, String);

impl<'a> Restored<'a> {
    fn of(clone: &'a Checkout) -> Self {
        Self(clone, clone.read(".dvc/config"))
    }
}

impl Drop for Restored<'_> {
    fn drop(&mut self) {
        self.0.write(".dvc/config", &self.1);
    }
}

#[test]
fn a_folder_of_the_machine_becomes_the_remote_and_a_push_tells_how_to_get_it() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = Restored::of(clone);
    let shared = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("folder of a team"))
        .join("new/iris");
    let to = format!("TO={}", shared.display());
    let chosen = clone.command("make", &["remote", &to]).assert_success();
    chosen.assert_contains("can be written to\nwrote `.dvc/config`\n");
    assert_eq!(fs::read_dir(&shared).unwrap().count(), 0);
    let config = clone.read(".dvc/config");
    let line = format!("    url = {}\n", shared.display());
    assert_eq!(config, before.1.replace("    url = storage\n", &line));
    let pushed = clone.make("push").assert_success();
    pushed.assert_contains("push: what names it is not committed yet");
    assert!(shared.join("files/md5").is_dir(), "{}", pushed.text);
    let back = clone.command("make", &["remote", "TO=./.dvc/storage"]);
    back.assert_success()
        .assert_contains("where nobody else sees it");
    assert_eq!(clone.read(".dvc/config"), before.1);
    let pushed = clone.make("push").assert_success();
    pushed.assert_contains("`make remote` names another place");
}

#[test]
fn a_bucket_becomes_the_remote_and_one_that_is_gone_does_not() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = Restored::of(clone);
    let server = Server::s3("iris");
    let endpoint = server.uri();
    let run = |command: &[&str]| {
        let keys = ["AWS_ACCESS_KEY_ID=ann", "AWS_SECRET_ACCESS_KEY=s3cret"];
        clone.command("env", &[&keys[..], command].concat())
    };
    let named = format!("--endpoint={endpoint}");
    let runner = ["scripts/runner", "mlops"];
    let remote = |url: &str| run(&[&runner[..], &["remote", url, &named]].concat());
    let gone = remote("s3://gone/dvc");
    assert_eq!(
        (gone.code, gone.text.as_str()),
        (
            Some(2),
            "mlops: failed to use `s3://gone/dvc`: The specified bucket does not exist (NoSuchBucket); create it, or name \
             another place by `make remote`\n"
        )
    );
    let anonymous = clone.in_runner(&["mlops", "remote", "s3://iris/dvc", &named]);
    assert_eq!(anonymous.code, Some(2), "{}", anonymous.text);
    anonymous.assert_contains("Unable to locate credentials; edit .env: AWS_ACCESS_KEY_ID=");
    assert_eq!(clone.read(".dvc/config"), before.1);
    assert_eq!(clone.changes(), "");

    let chosen = remote("s3://iris/dvc").assert_success();
    chosen.assert_contains("can be read and written to\nwrote `.dvc/config`\n");
    assert!(!clone.path(".env").exists(), "the keys are the caller's");
    let pushed = run(&["make", "push"]).assert_success();
    pushed.assert_contains("push: data goes to s3://iris/dvc\n");

    // Somebody takes the bucket away.
    drop(server);
    let earlier = clone.digests();
    let other = Server::s3("another");
    let _ = clone.edit(".dvc/config", &endpoint, &other.uri());
    for way in ["push", "pull"] {
        let refused = run(&[&runner[..], &[way]].concat());
        assert_eq!(refused.code, Some(2), "{}", refused.text);
        let expected = format!(
            "mlops: failed to {way} the data: the remote `storage` (s3://iris/dvc) cannot be used: The specified bucket does \
             not exist (NoSuchBucket); create it, or name another place by `make remote`\n"
        );
        assert_eq!(refused.text, expected);
    }
    assert_eq!(clone.digests(), earlier);
}
