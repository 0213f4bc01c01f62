//! A machine whose Docker only tells what it is given.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::files::{empty_folder, write_script};

/// A `docker` that shows what it was given, knows of paths outside of the checkout what the file `outside` says, and of
/// itself what the file `info` says.
const DOCKER: &str = r#"#!/bin/sh
case "$*" in
info*) cat "$HOME/info" ;;
*" outside") cat "$HOME/outside" ;;
*) echo "args: $*" ;;
esac
"#;

/// This checkout, in which these tests are.
pub(crate) fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap()
}

/// A folder that is somebody's home, with a socket and [`DOCKER`], and without cargo.
pub(crate) struct Machine {
    pub(crate) home: PathBuf,
}

impl Machine {
    pub(crate) fn new(name: &str) -> Self {
        let home = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let bin = empty_folder(&home.join("bin"));
        write_script(&bin.join("docker"), DOCKER);
        for entry in programs() {
            // The first of a name counts, as everywhere.
            if entry.file_name() != "cargo" {
                let _ = symlink(entry.path(), bin.join(entry.file_name()));
            }
        }
        fs::write(home.join("outside"), "").unwrap();
        fs::write(home.join("info"), "26.1.5 [name=seccomp,profile=builtin]").unwrap();
        Self { home }
    }

    /// What the scripts take for a checkout, called `name`: they and what they read. Those that are
    /// tested leave what they make in it.
    pub(crate) fn checkout(&self, name: &str) -> PathBuf {
        let checkout = empty_folder(&self.home.join(name));
        let scripts = empty_folder(&checkout.join("scripts"));
        for entry in fs::read_dir(repository().join("scripts")).unwrap() {
            let entry = entry.unwrap();
            symlink(entry.path(), scripts.join(entry.file_name())).unwrap();
        }
        let dockerfile = "Dockerfile.runner";
        symlink(repository().join(dockerfile), checkout.join(dockerfile)).unwrap();
        checkout
    }

    /// Runs the script `name` of the checkout at `root`: what it prints, and its exit code.
    pub(crate) fn run(
        &self,
        root: &Path,
        name: &str,
        environment: &[(&str, &str)],
    ) -> (String, Option<i32>) {
        let socket = self.home.join("socket");
        let _ = fs::remove_file(&socket);
        let _listener = UnixListener::bind(&socket).unwrap();
        let output = Command::new(root.join("scripts").join(name))
            // To that script, a word is an image.
            .args((name != "build").then_some("true"))
            .env_clear()
            .env("PATH", self.home.join("bin"))
            .env("HOME", &self.home)
            .env("DOCKER_HOST", format!("unix://{}", socket.display()))
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (text, output.status.code())
    }
}

/// What is on PATH.
pub(crate) fn programs() -> Vec<fs::DirEntry> {
    let path = std::env::var_os("PATH").unwrap();
    let folders = std::env::split_paths(&path).filter_map(|folder| fs::read_dir(folder).ok());
    folders.flatten().filter_map(Result::ok).collect()
}
