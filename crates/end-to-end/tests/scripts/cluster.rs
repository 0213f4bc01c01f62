//! What `scripts/airflow-cluster` does not start.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::machine::Machine;

fn git(root: &Path, args: &[&str]) {
    let name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"];
    let mut git = Command::new("git");
    let git = git.args(name).args(args).current_dir(root);
    assert!(git.status().unwrap().success(), "{args:?}");
}

#[test]
fn a_cluster_whose_workers_would_have_something_else_is_refused() {
    let machine = Machine::new("cluster");
    let root = machine.checkout("iris");
    git(&root, &["init", "--quiet"]);
    let number = format!("7\n{}\n", root.display());
    fs::write(root.join(".git/mlops-checkout"), number).unwrap();
    let refused = |workers: &str, expected: &str| {
        let said = machine.run(&root, "airflow-cluster", &[("WORKERS", workers)]);
        assert_eq!(said, (format!("airflow: {expected}\n"), Some(2)));
    };
    for workers in ["0", "two", "-1", "100"] {
        let expected = format!("WORKERS is `{workers}`; expected a number from 1 to 99");
        refused(workers, &expected);
    }
    let expected = "git has no commit of this checkout; workers get what is committed";
    refused("2", expected);
    fs::write(root.join("params.yaml"), "").unwrap();
    git(&root, &["add", "params.yaml"]);
    git(&root, &["commit", "--quiet", "--message", "Start"]);
    fs::write(root.join("params.yaml"), "scale: {shards: 8}\n").unwrap();
    refused(
        "2",
        "a tracked file has changes that are in no commit, and workers get what is committed; \
         `git status` names it: commit it",
    );
    assert!(!root.join(".dvc").exists());
}
