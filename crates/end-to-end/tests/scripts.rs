//! What the scripts hand to Docker, without Docker.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
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
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (text, code) = runner_at(&repository, home, environment);
    assert_eq!(code, Some(0), "{text}");
    text
}

/// [`runner`] in the checkout at `repository`: what it prints, and its exit code.
fn runner_at(
    repository: &Path,
    home: &Path,
    environment: &[(&str, &str)],
) -> (String, Option<i32>) {
    let _socket = UnixListener::bind(home.join("socket"));
    let docker = home.join("docker");
    fs::write(&docker, DOCKER).unwrap();
    fs::write(home.join("outside"), outside(home)).unwrap();
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", home.display(), std::env::var("PATH").unwrap());
    let socket = format!("unix://{}", home.join("socket").display());
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
    (text, output.status.code())
}

/// This checkout at another path, by a symbolic link called `name` in `home`: the scripts take
/// the path of the link.
fn linked(home: &Path, name: &str) -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let link = home.join(name);
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    symlink(repository.canonicalize().unwrap(), &link).unwrap();
    link
}

/// Docker read what followed a comma as another option, and ended with its usage text.
#[test]
fn a_path_with_commas_quotes_or_a_line_break_is_mounted() {
    for (name, quoted) in [
        ("a,b", "a,b"),
        ("a\"b", "a\"\"b"),
        ("it's", "it's"),
        ("new\nline", "new\nline"),
    ] {
        let home = folder("paths");
        let checkout = linked(&home, name);
        let (text, code) = runner_at(&checkout, &home, &[]);
        assert_eq!(code, Some(0), "{text}");
        let place = format!("{}/{quoted}", home.display());
        let mount = format!("--mount type=bind,\"source={place}\",\"target={place}\"");
        assert!(text.contains(&mount), "no {mount} in {text}");
    }
}

/// DVC ended with an unexpected error about a cache directory, and sqlite with one about a
/// database file.
#[test]
fn a_path_that_dvc_cannot_work_in_is_refused_in_one_line() {
    let deep = format!("{0}/{0}/deep", "a".repeat(200));
    for (name, reason) in [
        ("a${HOME}b", "for a variable"),
        ("a$HOME", "for a variable"),
        ("end\n", "ends with a line break"),
        (&*deep, "DVC's databases work up to 400: move it"),
    ] {
        let home = folder("refused");
        let (text, code) = runner_at(&linked(&home, name), &home, &[]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(reason), "no `{reason}` in {text}");
        assert!(!text.contains("args:"), "no container is started: {text}");
    }
}

/// What `mlops outside` prints for a folder that is there, one that is not, one that nobody can
/// make, a file, one that is not there, and the certificate of a tracker.
fn outside(home: &Path) -> String {
    let home = home.display();
    format!(
        "folder {home}/a, \"b\"\nfolder {home}/new/deep\nfolder /dev/null/store\n\
         file {home}/key.json\nfile {home}/no.json\ncertificate {home}/ca.pem\n"
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
    fs::write(home.join("ca.pem"), "").unwrap();
    fs::create_dir_all(home.join(".config/dvc")).unwrap();
    fs::write(home.join(".config/dvc/config"), "").unwrap();
    let text = runner(&home, &[]);
    let text = text.replace(home.to_str().unwrap(), "HOME");
    for mount in [
        r#"type=bind,"source=HOME/a, ""b""","target=HOME/a, ""b""" "#,
        r#"type=bind,"source=HOME/new/deep","target=HOME/new/deep" "#,
        r#"type=bind,readonly,"source=HOME/key.json","target=HOME/key.json" "#,
        r#"type=bind,readonly,"source=HOME/ca.pem","target=/etc/ssl/tracker.pem" "#,
        "--env MLOPS_TRACKER_CERTIFICATE=/etc/ssl/tracker.pem ",
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

/// A repository with scripts/git-sync, an upstream, and a runner that writes down what it is asked
/// for and fails for what `fails` says.
struct Sync {
    root: PathBuf,
}

impl Sync {
    fn new(name: &str, fails: &str) -> Self {
        let root = folder(name);
        let sync = Self {
            root: root.join("clone"),
        };
        fs::create_dir_all(sync.root.join("scripts")).unwrap();
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/git-sync");
        fs::copy(original, sync.root.join("scripts/git-sync")).unwrap();
        let runner = sync.root.join("scripts/runner");
        let text = format!("#!/bin/sh\necho \"$*\" >>calls\n[ \"$*\" != \"{fails}\" ]\n");
        fs::write(&runner, text).unwrap();
        fs::set_permissions(&runner, fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["data.dvc", "dvc.yaml", "dvc.lock", "params.yaml"] {
            fs::write(sync.root.join(name), "before").unwrap();
        }
        for name in ["dataset", ".dvc", "models", "metrics"] {
            fs::create_dir(sync.root.join(name)).unwrap();
            fs::write(sync.root.join(name).join("file"), "before").unwrap();
        }
        sync.git("init --quiet --initial-branch=main");
        sync.git("init --quiet --bare ../upstream");
        sync.git("remote add origin ../upstream");
        sync.git("add .");
        sync.git("commit --quiet --message before");
        sync.git("push --quiet --set-upstream origin main");
        fs::write(sync.root.join("params.yaml"), "after").unwrap();
        sync
    }

    fn git(&self, args: &str) -> String {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
        let mut git = Command::new("git");
        let output = git
            .args(identity)
            .args(args.split(' '))
            .current_dir(&self.root);
        let output = output.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The exit code of git-sync, what the runner was asked for, and the last commits here and
    /// upstream.
    fn run(&self) -> (Option<i32>, String, [String; 2]) {
        let mut sync = Command::new(self.root.join("scripts/git-sync"));
        let identity = ["AUTHOR", "COMMITTER"];
        for who in identity {
            sync.env(format!("GIT_{who}_NAME"), "test");
            sync.env(format!("GIT_{who}_EMAIL"), "test@localhost");
        }
        let output = sync.env("MESSAGE", "after").output().unwrap();
        let calls = fs::read_to_string(self.root.join("calls")).unwrap();
        let commits =
            ["main", "origin/main"].map(|name| self.git(&format!("log -1 --format=%s {name}")));
        (
            output.status.code(),
            calls,
            commits.map(|commit| commit.trim().to_owned()),
        )
    }
}

/// It committed `max_depth: 3` beside a dvc.lock of depth 5.
#[test]
fn git_sync_commits_nothing_while_the_results_are_not_those_of_the_parameters() {
    let sync = Sync::new("sync of old results", "dvc status --quiet");
    let (code, calls, commits) = sync.run();
    assert_eq!(code, Some(2));
    assert_eq!(calls, "dvc status --quiet\ndvc status\n");
    assert_eq!(commits, ["before", "before"]);
}

/// It pushed no data: whoever got the commit could not get what it names.
#[test]
fn git_sync_uploads_the_data_first_and_commits_nothing_where_that_fails() {
    let sync = Sync::new("sync without data", "dvc push");
    let (code, calls, commits) = sync.run();
    assert_eq!(code, Some(2));
    assert_eq!(calls, "dvc status --quiet\ndvc push\n");
    assert_eq!(commits, ["before", "before"]);
    let sync = Sync::new("sync with data", "nothing");
    let (code, calls, commits) = sync.run();
    assert_eq!(code, Some(0));
    assert_eq!(calls, "dvc status --quiet\ndvc push\n");
    assert_eq!(commits, ["after", "after"]);
}

/// The names and versions in a file of locked packages.
fn locked(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../runner")
        .join(name);
    let text = fs::read_to_string(path).unwrap();
    let pins = text.lines().filter_map(|line| line.split_once("=="));
    pins.map(|(name, rest)| (name.to_owned(), rest.trim_end_matches(" \\").to_owned()))
        .collect()
}

/// pip takes all of them in one command and refuses two versions of one package.
#[test]
fn the_packages_of_all_remotes_can_be_installed_together() {
    let names = ["", "-azure", "-gs", "-ssh"].map(|end| format!("requirements{end}.txt"));
    let mut versions = std::collections::BTreeMap::new();
    for name in &names {
        let pins = locked(name);
        assert!(!pins.is_empty(), "{name}");
        for (package, version) in pins {
            let known = versions.entry(package.clone()).or_insert(version.clone());
            assert_eq!(*known, version, "{package} in {name}");
        }
    }
    for package in ["dvc-s3", "dvc-azure", "dvc-gs", "dvc-ssh"] {
        assert!(versions.contains_key(package), "{package}");
    }
}
