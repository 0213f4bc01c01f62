//! `scripts/doctor` on machines that lack something: the whole output, and the exit code.
//!
//! The rest of `make doctor`, which is in the runner, is a script here that shows what it was given.

mod patient;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use insta::assert_snapshot;

use crate::machine::programs;
use patient::Patient;

#[test]
fn a_machine_on_which_nothing_is_built_yet() {
    let patient = Patient::new("fresh");
    assert_snapshot!(patient.said(&[]), @"
    (tools to socket are well)
    (daemon to clock are well)
    warn  images         not built from the present sources: dvc-runner ingest preprocess train evaluate mlflow
                         make build
    ok    buildkit       HOME/bin/docker can build
    ok    base images    they are here
    warn  runner         settings, parameters, tracker and remotes are not looked at: that needs the runner
                         make build && make doctor
    doctor: 12 ok, 2 warnings, 0 failed
    exit 0
    ");
}

/// What was found is handed on to the rest, in the runner, whose output and exit code are the end.
#[test]
fn a_machine_on_which_all_is_well_goes_on_in_the_runner() {
    let patient = Patient::new("well");
    patient.docker("'image inspect '*)");
    patient.script(
        "scripts/runner",
        "echo \"$1 $2 $3\" && printf '%s' \"$4\" | grep '^ok.checkout' && echo \"$5 $6\" && exit 5",
    );
    assert_snapshot!(patient.said(&[]), @"
    (tools to socket are well)
    (daemon to clock are well)
    ok    images         all are built from the present sources
    ok    buildkit       HOME/bin/docker can build
    mlops doctor --host
    ok	checkout	HOME/iris	
    --image mlops-dvc-runner:0a1b2c3d4e5f
    exit 5
    ");
}

#[test]
fn a_runner_that_does_not_start_is_a_failure_with_its_words() {
    let patient = Patient::new("no-runner");
    patient.docker("'image inspect '*)");
    patient.script(
        "scripts/runner",
        "echo 'docker: no space left on device' >&2 && exit 125",
    );
    assert_snapshot!(patient.said(&[]), @"
    (tools to socket are well)
    (daemon to clock are well)
    ok    images         all are built from the present sources
    ok    buildkit       HOME/bin/docker can build
    FAIL  runner         it does not start; its last words are above
                         docker run --rm --entrypoint mlops mlops-dvc-runner:0a1b2c3d4e5f --version
    doctor: 12 ok, 0 warnings, 1 failed
    docker: no space left on device
    exit 2
    ");
}

#[test]
fn a_machine_without_docker_and_git() {
    let patient = Patient::new("bare");
    for name in ["docker", "git", "sha256sum"] {
        fs::remove_file(patient.home.join("bin").join(name)).unwrap();
    }
    let output = patient.doctor("sh", &[], &patient.home.join("no-socket"));
    assert_snapshot!(patient.told(&output), @"
    FAIL  tools          not installed: sha256sum
                         sudo apt-get install coreutils findutils sed gawk tar
    FAIL  git            git is not installed
                         sudo apt-get install git
    ok    checkout       HOME/iris
    FAIL  docker         there is no `docker` on PATH
                         sudo apt-get install docker.io docker-buildx
    FAIL  socket         there is none at HOME/no-socket, where DOCKER_HOST points
                         unset DOCKER_HOST
    ok    disk           20.0 GB free for the checkout (HOME/iris)
    ok    clock          ...
    warn  runner         settings, parameters, tracker and remotes are not looked at: that needs the runner
                         mend what failed, then make doctor
    doctor: 3 ok, 1 warning, 4 failed
    exit 2
    ");
}

#[test]
fn a_folder_without_a_commit_or_a_repository() {
    let patient = Patient::new("no-commit");
    fs::remove_dir_all(patient.root.join(".git")).unwrap();
    // Else git finds the repository that the tests are in.
    patient.script("../bin/git", "case $1 in --version) echo git version 2.47.3 ;; *) echo 'fatal: not a git repository' >&2; exit 128 ;; esac");
    assert!(patient.said(&[]).contains(
        "FAIL  git            this folder is no git repository: DVC, and the numbers of checkouts, need one\n                     \
         git init && git add --all && git commit --message 'Start'\n"
    ));
    let _ = fs::remove_file(patient.home.join("bin/git"));
    let git = programs()
        .into_iter()
        .find(|entry| entry.file_name() == "git")
        .unwrap();
    symlink(git.path(), patient.home.join("bin/git")).unwrap();
    patient.git("init --quiet --initial-branch=main");
    assert!(patient.said(&[]).contains(
        "FAIL  git            the repository has no commit, which DVC needs\n                     \
         git add --all && git commit --message 'Start'\n"
    ));
}

/// `docker` hung for good, and so did every command.
#[test]
fn a_daemon_that_does_not_answer_is_given_up() {
    let patient = Patient::new("hanging");
    patient.docker("'version --format {{.Server'*) exec sleep 60");
    assert_snapshot!(patient.said(&[]), @"
    (tools to socket are well)
    FAIL  daemon         Docker does not answer within 5 s
                         sudo systemctl restart docker
    ok    disk           20.0 GB free for the checkout (HOME/iris)
    ok    clock          ...
    warn  runner         settings, parameters, tracker and remotes are not looked at: that needs the runner
                         mend what failed, then make doctor
    doctor: 7 ok, 1 warning, 1 failed
    exit 2
    ");
}

#[test]
fn a_daemon_that_refuses_or_is_too_old() {
    let patient = Patient::new("old");
    patient.docker("'version --format {{.Server'*) echo '19.3.1|1.40|linux amd64'");
    assert!(
        patient
            .said(&[])
            .contains("FAIL  daemon         Docker 19.3.1 is too old: 20.10 is needed\n")
    );
    patient.docker(
        "'version --format {{.Server'*) echo 'Cannot connect to the Docker daemon' >&2; exit 1",
    );
    let text = patient.said(&[]);
    assert!(
        text.contains(
            "FAIL  daemon         Docker does not answer: Cannot connect to the Docker daemon\n"
        ),
        "{text}"
    );
    assert!(text.contains("sudo systemctl start docker\n"), "{text}");
}

/// Root may use every socket, so that it has somebody else ask.
#[test]
fn a_socket_without_permission_names_the_group() {
    // Where anybody may look, and in no other run's way.
    let folder = format!("mlops-doctor-forbidden-{}", std::process::id());
    let patient = Patient::at(&std::env::temp_dir().join(folder));
    let socket = patient.home.join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o000)).unwrap();
    let mut doctor = patient.command("setpriv", &[], &socket);
    if fs::metadata(&patient.root).unwrap().uid() == 0 {
        doctor.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    doctor.arg(patient.root.join("scripts/doctor"));
    let text = patient.told(&doctor.output().unwrap());
    fs::remove_dir_all(&patient.home).unwrap();
    let expected = "FAIL  socket         you may not use HOME/socket\n                     \
                    sudo usermod -aG docker \"$USER\" && newgrp docker\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_client_of_another_machine_or_another_socket() {
    let patient = Patient::new("elsewhere");
    let told = |host: &str| {
        let mut doctor = Command::new(patient.root.join("scripts/doctor"));
        doctor
            .env_clear()
            .env("PATH", patient.home.join("bin"))
            .env("HOME", &patient.home);
        let text = patient.told(&doctor.env("DOCKER_HOST", host).output().unwrap());
        let lines = text.lines().skip_while(|line| !line.contains("socket"));
        lines.take(2).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(told("tcp://10.0.0.1:2375"), @"
    FAIL  socket         DOCKER_HOST is tcp://10.0.0.1:2375; the runner needs a socket of this machine
                         unset DOCKER_HOST
    ");
    let other = patient.home.join("other");
    let _listener = UnixListener::bind(&other).unwrap();
    patient.docker(&format!(
        "'context inspect '*) echo 'unix://{}'",
        other.display()
    ));
    assert_snapshot!(told("unix:///nowhere/docker.sock"), @"
    FAIL  socket         there is none at /nowhere/docker.sock, and docker uses HOME/other
                         export DOCKER_HOST=unix://HOME/other
    ");
}

#[test]
fn disks_and_memory_that_are_short_and_a_clock_that_is_wrong() {
    let patient = Patient::new("short");
    patient.docker("'info '*) echo \"$HOME|1500000000|true|2001-02-03T04:05:06.7+01:00\"");
    let full = "echo head; echo \"/dev/$2 1000 1000 40000 99% /\"";
    patient.script("../bin/df", full);
    let text = patient.said(&[]);
    let (apart, _) = text.split_once(" s away").unwrap();
    let apart = apart.rsplit(' ').next().unwrap().to_owned();
    assert_snapshot!(text.replace(&apart, "N"), @"
    (tools to socket are well)
    ok    daemon         Docker 28.2.2, API 1.50, linux amd64
    FAIL  disk           39 MB free for Docker (HOME)
                         docker builder prune
    FAIL  disk           39 MB free for the checkout (HOME/iris)
                         make clean
    warn  disk           39 MB free for temporary files (/tmp); 100 MB may be needed
                         df -h '/tmp'
    warn  memory         Docker has 1.4 GB, and a stage may use 4g
                         edit .env: STAGE_MEMORY=1072m
    FAIL  clock          Docker's is N s away from this machine's
                         restart Docker, or the machine that it runs in
    warn  images         not built from the present sources: dvc-runner ingest preprocess train evaluate mlflow
                         make build
    ok    buildkit       HOME/bin/docker can build
    ok    base images    they are here
    warn  runner         settings, parameters, tracker and remotes are not looked at: that needs the runner
                         mend what failed, then make doctor
    doctor: 9 ok, 4 warnings, 3 failed
    exit 2
    ");
    // 2001-02-03 03:05:06 UTC.
    let since = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs()
        - 981_169_506;
    assert!(
        apart.parse::<u64>().unwrap().abs_diff(since) < 60,
        "{apart}"
    );
}

#[test]
fn no_client_can_build_and_no_registry_answers() {
    let patient = Patient::new("offline");
    patient.docker("'buildx version' | 'image inspect '*) exit 1");
    let _ = fs::remove_file(patient.home.join("bin/curl"));
    let text = patient.said(&[]);
    let lines = text.lines().skip_while(|line| !line.contains("images"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    warn  images         not built from the present sources: dvc-runner ingest preprocess train evaluate mlflow
                         make build
    FAIL  buildkit       no docker client here can build with it
                         sudo apt-get install docker-buildx
    FAIL  base images    not here, and no registry answers for debian:trixie-slim rust:1.95.0-slim-trixie
                         scripts/base-images
    warn  runner         settings, parameters, tracker and remotes are not looked at: that needs the runner
                         mend what failed, then make doctor
    doctor: 10 ok, 2 warnings, 2 failed
    exit 2
    ");
}

/// The same as one document, also where no `mlops` can write it.
#[test]
fn json_is_whole_whatever_is_found() {
    let patient = Patient::new("json \"quoted\"");
    let text = patient.said(&["--json"]);
    let (text, code) = text.rsplit_once("\nexit ").unwrap();
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    let checks = document["checks"].as_array().unwrap();
    let found = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    assert_eq!(found("checkout")["found"], patient.root.to_str().unwrap());
    assert_eq!(found("images")["status"], "warn");
    assert_eq!(found("images")["remedy"], "make build");
    assert_eq!(document["exit"].to_string(), code);
}

/// Docker's words may have colours, and addresses passwords.
#[test]
fn what_others_say_reaches_neither_the_terminal_nor_json_as_it_is() {
    let patient = Patient::new("coloured");
    let says = "printf 'bad\\033[31m \\001\\tred at tcp://ann:s3cret@host:1' >&2; exit 1";
    patient.docker(&format!("'version --format {{{{.Server'*) {says}"));
    let expected = "Docker does not answer: bad [31m   red at tcp://ann:***@host:1";
    let text = patient.said(&[]);
    assert!(
        text.contains(&format!("FAIL  daemon         {expected}\n")),
        "{text}"
    );
    let text = patient.said(&["--json"]);
    let (text, _) = text.rsplit_once("\nexit ").unwrap();
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    let checks = document["checks"].as_array().unwrap();
    let daemon = checks.iter().find(|check| check["name"] == "daemon");
    assert_eq!(daemon.unwrap()["found"], expected);
}

/// It asks nothing of the runner that it has not, such as how wide the terminal is.
#[test]
fn the_runner_is_told_how_wide_a_line_may_be() {
    let patient = Patient::new("wide");
    patient.docker("'image inspect '*)");
    patient.script("scripts/runner", "echo \"columns $COLUMNS\"");
    let socket = patient.home.join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    let mut doctor = patient.command("sh", &["scripts/doctor"], &socket);
    let text = patient.told(&doctor.env("COLUMNS", "72").output().unwrap());
    assert!(text.contains("columns 72\n"), "{text}");
}
