//! A forest that several containers grow.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use end_to_end::Checkout;

use crate::after_first_run;

const FOLDER: &str = ".dvc/tmp/mlops/shards";
/// As many trees as take some seconds.
const TREES: (&str, &str) = ("n_estimators: 100", "n_estimators: 40000");

/// Trains again and says what it gave: the outputs and `dvc.lock`.
fn trained(clone: &Checkout) -> (Vec<String>, String) {
    let train = ["dvc", "repro", "--force", "--single-item", "train"];
    let output = clone.in_runner(&train).assert_success();
    assert_eq!(output.ran(), ["train"]);
    assert!(!clone.path(FOLDER).exists(), "{}", output.text);
    (clone.digests(), clone.read("dvc.lock"))
}

#[test]
fn one_three_and_eight_shards_give_the_same_and_change_nothing_for_dvc() {
    let guard = after_first_run();
    let clone = &guard.0;
    let expected = (clone.digests(), clone.read("dvc.lock"));
    assert_eq!(trained(clone), expected);
    let before = clone.read("params.yaml");
    for scale in ["shards: 3\n  jobs: 1", "shards: 8\n  jobs: 3"] {
        let _ = clone.edit("params.yaml", "shards: 1\n  jobs: 1", scale);
        let again = clone.make("run").assert_success();
        assert!(again.ran().is_empty(), "{}", again.text);
        assert_eq!(trained(clone), expected, "{scale}");
        clone.write("params.yaml", &before);
    }
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_plan_is_grown_part_by_part_and_the_stage_puts_it_together() {
    let guard = after_first_run();
    let clone = &guard.0;
    let expected = (clone.digests(), clone.read("dvc.lock"));
    let before = clone.edit("params.yaml", "shards: 1", "shards: 2");
    let plan = clone.in_runner(&["mlops", "shard", "plan", "train"]);
    let plan = plan.assert_success().text;
    assert!(plan.ends_with("[\"0..50\",\"50..100\"]\n"), "{plan}");
    for trees in ["50..100", "0..50"] {
        let grow = ["mlops", "shard", "grow", "train", trees];
        let text = clone.in_runner(&grow).assert_success().text;
        let file = text.lines().last().expect("it prints the path");
        assert!(file.ends_with(&format!("/{trees}.shard")), "{text}");
        assert!(clone.path(file).is_file(), "{text}");
    }
    let train = ["dvc", "repro", "--force", "--single-item", "train"];
    let output = clone.in_runner(&train).assert_success();
    output.assert_contains("grows its trees in 2 shards, of which 2 are there already");
    assert_eq!((clone.digests(), clone.read("dvc.lock")), expected);
    clone.write("params.yaml", &before);
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_model_without_parts_is_trained_in_one_process() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "shards: 1", "shards: 4");
    let _ = clone.edit("params.yaml", "model: random_forest", "model: gaussian_nb");
    let output = clone.make("run").assert_success();
    output.assert_contains(
        "mlops: stage `train` runs in one process although `scale.shards` is 4: `train.model` is \
         gaussian_nb, which is no forest",
    );
    clone.write("params.yaml", &before);
    let _ = clone.make("run").assert_success();
    assert_eq!(clone.changes(), "");
}

fn start_run(clone: &Checkout) -> Child {
    let mut make = Command::new("make");
    make.arg("run").current_dir(clone.root());
    make.stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    make.spawn().expect("make starts")
}

/// How many shards there are.
fn shards(clone: &Checkout) -> usize {
    let folders = fs::read_dir(clone.path(FOLDER)).into_iter().flatten();
    let files = folders.filter_map(|folder| fs::read_dir(folder.ok()?.path()).ok());
    let names = files
        .flatten()
        .filter_map(|file| file.ok()?.file_name().into_string().ok());
    // Those that are not complete have hidden names.
    let complete = |name: &String| !name.starts_with('.');
    names.filter(complete).count()
}

/// Kills the container that grows the shards of `make` when some are there, and gives how many.
fn kill_in_the_middle(clone: &Checkout, make: &mut Child) -> usize {
    let container = clone.container("train-0-40000");
    let kill = ["kill", "--signal", "KILL", &container];
    loop {
        let there = shards(clone);
        if there >= 2 {
            let _ = clone.command("docker", &kill).assert_success();
            return there;
        }
        let ended = make.try_wait().expect("make can be asked");
        assert_eq!(ended, None, "it grew no shard");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_run_whose_shard_was_killed_goes_on_and_ends_right() {
    let guard = after_first_run();
    let clone = &guard.0;
    let original = clone.edit("params.yaml", TREES.0, TREES.1);
    let _ = clone.make("run").assert_success();
    let expected = (clone.digests(), clone.read("dvc.lock"));
    // Another training in between: DVC would else take the result of the first from its cache.
    clone.write("params.yaml", &original);
    let _ = clone.make("run").assert_success();
    let _ = fs::remove_dir_all(clone.path(".dvc/cache/runs"));
    let _ = clone.edit("params.yaml", TREES.0, TREES.1);
    let _ = clone.edit("params.yaml", "shards: 1", "shards: 8");
    let mut make = start_run(clone);
    let there = kill_in_the_middle(clone, &mut make);
    assert!(!make.wait().expect("make ends").success());
    assert!((there..8).contains(&shards(clone)));
    let output = clone.make("run").assert_success();
    let already = output.text.split("of which ").nth(1);
    let already = already.and_then(|rest| rest.split(' ').next()?.parse().ok());
    assert!(already >= Some(there), "{}", output.text);
    assert_eq!((clone.digests(), clone.read("dvc.lock")), expected);
    assert!(!clone.path(FOLDER).exists());
    clone.write("params.yaml", &original);
    let _ = clone.make("run").assert_success();
    assert_eq!(clone.changes(), "");
}

/// A shard that was damaged is named and grown again; one that is whole and of another forest is refused.
#[test]
fn a_damaged_shard_is_grown_again_and_a_foreign_one_is_refused() {
    let guard = after_first_run();
    let clone = &guard.0;
    let expected = (clone.digests(), clone.read("dvc.lock"));
    let before = clone.edit("params.yaml", "shards: 1", "shards: 2");
    let grow = |trees: &str| {
        let grow = ["mlops", "shard", "grow", "train", trees];
        let text = clone.in_runner(&grow).assert_success().text;
        let file = text.lines().last().expect("it prints the path");
        clone.path(file)
    };
    let file = grow("0..50");
    let whole = fs::read(&file).expect("a shard can be read");
    fs::write(&file, &whole[..whole.len() - 1]).expect("a shard can be written");
    let train = ["dvc", "repro", "--force", "--single-item", "train"];
    let output = clone.in_runner(&train).assert_success();
    output.assert_contains("/0..50.shard` is damaged (its SHA-256 is ");
    output.assert_contains("its trees are grown again");
    assert_eq!((clone.digests(), clone.read("dvc.lock")), expected);
    let _ = clone.edit("params.yaml", "max_depth: 5", "max_depth: 6");
    let file = grow("0..50");
    fs::write(&file, &whole).expect("a shard can be written");
    let output = clone
        .in_runner(&["mlops", "stage", "train"])
        .assert_failure();
    output.assert_contains("/0..50.shard`: it was grown with parameters of the digest");
    assert_eq!(output.code, Some(3), "{}", output.text);
    clone.write("params.yaml", &before);
    let _ = fs::remove_dir_all(clone.path(FOLDER));
    assert!(clone.make("run").assert_success().ran().is_empty());
    assert_eq!(clone.changes(), "");
}
