//! Checkouts that move and are copied, what they use on the machine, and who may read it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use end_to_end::Checkout;

use crate::after_first_run;

fn beside(name: &str) -> Checkout {
    Checkout::at(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
}

/// The tracker was named by the path: after `mv`, `make run` asked an empty one for the model, and advised
/// to train again.
#[test]
fn a_checkout_that_was_moved_finds_its_tracker_again() {
    let guard = after_first_run();
    let (clone, moved) = (&guard.0, beside("moved clone"));
    let tracker = clone.container("mlflow");
    fs::rename(clone.path(""), moved.path("")).unwrap();
    let run = moved.make("run");
    let same = moved.container("mlflow") == tracker;
    fs::rename(moved.path(""), clone.path("")).unwrap();
    let run = run.assert_success();
    assert!(run.ran().is_empty(), "{}", run.text);
    run.assert_contains("production iris-classifier version");
    assert!(same);
    assert!(clone.make("run").assert_success().ran().is_empty());
}

/// Only the host sees whether the original is still there.
#[test]
fn a_copy_of_a_checkout_has_another_tracker() {
    let guard = after_first_run();
    let (clone, copied) = (&guard.0, beside("copied clone"));
    let id = |checkout: &Checkout| {
        let id = checkout.in_runner(&["mlops", "tracker", "id"]);
        id.assert_success().text.trim().to_owned()
    };
    let before = id(clone);
    let target = copied.path("");
    let target = target.to_str().unwrap();
    let _ = clone.command("cp", &["-r", ".", target]).assert_success();
    let other = id(&copied);
    fs::remove_dir_all(target).unwrap();
    assert_ne!(other, before);
    assert_eq!(id(clone), before);
    assert_eq!(clone.container("mlflow"), format!("mlops-mlflow-{before}"));
}

/// By these marks `make clean-all` in another checkout knows that they are in use.
#[test]
fn a_checkout_marks_the_images_that_it_uses() {
    let guard = after_first_run();
    let clone = &guard.0;
    let number = clone
        .command("scripts/checkout-id", &[])
        .assert_success()
        .text;
    let id = |image: &str| {
        let inspect = ["image", "inspect", "--format", "{{.Id}}", image];
        clone.command("docker", &inspect).assert_success().text
    };
    for name in [
        "ingest",
        "preprocess",
        "train",
        "evaluate",
        "runner",
        "mlflow",
    ] {
        let image = clone
            .command("scripts/image", &[name])
            .assert_success()
            .text;
        let (stage, _) = image.split_once(':').unwrap();
        let mark = format!("{stage}:of-{}", number.trim());
        assert_eq!(id(&mark), id(image.trim()), "{mark}");
    }
}

/// Whatever the caller's umask, files were readable for everybody, and DVC's pickles writable.
#[test]
fn the_callers_umask_holds_for_what_stages_and_dvc_write() {
    let guard = after_first_run();
    let clone = &guard.0;
    let files = ["data/processed/train.csv", "data/processed/test.csv"];
    let modes =
        || files.map(|name| fs::metadata(clone.path(name)).unwrap().permissions().mode() & 0o777);
    let private = |command: &str| {
        let line = format!("umask 077 && scripts/runner {command}");
        let _ = clone.command("sh", &["-c", &line]).assert_success();
    };
    private("dvc repro --force --single-item preprocess");
    assert_eq!(modes(), [0o600; 2]);
    fs::remove_file(clone.path(files[1])).unwrap();
    private(&format!("dvc checkout {}", files[1]));
    assert_eq!(modes(), [0o600; 2]);
    let open = "stat -c %a .dvc/tmp/site && find .dvc/tmp/site ! -type l -perm /022";
    let open = clone.command("sh", &["-c", open]).assert_success().text;
    assert_eq!(open, "700\n");
    let again = ["dvc", "repro", "--force", "--single-item", "preprocess"];
    let _ = clone.in_runner(&again).assert_success();
    assert_eq!(clone.changes(), "");
}
