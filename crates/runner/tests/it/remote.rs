//! `mlops remote`, `mlops push` and `mlops pull` from outside, with a DVC that says what a test has it say.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::thread;

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};

const CONFIG: &str = include_str!("../../../../.dvc/config");
const CANDIDATE: &str =
    r#"{"name":"storage","url":"s3://iris/dvc","default":true,"kind":null,"found":""}"#;

/// A folder that looks like a checkout, whose DVC answers with `line` where a remote is asked, and else ends with `code`.
fn checkout(line: &str, code: u8) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(".dvc/config", CONFIG);
    let python = sandbox.path("bin/python");
    sandbox.write("bin/dvc", format!("#!{}\n", python.display()));
    let asked = sandbox.path("asked");
    sandbox.write(
        "bin/python",
        format!(
            "#!/bin/sh\nif [ \"$1\" != -c ]; then shift; echo \"dvc $*\"; exit {code}; fi\n/bin/cat >'{}'\n/bin/cat <<'END'\n{line}\nEND\n",
            asked.display()
        ),
    );
    for program in ["bin/python", "bin/dvc"] {
        fs::set_permissions(sandbox.path(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    sandbox
}

fn answer(kind: &str, found: &str) -> String {
    CANDIDATE
        .replace("null", &format!("\"{kind}\""))
        .replace("\"found\":\"\"", &format!("\"found\":\"{found}\""))
}

fn mlops(sandbox: &Sandbox, args: &[&str], environment: &[(&str, &str)]) -> ProgramOutput {
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let environment = [&[("PATH", path.as_str())][..], environment].concat();
    sandbox.run(env!("CARGO_BIN_EXE_mlops"), args, &environment)
}

/// The line and the exit code of a command that is refused, after which both files are as they were.
fn refused(sandbox: &Sandbox, args: &[&str], environment: &[(&str, &str)]) -> String {
    let before = [".dvc/config", ".env"].map(|name| fs::read(sandbox.path(name)).ok());
    let output = mlops(sandbox, args, environment);
    let after = [".dvc/config", ".env"].map(|name| fs::read(sandbox.path(name)).ok());
    assert_eq!(after, before);
    assert_eq!(
        (output.stdout.as_str(), output.stderr.lines().count()),
        ("", 1)
    );
    format!("{}exit {}", output.stderr, output.code.unwrap())
}

#[test]
fn without_a_place_the_three_kinds_of_them_are_told() {
    assert_snapshot!(refused(&checkout("", 0), &["remote"], &[]), @"
    mlops: failed to name a remote: type `make remote TO=/mnt/team/iris` for a folder that others see, `make remote TO=s3://bucket/iris` for S3 (for another server that speaks its protocol, with ENDPOINT=https://...), or `make remote TO=dagshub:owner/repository`
    exit 2
    ");
}

#[test]
fn a_folder_that_can_be_written_to_becomes_the_remote_and_nothing_else_changes() {
    let sandbox = checkout("", 0);
    let elsewhere = Sandbox::new();
    let folder = elsewhere.path("team/iris").display().to_string();
    let output = mlops(&sandbox, &["remote", &folder], &[]);
    assert_snapshot!(output.stdout.replace(&folder, "FOLDER"), @"
    remote: the folder FOLDER can be written to
    wrote `.dvc/config`
    next: commit `.dvc/config`, so that others find it, and type `make push`
    ");
    let expected = CONFIG.replace("url = storage", &format!("url = {folder}"));
    assert_eq!(sandbox.read(".dvc/config"), expected);
    assert!(!sandbox.path(".env").exists());
    assert!(elsewhere.list("team/iris").is_empty());
    let again = mlops(&sandbox, &["remote", &folder], &[]).stdout;
    assert!(again.contains("nothing had to be written"), "{again}");
}

#[test]
fn a_folder_that_cannot_be_made_is_refused() {
    let sandbox = checkout("", 0);
    assert_snapshot!(refused(&sandbox, &["remote", "/dev/null/iris"], &[]), @"
    mlops: failed to use the folder `/dev/null/iris`: the runner has a folder of its own there; choose another place
    exit 2
    ");
    let file = sandbox.path("params.yaml/iris").display().to_string();
    let told = refused(&sandbox, &["remote", &file], &[]).replace(&file, "FILE");
    assert_snapshot!(told, @"
    mlops: failed to use the folder `FILE`: it does not exist and cannot be created; create it, or correct the setting
    exit 2
    ");
}

#[test]
fn a_bucket_is_asked_with_its_endpoint_before_it_becomes_the_remote() {
    let sandbox = checkout(&answer("new", "nothing is in it yet"), 0);
    let endpoint = "--endpoint=https://s3.example.org";
    let output = mlops(&sandbox, &["remote", "s3://iris/dvc", endpoint], &[]);
    assert_snapshot!(output.stdout, @"
    remote: s3://iris/dvc at https://s3.example.org can be read and written to
    wrote `.dvc/config`
    next: commit `.dvc/config`, so that others find it, and type `make push`
    ");
    assert_snapshot!(sandbox.read("asked"), @r#"{"name":"storage","settings":{"url":"s3://iris/dvc","endpointurl":"https://s3.example.org"}}"#);
    let section = "    url = s3://iris/dvc\n    endpointurl = https://s3.example.org\n";
    let expected = CONFIG.replace("    url = storage\n", section);
    assert_eq!(sandbox.read(".dvc/config"), expected);
    // AWS's own has none.
    let _ = mlops(&sandbox, &["remote", "s3://iris/dvc"], &[]);
    let expected = CONFIG.replace("url = storage", "url = s3://iris/dvc");
    assert_eq!(sandbox.read(".dvc/config"), expected);
}

#[test]
fn a_bucket_that_is_gone_or_refuses_is_told_in_a_line() {
    let gone = checkout(
        &answer(
            "absent",
            "The specified bucket does not exist (NoSuchBucket)",
        ),
        0,
    );
    let args = ["remote", "s3://iris/dvc"];
    assert_snapshot!(refused(&gone, &args, &[]), @"
    mlops: failed to use `s3://iris/dvc`: The specified bucket does not exist (NoSuchBucket); create it, or name another place by `make remote`
    exit 2
    ");
    let denied = checkout(&answer("denied", "Forbidden"), 0);
    assert_snapshot!(refused(&denied, &args, &[]), @"
    mlops: failed to use `s3://iris/dvc`: Forbidden; edit .env: AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY= (docs/sharing.md)
    exit 2
    ");
}

#[test]
fn what_would_win_over_the_files_is_named_and_nothing_is_written() {
    let sandbox = checkout(CANDIDATE, 0);
    sandbox.write(".dvc/config.local", "[core]\nremote = nas\n");
    assert_snapshot!(refused(&sandbox, &["remote", "s3://iris/dvc"], &[]), @"
    mlops: failed to use another remote: `.dvc/config.local` says `remote = nas`, and wins over `.dvc/config`; take the line away, and try again
    exit 2
    ");
}

/// A DagsHub that gives this answer to everything, at the returned address.
fn dagshub(status: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}");
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 4096]);
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    host
}

const REPOSITORY: [&str; 2] = ["remote", "dagshub:ann/iris"];

#[test]
fn a_repository_on_dagshub_is_written_to_env_for_its_owner_alone() {
    let sandbox = checkout(CANDIDATE, 0);
    sandbox.write(".env", "# Mine.\nMLFLOW_PORT=5001\n#DAGSHUB_TOKEN=\n");
    sandbox.write(
        ".dvc/config",
        format!("{CONFIG}[core]\n    remote = storage\n"),
    );
    let host = dagshub("200 OK");
    let environment = [
        ("DAGSHUB_CLIENT_HOST", host.as_str()),
        ("DAGSHUB_TOKEN", "t0ken"),
    ];
    let output = mlops(&sandbox, &REPOSITORY, &environment);
    assert_snapshot!(output.stdout.replace(&host, "HOST"), @"
    remote: HOST/ann/iris takes data and runs from `ann`
    wrote `.dvc/config` and `.env` (DAGSHUB_CLIENT_HOST, DAGSHUB_USER_NAME, DAGSHUB_REPO, DAGSHUB_TOKEN)
    next: type `make run`, which registers the model there, and `make push`
    ");
    assert_snapshot!(sandbox.read(".env").replace(&host, "HOST"), @"
    # Mine.
    MLFLOW_PORT=5001
    DAGSHUB_TOKEN=t0ken
    DAGSHUB_CLIENT_HOST=HOST
    DAGSHUB_USER_NAME=ann
    DAGSHUB_REPO=iris
    ");
    let mode = fs::metadata(sandbox.path(".env"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    // The runner's own remote is to be the default one.
    assert!(!sandbox.read(".dvc/config").contains("remote = storage"));
    assert!(sandbox.read("asked").contains(r#""password":"t0ken""#));
}

#[test]
fn a_colleague_uses_the_repository_of_its_owner_under_his_own_name() {
    let sandbox = checkout(CANDIDATE, 0);
    let host = dagshub("200 OK");
    let environment = [
        ("DAGSHUB_CLIENT_HOST", host.as_str()),
        ("DAGSHUB_USER_NAME", "bob"),
        ("DAGSHUB_TOKEN", "t0ken"),
    ];
    let output = mlops(&sandbox, &REPOSITORY, &environment);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    assert!(
        sandbox
            .read(".env")
            .contains("DAGSHUB_USER_NAME=bob\nDAGSHUB_REPO=ann/iris\n")
    );
}

#[test]
fn what_dagshub_refuses_is_told_in_a_line() {
    let sandbox = checkout(CANDIDATE, 0);
    let said = |status: &str, more: &[(&str, &str)]| {
        let host = dagshub(status);
        let environment = [&[("DAGSHUB_CLIENT_HOST", host.as_str())][..], more].concat();
        refused(&sandbox, &REPOSITORY, &environment).replace(&host, "HOST")
    };
    let token = ("DAGSHUB_TOKEN", "t0ken");
    assert_snapshot!(said("401 Unauthorized", &[token]), @"
    mlops: failed to use `HOST/ann/iris`: it refuses the token of `ann` (runs, 401); make another one at HOST/user/settings/tokens, and give it as DAGSHUB_TOKEN
    exit 2
    ");
    assert_snapshot!(said("404 Not Found", &[token]), @"
    mlops: failed to use `HOST/ann/iris`: there is no such repository, or `ann` may not see it (404); create it at HOST, or correct the name
    exit 2
    ");
    assert_snapshot!(said("200 OK", &[]), @"
    mlops: failed to use `HOST/ann/iris`: there is no token; make one at HOST/user/settings/tokens, and give it as DAGSHUB_TOKEN in the environment or in .env, or type the command in a terminal, which asks for it
    exit 2
    ");
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let host = format!("http://{nobody}");
    let environment = [("DAGSHUB_CLIENT_HOST", host.as_str()), token];
    let told = refused(&sandbox, &REPOSITORY, &environment).replace(&host, "HOST");
    assert_snapshot!(told, @"
    mlops: failed to use `HOST/ann/iris`: nothing answers there (Connection refused (os error 111)); check the address, and try again
    exit 5
    ");
    sandbox.write(".env", "DAGSHUB_REPO=iris\n");
    assert_snapshot!(said("200 OK", &[token, ("DAGSHUB_REPO", "other")]), @"
    mlops: failed to use another remote: DAGSHUB_REPO has another value in your shell, and wins over .env; `unset DAGSHUB_REPO`, and try again
    exit 2
    ");
}

#[test]
fn a_push_to_a_remote_that_refuses_does_not_begin() {
    let sandbox = checkout(&answer("denied", "Forbidden"), 0);
    sandbox.write(
        ".dvc/config",
        CONFIG.replace("url = storage", "url = s3://iris/dvc"),
    );
    for way in ["push", "pull"] {
        let told = refused(&sandbox, &[way], &[]).replace(&format!("to {way}"), "to WAY");
        assert_eq!(
            told,
            "mlops: failed to WAY the data: the remote `storage` (s3://iris/dvc) cannot be used: Forbidden; edit .env: \
             AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY= (docs/sharing.md)\nexit 2"
        );
    }
}

#[test]
fn a_push_ends_with_the_code_of_dvc_and_tells_where_the_data_is_if_it_is_there() {
    let output = mlops(&checkout("", 0), &["push"], &[]);
    assert_snapshot!(output.stdout, @"
    dvc push
    push: data goes to `.dvc/storage`, a folder of this checkout, which nobody else sees; `make remote` names another place
    ");
    let failed = mlops(&checkout("", 7), &["push"], &[]);
    assert_eq!(
        (failed.code, failed.stdout.as_str()),
        (Some(7), "dvc push\n")
    );
    let pulled = mlops(&checkout("", 0), &["pull"], &[]);
    assert_eq!(
        (pulled.code, pulled.stdout.as_str()),
        (Some(0), "dvc pull\n")
    );
}
