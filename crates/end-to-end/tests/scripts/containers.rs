//! What the scripts hand to Docker.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use end_to_end::files::write_script;

use crate::machine::{Machine, repository};

/// Starts the runner of this checkout.
fn runner(machine: &Machine, environment: &[(&str, &str)]) -> String {
    let (text, code) = machine.run(&repository(), "runner", environment);
    assert_eq!(code, Some(0), "{text}");
    text
}

/// This checkout at another path, by a symbolic link called `name`: the scripts take the path of
/// the link.
fn linked(machine: &Machine, name: &str) -> PathBuf {
    let link = machine.home.join(name);
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    symlink(repository(), &link).unwrap();
    link
}

/// Names of folders, and how they stand in a quoted field of CSV.
const UNUSUAL: [(&str, &str); 4] = [
    ("a,b", "a,b"),
    ("a\"b", "a\"\"b"),
    ("it's", "it's"),
    ("new\nline", "new\nline"),
];

/// The option that mounts the folder `quoted` of the machine at its own place.
fn mount(machine: &Machine, quoted: &str) -> String {
    let place = format!("{}/{quoted}", machine.home.display());
    format!("--mount type=bind,\"source={place}\",\"target={place}\"")
}

/// Docker read what followed a comma as another option, and ended with its usage text.
#[test]
fn a_path_with_commas_quotes_or_a_line_break_is_mounted() {
    let machine = Machine::new("paths");
    for (name, quoted) in UNUSUAL {
        let (text, code) = machine.run(&linked(&machine, name), "runner", &[]);
        assert_eq!(code, Some(0), "{text}");
        let mount = mount(&machine, quoted);
        assert!(text.contains(&mount), "no {mount} in {text}");
    }
}

/// Each of these scripts wrote the option by itself, without the quotes.
#[test]
fn tests_judges_benchmarks_and_cargo_are_at_work_under_such_a_path_too() {
    let machine = Machine::new("other scripts");
    for (name, quoted) in UNUSUAL {
        let checkout = machine.checkout(name);
        // It has no history and no sources, which the runner wants.
        let runner = checkout.join("scripts/runner");
        fs::remove_file(&runner).unwrap();
        write_script(&runner, "#!/bin/sh\n");
        for script in [
            "test",
            "oracle",
            "bench-forest",
            "bench-data",
            "bench-scale",
            "cargo",
        ] {
            let (text, code) = machine.run(&checkout, script, &[]);
            assert_eq!(code, Some(0), "{script}: {text}");
            let started = text.matches("args: run --rm ").count();
            let mounted = text.matches(&mount(&machine, quoted)).count();
            assert!(started > 0, "{script} starts no container: {text}");
            assert_eq!(mounted, started, "{script}: {text}");
        }
    }
}

/// DVC ended with an unexpected error about a cache directory, and sqlite with one about a
/// database file.
#[test]
fn a_path_that_dvc_cannot_work_in_is_refused_in_one_line() {
    let deep = format!("{0}/{0}/deep", "a".repeat(200));
    let machine = Machine::new("refused");
    for (name, reason) in [
        ("a${HOME}b", "for a variable"),
        ("a$HOME", "for a variable"),
        ("end\n", "ends with a line break"),
        (&*deep, "DVC's databases work up to 400: move it"),
    ] {
        let (text, code) = machine.run(&linked(&machine, name), "runner", &[]);
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
    let machine = Machine::new("home");
    let home = &machine.home;
    let file = "[mlflow]\nmlflow_tracking_username = ann\nmlflow_tracking_password = s3cr et\n";
    fs::create_dir(home.join(".mlflow")).unwrap();
    fs::write(home.join(".mlflow/credentials"), file).unwrap();
    let text = runner(
        &machine,
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
    let machine = Machine::new("home of folders");
    let home = &machine.home;
    fs::write(home.join("outside"), outside(home)).unwrap();
    fs::create_dir(home.join("a, \"b\"")).unwrap();
    fs::write(home.join("key.json"), "").unwrap();
    fs::write(home.join("ca.pem"), "").unwrap();
    fs::create_dir_all(home.join(".config/dvc")).unwrap();
    fs::write(home.join(".config/dvc/config"), "").unwrap();
    let text = runner(&machine, &[]);
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

/// What the machine's Docker says of itself where it is rootless.
fn rootless(name: &str, version: &str) -> Machine {
    let machine = Machine::new(name);
    let info = format!("{version} [name=seccomp,profile=builtin name=rootless]");
    fs::write(machine.home.join("info"), info).unwrap();
    machine
}

/// The caller's own number is somebody else there, who could not write to the checkout.
#[test]
fn the_runner_is_the_caller_with_rootless_docker_too() {
    let text = runner(&rootless("rootless", "26.1.5+dfsg1"), &[]);
    let runs: Vec<_> = text
        .lines()
        .filter(|line| line.contains("args: run "))
        .collect();
    assert!(!runs.is_empty(), "{text}");
    for run in runs {
        assert!(run.contains("--user 0:0 "), "{run}");
        assert!(!run.contains("--group-add"), "{run}");
    }
    let text = runner(&Machine::new("not rootless"), &[]);
    assert!(text.contains("--group-add"), "{text}");
}

/// It ended with `error mounting "proc" to rootfs at "/proc"`.
#[test]
fn rootless_docker_that_hides_the_processes_is_refused_in_one_line() {
    let machine = rootless("old and rootless", "20.10.24+dfsg1");
    let (text, code) = machine.run(&repository(), "runner", &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.starts_with("rootless Docker 20.10.24+dfsg1 hides the machine's processes"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}

/// It was copied out of a runner that had Docker's socket, for those who want no container to have it.
#[test]
fn mlops_is_installed_without_a_container_that_has_the_socket() {
    let machine = Machine::new("installed");
    for (name, _) in UNUSUAL {
        let to = machine.home.join("to").join(name);
        let to_text = to.to_str().unwrap();
        let (text, code) = machine.run(&repository(), "install-mlops", &[("TO", to_text)]);
        assert_eq!((text.as_str(), code), ("", Some(0)));
        let started = fs::read_to_string(to.join("mlops")).unwrap();
        assert!(
            started.starts_with("args: run --rm --pull never --network none "),
            "{started}"
        );
        assert!(
            !started.contains("--mount") && !started.contains("--volume"),
            "{started}"
        );
    }
}
