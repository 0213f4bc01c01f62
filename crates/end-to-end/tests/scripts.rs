//! What the scripts around a stage tell it, without Docker.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap()
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text.trim_end().to_owned()
}

fn git(folder: &Path, args: &[&str]) -> String {
    let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
    run(Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(folder))
}

fn script(name: &str, folder: &Path) -> String {
    let script = repository().join("scripts").join(name);
    run(Command::new(script)
        .current_dir(folder)
        .env("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR")))
}

#[test]
fn git_state_tells_commit_branch_changes_and_an_address_without_password() {
    let folder = folder("git state");
    assert_eq!(script("git-state", &folder), "", "no repository");
    git(&folder, &["init", "--quiet", "--initial-branch=topic"]);
    assert_eq!(script("git-state", &folder), "", "no commit");
    fs::write(folder.join("a"), "1").unwrap();
    fs::write(folder.join("dvc.lock"), "1").unwrap();
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message", "one"]);
    let commit = git(&folder, &["rev-parse", "HEAD"]);
    let state = format!("--env GIT_COMMIT={commit} --env GIT_BRANCH=topic --env GIT_DIRTY=");
    assert_eq!(script("git-state", &folder), format!("{state}false"));

    fs::write(folder.join("dvc.lock"), "2").unwrap();
    assert_eq!(script("git-state", &folder), format!("{state}false"));
    fs::write(folder.join("a"), "2").unwrap();
    assert_eq!(script("git-state", &folder), format!("{state}true"));

    let url = "https://ann:s3cr@t@example.org/my iris.git";
    git(&folder, &["remote", "add", "origin", url]);
    assert_eq!(
        script("git-state", &folder),
        format!("{state}true --env GIT_REPO_URL=https://example.org/my%20iris.git")
    );
    git(&folder, &["switch", "--quiet", "--detach"]);
    assert!(script("git-state", &folder).contains("--env GIT_BRANCH= --env"));
}

/// Two runs at once of the same name would end each other's runs.
#[test]
fn a_pipelines_name_stays_and_a_copy_of_the_checkout_has_another() {
    let (one, copy) = (folder("pipeline"), folder("pipeline copy"));
    for folder in [&one, &copy] {
        fs::create_dir(folder.join("scripts")).unwrap();
        let from = repository().join("scripts/checkout-id");
        fs::copy(from, folder.join("scripts/checkout-id")).unwrap();
    }
    let name = script("pipeline-id", &one);
    assert_eq!(script("pipeline-id", &one), name);
    fs::create_dir_all(copy.join(".dvc/tmp")).unwrap();
    fs::copy(
        one.join(".dvc/tmp/pipeline-id"),
        copy.join(".dvc/tmp/pipeline-id"),
    )
    .unwrap();
    assert_ne!(script("pipeline-id", &copy), name);
    let random = name.split('-').next().unwrap();
    assert_eq!(random.len(), 16, "{name}");
}

/// Starts the runner with a `docker` that shows what it was given.
fn runner(home: &Path, environment: &[(&str, &str)]) -> String {
    let _socket = UnixListener::bind(home.join("socket"));
    let docker = home.join("docker");
    let shown = "echo \"args: $*\"; env | grep ^MLFLOW_TRACKING_ | sort";
    fs::write(&docker, format!("#!/bin/sh\n{shown}\n")).unwrap();
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", home.display(), std::env::var("PATH").unwrap());
    run(Command::new(repository().join("scripts/runner"))
        .arg("true")
        .env_clear()
        .env("PATH", path)
        .env("HOME", home)
        .env(
            "DOCKER_HOST",
            format!("unix://{}", home.join("socket").display()),
        )
        .envs(environment.iter().copied()))
}

#[test]
fn the_hosts_credentials_go_to_another_tracker_by_name_only() {
    let home = folder("home");
    fs::create_dir(home.join(".mlflow")).unwrap();
    let file = "[other]\nmlflow_tracking_username = no\n\n[mlflow]\n\
                mlflow_tracking_username = ann\nmlflow_tracking_password = s3=cr et\n";
    fs::write(home.join(".mlflow/credentials"), file).unwrap();
    let uri = ("MLFLOW_TRACKING_URI", "https://mlflow.example.org");

    let output = runner(&home, &[uri]);
    let args = output
        .lines()
        .find(|line| line.starts_with("args:"))
        .unwrap();
    assert!(args.contains("--env MLFLOW_TRACKING_PASSWORD "), "{output}");
    assert!(
        !args.contains("s3=cr et") && !args.contains("ann"),
        "{output}"
    );
    assert!(output.contains("MLFLOW_TRACKING_USERNAME=ann"), "{output}");
    assert!(
        output.contains("MLFLOW_TRACKING_PASSWORD=s3=cr et"),
        "{output}"
    );

    for own in [
        ("MLFLOW_TRACKING_USERNAME", "eve"),
        ("MLFLOW_TRACKING_TOKEN", "token"),
    ] {
        let output = runner(&home, &[uri, own]);
        assert!(!output.contains("ann"), "{own:?}: {output}");
    }
    // The checkout's own tracker asks for none.
    let output = runner(&home, &[]);
    assert!(!output.contains("s3=cr et"), "{output}");
}
