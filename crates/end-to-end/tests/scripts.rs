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

/// Starts the runner with a `docker` that shows what it was given.
fn runner(home: &Path, environment: &[(&str, &str)]) -> String {
    let _socket = UnixListener::bind(home.join("socket"));
    let docker = home.join("docker");
    fs::write(&docker, "#!/bin/sh\necho \"args: $*\"\n").unwrap();
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
        ],
    );
    assert!(text.contains("--env MLFLOW_TRACKING_PASSWORD "), "{text}");
    assert!(text.contains("--env DAGSHUB_TOKEN "), "{text}");
    for secret in ["s3cr et", "ann", "an0ther", "t0ken"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let source = home.join(".mlflow/credentials");
    let mount = format!(
        "type=bind,readonly,source={},target=/tmp/.mlflow/credentials",
        source.display()
    );
    assert!(text.contains(&mount), "{text}");
}
