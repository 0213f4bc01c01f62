//! What the scripts hand to Docker, without Docker.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A `docker` that shows what it was given, and knows of paths outside of the checkout what the
/// file `outside` says.
const DOCKER: &str = r#"#!/bin/sh
case "$*" in
*" outside") cat "$HOME/outside" ;;
*) echo "args: $*" ;;
esac
"#;

/// Starts the runner with [`DOCKER`].
fn runner(home: &Path, environment: &[(&str, &str)]) -> String {
    let _socket = UnixListener::bind(home.join("socket"));
    let docker = home.join("docker");
    fs::write(&docker, DOCKER).unwrap();
    fs::write(home.join("outside"), outside(home)).unwrap();
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", home.display(), std::env::var("PATH").unwrap());
    let socket = format!("unix://{}", home.join("socket").display());
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(repository.join("scripts/runner"))
        .arg("true")
        .env_clear()
        .env("PATH", path)
        .env("HOME", home)
        .env("DOCKER_HOST", socket)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

/// What `mlops outside` prints for a folder that is there, one that is not, one that nobody can
/// make, a file, and one that is not there.
fn outside(home: &Path) -> String {
    let home = home.display();
    format!(
        "folder {home}/a, \"b\"\nfolder {home}/new/deep\nfolder /dev/null/store\n\
         file {home}/key.json\nfile {home}/no.json\n"
    )
}

#[test]
fn the_runner_passes_secrets_by_name_and_the_credentials_as_a_file() {
    let home = folder("home");
    let file = "[mlflow]\nmlflow_tracking_username = ann\nmlflow_tracking_password = s3cr et\n";
    fs::create_dir(home.join(".mlflow")).unwrap();
    fs::write(home.join(".mlflow/credentials"), file).unwrap();
    let text = runner(
        &home,
        &[
            ("MLFLOW_TRACKING_PASSWORD", "an0ther"),
            ("DAGSHUB_TOKEN", "t0ken"),
            ("AWS_SECRET_ACCESS_KEY", "k3y"),
            ("AWS_ENDPOINT_URL_S3", "http://localhost"),
        ],
    );
    assert!(text.contains("--env MLFLOW_TRACKING_PASSWORD "), "{text}");
    assert!(text.contains("--env DAGSHUB_TOKEN "), "{text}");
    assert!(text.contains("--env AWS_SECRET_ACCESS_KEY "), "{text}");
    assert!(text.contains("--env AWS_ENDPOINT_URL_S3 "), "{text}");
    for secret in ["s3cr et", "ann", "an0ther", "t0ken", "k3y"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let source = home.join(".mlflow/credentials");
    let mount = format!(
        "type=bind,readonly,\"source={0}\",\"target={0}\"",
        source.display()
    );
    assert!(text.contains(&mount), "{text}");
}

/// `make push` to a folder outside of the checkout said `7 files pushed` and wrote them into the
/// container, which was thrown away.
#[test]
fn the_runner_mounts_the_folders_in_which_dvc_keeps_data_and_lets_it_write_nowhere_else() {
    let home = folder("home of folders");
    fs::create_dir(home.join("a, \"b\"")).unwrap();
    fs::write(home.join("key.json"), "").unwrap();
    fs::create_dir_all(home.join(".config/dvc")).unwrap();
    fs::write(home.join(".config/dvc/config"), "").unwrap();
    let text = runner(&home, &[]);
    let text = text.replace(home.to_str().unwrap(), "HOME");
    for mount in [
        r#"type=bind,"source=HOME/a, ""b""","target=HOME/a, ""b""" "#,
        r#"type=bind,"source=HOME/new/deep","target=HOME/new/deep" "#,
        r#"type=bind,readonly,"source=HOME/key.json","target=HOME/key.json" "#,
        r#"type=bind,readonly,"source=HOME/.config/dvc/config","target=HOME/.config/dvc/config" "#,
    ] {
        assert!(text.contains(mount), "no {mount}in {text}");
    }
    for absent in ["/dev/null/store", "no.json"] {
        assert!(!text.contains(absent), "{absent} in {text}");
    }
    assert!(home.join("new/deep").is_dir());
    assert!(text.contains("--read-only "), "{text}");
}
