//! `mlops doctor` from outside: what is wrong is made wrong, and the whole output is compared.
//!
//! What the host has to have is looked at by `scripts/doctor`, whose tests are elsewhere; here its part is a line.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::thread;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};

/// What `scripts/doctor` found.
const HOST: &str = "ok\tgit\t2.47.3; commit ab12cd3 on main\t\n";
/// No test here asks Docker.
const DOCKER: (&str, &str) = ("DOCKER_HOST", "unix:///nowhere/docker.sock");

/// What is said of a checkout without a fault, as far as every test with such a one would repeat it.
const WELL: &str = "\
ok    settings       there is no .env, and the defaults need none
ok    params.yaml    every parameter is in its range
ok    dvc.yaml       its stages are ingest, preprocess, train, evaluate
ok    dvc            its configuration can be read, and its cache can be used
ok    owner          every file here is yours
ok    at work        nobody runs the pipeline here
ok    leftovers      no killed run has left a file
";

/// A folder that looks like a checkout, and whose DVC has no remotes.
fn checkout() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("dvc.yaml", include_str!("../../../../dvc.yaml"));
    remotes(&sandbox, "");
    sandbox
}

/// Has the folder's DVC say this of its remotes.
fn remotes(sandbox: &Sandbox, lines: &str) {
    let python = sandbox.path("bin/python");
    sandbox.write("bin/dvc", format!("#!{}\n", python.display()));
    sandbox.write(
        "bin/python",
        format!("#!/bin/sh\n/bin/cat <<'END'\n{lines}END\n"),
    );
    fs::set_permissions(python, fs::Permissions::from_mode(0o755)).unwrap();
}

fn doctor(sandbox: &Sandbox, args: &[&str], environment: &[(&str, &str)]) -> ProgramOutput {
    let path = sandbox.path("bin").to_string_lossy().into_owned();
    // No line is cut where a path of this machine happens to be long.
    let ours = [DOCKER, ("PATH", path.as_str()), ("COLUMNS", "500")];
    let args = [&["doctor"][..], args].concat();
    sandbox.run(
        env!("CARGO_BIN_EXE_mlops"),
        &args,
        &[&ours[..], environment].concat(),
    )
}

/// What it says after the host's part, with `names` in the place of what differs from time to time,
/// and its exit code.
fn said(sandbox: &Sandbox, environment: &[(&str, &str)], names: &[(&str, &str)]) -> String {
    let output = doctor(sandbox, &["--host", HOST], environment);
    assert_eq!(output.stderr, "");
    let text = names
        .iter()
        .fold(output.stdout, |text, (old, new)| text.replace(old, new));
    let text = text.replace(WELL, "(settings to leftovers are well)\n");
    format!("{text}exit {}", output.code.unwrap())
}

/// A tracker that gives this answer to everything, at the returned address.
fn tracker(status: &str, clock: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\n{clock}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 4096]);
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    uri
}

#[test]
fn a_tracker_that_answers_and_a_clock_that_is_wrong() {
    let uri = tracker("200 OK", "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "{}");
    let text = said(
        &checkout(),
        &[("MLFLOW_TRACKING_URI", &uri)],
        &[(&uri, "TRACKER")],
    );
    let (seconds, _) = text.split_once(" s behind").unwrap();
    let seconds = seconds.rsplit(' ').next().unwrap();
    assert!(seconds.parse::<u64>().unwrap() > 900_000_000);
    assert_snapshot!(text.replace(seconds, "N"), @"
    (settings to leftovers are well)
    ok    port           none is needed: the settings name another tracker
    ok    tracker        a tracker that does not tell its version answers at TRACKER
    FAIL  tracker clock  N s behind the one here
                         sudo timedatectl set-ntp true
    warn  stage          not looked at: Docker does not answer
                         mend that first: a line above says how
    ok    remote         there is none: `make push` and `make pull` need one
    doctor: 11 ok, 1 warning, 1 failed
    exit 2
    ");
}

/// The password is in the address and in a variable, and the tracker repeats it.
#[test]
fn a_tracker_that_refuses_is_worth_another_try_and_no_secret_is_printed() {
    let body = r#"{"error_code": "UNAUTHENTICATED", "message": "s3cr3t is not ann's"}"#;
    let uri = tracker("401 Unauthorized", "", body).replace("//", "//ann:s3cr3t@");
    let environment = [
        ("MLFLOW_TRACKING_URI", uri.as_str()),
        ("MLFLOW_TRACKING_USERNAME", "ann"),
        ("MLFLOW_TRACKING_PASSWORD", "s3cr3t"),
    ];
    let shown = uri.replace("ann:s3cr3t@", "");
    let text = said(&checkout(), &environment, &[(&shown, "TRACKER")]);
    assert!(!text.contains("s3cr3t"), "{text}");
    assert_snapshot!(text, @"
    (settings to leftovers are well)
    ok    port           none is needed: the settings name another tracker
    FAIL  tracker        failed to reach the tracker: `TRACKER` refuses access (401: *** is not ann's)
                         check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env
    warn  stage          not looked at: Docker does not answer
                         mend that first: a line above says how
    ok    remote         there is none: `make push` and `make pull` need one
    doctor: 10 ok, 1 warning, 1 failed
    exit 5
    ");
}

/// Nothing is said after the connection is made.
#[test]
fn a_tracker_that_hangs_holds_up_no_other_check() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let environment = [
        ("MLFLOW_TRACKING_URI", uri.as_str()),
        ("MLFLOW_HTTP_REQUEST_TIMEOUT", "1"),
    ];
    let since = Instant::now();
    let text = said(&checkout(), &environment, &[(&uri, "TRACKER")]);
    assert!(since.elapsed() < Duration::from_secs(10));
    assert_snapshot!(text, @"
    (settings to leftovers are well)
    ok    port           none is needed: the settings name another tracker
    FAIL  tracker        failed to reach the tracker: `TRACKER` did not answer within 1 s
                         raise MLFLOW_HTTP_REQUEST_TIMEOUT if it is merely slow
    warn  stage          not looked at: Docker does not answer
                         mend that first: a line above says how
    ok    remote         there is none: `make push` and `make pull` need one
    doctor: 10 ok, 1 warning, 1 failed
    exit 5
    ");
}

#[test]
fn a_tracker_that_is_not_there_is_worth_another_try() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let text = said(
        &checkout(),
        &[("MLFLOW_TRACKING_URI", &uri)],
        &[(&uri, "TRACKER")],
    );
    assert_snapshot!(text, @"
    (settings to leftovers are well)
    ok    port           none is needed: the settings name another tracker
    FAIL  tracker        failed to reach the tracker: no tracker answers at `TRACKER` (Connection refused (os error 111))
                         start it with `make up` or set MLFLOW_TRACKING_URI in .env
    warn  stage          not looked at: Docker does not answer
                         mend that first: a line above says how
    ok    remote         there is none: `make push` and `make pull` need one
    doctor: 10 ok, 1 warning, 1 failed
    exit 5
    ");
}

#[test]
fn broken_settings_and_parameters_are_told_beside_all_that_does_not_need_them() {
    let sandbox = checkout();
    sandbox.write(".env", "MLFLOW_TRACKING_PASSWORD s3cret\n");
    sandbox.edit_params("max_depth: 5", "max_dept: 5");
    sandbox.write("dvc.yaml", "stages: [\n");
    sandbox.write(".dvc/config", "[core\n");
    let root = sandbox.path("").to_string_lossy().into_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    drop(listener);
    let names = [(root.as_str(), "ROOT/"), (&port, "PORT")];
    assert_snapshot!(said(&sandbox, &[("MLFLOW_PORT", &port)], &names), @"
    FAIL  settings       failed to read `.env`: line 1: expected `NAME=value` with a name of letters, digits and `_`, or a comment behind `#`
                         edit .env
    FAIL  params.yaml    failed to check `params.yaml`: 2 problems
                         line 24: missing key `train.max_depth`; expected null or an integer from 1 to 2147483647
                         line 29: unknown key `train.max_dept`; did you mean `max_depth`?
                         edit params.yaml (docs/params.md)
    FAIL  dvc.yaml       failed to read `dvc.yaml`: line 2: is not YAML: while parsing a node, did not find expected node content
                         git diff dvc.yaml
    FAIL  dvc            failed to read `ROOT/.dvc/config`: line 1: Found opening bracket for section name but no closing bracket
                         expected `key = value` below `[section]`
    ok    owner          every file here is yours
    ok    at work        nobody runs the pipeline here
    ok    leftovers      no killed run has left a file
    ok    port           PORT is free for the tracker
    warn  tracker        not looked at: it is a container, and Docker does not answer
                         mend that first: a line above says how
    warn  stage          not looked at: Docker does not answer
                         mend that first: a line above says how
    ok    remote         there is none: `make push` and `make pull` need one
    doctor: 6 ok, 2 warnings, 4 failed
    exit 2
    ");
}

#[test]
fn settings_that_make_no_sense_come_with_those_that_do() {
    let sandbox = checkout();
    let settings = |text: &str| {
        sandbox.write(".env", text);
        let text = said(&sandbox, &[], &[]);
        let lines = text.lines().skip_while(|line| !line.contains("settings"));
        lines.take(2).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(settings("STAGE_MEMORY=4 gigs\n"), @"
    FAIL  settings       STAGE_MEMORY is `4 gigs`; expected a whole number and a unit, such as `512m` or `4g`, at least 6m
                         edit .env: STAGE_MEMORY=4g
    ");
    assert_snapshot!(settings("DAGSHUB_REPO=iris\nDAGSHUB_USER_NAME=ann\n"), @"
    warn  settings       DagsHub is not used: beside DAGSHUB_USER_NAME and DAGSHUB_REPO, there is no DAGSHUB_TOKEN
                         edit .env: DAGSHUB_TOKEN=
    ");
    assert_snapshot!(settings("AWS_SECRET_ACCESS_KEY=k3y\n"), @"
    warn  settings       .env holds a secret, and others may read it
                         chmod 600 .env
    ");
}

#[test]
fn whoever_has_the_port_that_the_tracker_is_to_have_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let text = said(&checkout(), &[("MLFLOW_PORT", &port)], &[(&port, "PORT")]);
    let program = std::env::args().next().unwrap();
    let id = std::process::id().to_string();
    let text = text.replace(&program, "PROGRAM").replace(&id, "N");
    let own = text.split_once("MLFLOW_PORT=").unwrap().1[..4].to_owned();
    assert_snapshot!(text.replace(&own, "OWN"), @"
    (settings to leftovers are well)
    FAIL  port           port PORT is taken by `PROGRAM` (process N), and MLFLOW_PORT asks for it
                         edit .env: MLFLOW_PORT=OWN
    warn  tracker        not looked at: it is a container, and Docker does not answer
                         mend that first: a line above says how
    warn  stage          not looked at: Docker does not answer
                         mend that first: a line above says how
    ok    remote         there is none: `make push` and `make pull` need one
    doctor: 9 ok, 2 warnings, 1 failed
    exit 2
    ");
}

#[test]
fn what_killed_runs_left_is_told_and_not_touched() {
    let sandbox = checkout();
    let list = r#"{"write": {"/a": {"pid": 4194303, "cmd": "/usr/bin/dvc repro train"}}}"#;
    sandbox.write(".dvc/tmp/rwlock", list);
    sandbox.write(
        "dvc.lock",
        "schema: '2.0'\nstages:\n  ingest:\n    cmd: mlops st",
    );
    let text = said(&sandbox, &[], &[]);
    let lines = text.lines().skip_while(|line| !line.contains("leftovers"));
    let lines: Vec<_> = lines.take(2).collect();
    assert_snapshot!(lines.join("\n"), @"
    warn  leftovers      of killed runs: entries in DVC's list of its processes (`.dvc/tmp/rwlock`): `dvc repro train` (process 4194303); `dvc.lock`, cut off; the next command clears them away
                         make status
    ");
    assert_eq!(sandbox.read(".dvc/tmp/rwlock"), list);
    assert!(sandbox.read("dvc.lock").ends_with("mlops st"));
}

#[test]
fn a_remote_that_pushes_go_to_is_told_from_one_that_nothing_uses() {
    let sandbox = checkout();
    let lines = concat!(
        r#"{"name":"team","url":"s3://bucket/iris","default":true,"kind":"denied","found":"Unable to locate credentials"}"#,
        "\n",
        r#"{"name":"old","url":"https://example.org/x","default":false,"kind":"unreachable","found":"no answer"}"#,
        "\n",
        r#"{"name":"bundled","url":"/home/ann/iris/dataset","default":false,"kind":null,"found":""}"#,
        "\n",
    );
    remotes(&sandbox, lines);
    let text = said(&sandbox, &[], &[]);
    let lines = text.lines().skip_while(|line| !line.contains("remote"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    FAIL  remote         `team` (s3://bucket/iris, which push and pull use): Unable to locate credentials
                         edit .env: AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY= (docs/sharing.md)
    warn  remote         `old` (https://example.org/x): no answer
                         check the address, and try again
    ok    remote         `bundled` (/home/ann/iris/dataset) answers
    doctor: 10 ok, 3 warnings, 1 failed
    exit 2
    ");
}

/// Without `scripts/doctor` it looks at Docker itself.
#[test]
fn the_same_is_one_document_of_json() {
    let output = doctor(&checkout(), &["--json"], &[]);
    assert_eq!((output.code, output.stderr.as_str()), (Some(2), ""));
    let document: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let checks = document["checks"].as_array().unwrap();
    let named = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    assert_eq!(named("params.yaml")["status"], "ok");
    assert_eq!(named("params.yaml")["remedy"], serde_json::Value::Null);
    assert_eq!(named("daemon")["status"], "fail");
    assert_eq!(
        named("daemon")["remedy"],
        "start Docker, or ask to be in the group `docker`"
    );
    assert_eq!(document["exit"], 2);
    let counted = ["ok", "warn", "fail"].map(|status| document[status].as_u64().unwrap());
    assert_eq!(counted.iter().sum::<u64>(), checks.len() as u64);
}
