//! Trackers that refuse, break or hold something else than expected: each is
//! named in one message that says what to do, the outputs stay as they were,
//! and nothing is promoted. All against real MLflow servers; wrong credentials
//! are met in `make oracle`, whose server has what `basic-auth` needs.

use std::path::Path;
use std::sync::LazyLock;

use end_to_end::http::Message;
use end_to_end::programs::{Folder, Programs, StageOutput, image};
use end_to_end::server::{IN_MEMORY, Server};
use serde_json::{Value, json};

static PROGRAMS: LazyLock<Programs> = LazyLock::new(|| {
    Programs::of_images(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("refusals/programs"))
});

/// A folder with earlier outputs, a server, and the programs.
struct Scene {
    folder: Folder,
    server: Server,
    model: &'static str,
}

impl Scene {
    fn new(name: &'static str, options: &[&str], command: &[&str]) -> Self {
        Self::with(name, Server::start(&image("mlflow"), options, command))
    }

    /// `name` is that of the folder, the experiment and the model.
    fn with(name: &'static str, server: Server) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refusals");
        let folder = Folder::fresh(&root.join(name));
        let scene = Self {
            folder,
            server,
            model: name,
        };
        scene.name(name);
        scene
    }

    fn name(&self, experiment: &str) {
        self.folder.params(&[
            ("experiment: null", &format!("experiment: {experiment}")),
            (
                "registered_model: null",
                &format!("registered_model: {}", self.model),
            ),
        ]);
    }

    fn run(&self, stage: &str) -> StageOutput {
        let uri = self.server.uri();
        let environment = [
            ("MLFLOW_TRACKING_URI", uri.as_str()),
            ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"),
            ("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.1"),
        ];
        PROGRAMS.run(stage, &self.folder, &environment)
    }

    fn train(&self) {
        let output = self.run("train");
        assert_eq!(output.code, Some(0), "{output:?}");
    }

    /// Runs a stage that must end with `code` and exactly this message, where
    /// what differs from run to run is replaced by its name.
    fn assert_refused(&self, stage: &str, code: i32, message: &str) {
        let outputs = [
            "models/model.onnx",
            "models/model_metadata.json",
            "metrics/metrics.json",
        ];
        for name in outputs {
            self.folder.write_new(name, "earlier");
        }
        let before = self.folder.outputs();
        let output = self.run(stage);
        let stderr = output.stderr.replace(&self.server.uri(), "TRACKER");
        let stderr = without_ids(&stderr.replace(&self.server.address.to_string(), "HOST"));
        assert_eq!((output.code, stderr.as_str()), (Some(code), message));
        assert!(self.folder.outputs() == before, "the outputs are as before");
        self.assert_nothing_promoted();
        self.assert_nothing_running();
    }

    /// No run stays open; a server that cannot answer has none to show.
    fn assert_nothing_running(&self) {
        let ids: Vec<_> = (0..10).map(|id| id.to_string()).collect();
        let body = json!({"experiment_ids": ids, "filter": "attributes.status = 'RUNNING'"});
        let (_, answer) = self.server.ask("POST", "runs/search", &body);
        assert!(answer["runs"].is_null(), "{answer}");
    }

    fn assert_nothing_promoted(&self) {
        let path = format!(
            "registered-models/alias?name={}&alias=production",
            self.model
        );
        let (status, answer) = self.server.ask("GET", &path, &Value::Null);
        assert_ne!(status, 200, "{answer}");
    }

    /// The model's first version.
    fn version(&self) -> Value {
        let query = format!("model-versions/get?name={}&version=1", self.model);
        self.server.get(&query)["model_version"].take()
    }

    /// The path of a file of that version in the server's REST interface.
    fn file(&self, name: &str) -> String {
        let query = format!(
            "model-versions/get-download-uri?name={}&version=1",
            self.model
        );
        let answer = self.server.get(&query);
        let uri = answer["artifact_uri"].as_str().expect("an address");
        let folder = uri.strip_prefix("mlflow-artifacts:/").expect("proxied");
        format!("/api/2.0/mlflow-artifacts/artifacts/{folder}/{name}")
    }
}

/// Replaces numbers of 32 and 64 hexadecimal digits by `ID` and `SHA256`.
fn without_ids(text: &str) -> String {
    let mut result = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\0']) {
        if character.is_ascii_hexdigit() {
            word.push(character);
            continue;
        }
        result += match word.len() {
            32 => "ID",
            64 => "SHA256",
            _ => &word,
        };
        word.clear();
        result.extend(Some(character).filter(|character| *character != '\0'));
    }
    result
}

/// The command of tracker/Dockerfile with other options at its end.
fn server(options: &[&'static str]) -> Vec<&'static str> {
    let command = [
        "mlflow",
        "server",
        "--host",
        "0.0.0.0",
        "--port",
        "5000",
        "--workers",
        "1",
        "--backend-store-uri",
        "sqlite:////data/mlflow.db",
    ];
    [&command[..], options].concat()
}

#[test]
fn a_host_that_refuses_the_name_it_is_addressed_by() {
    let command = server(&["--allowed-hosts", "example.com"]);
    let scene = Scene::new("host", IN_MEMORY, &command);
    scene.assert_refused(
        "train",
        5,
        "train: failed to reach the tracker: the tracker does not accept the name `HOST`; \
         start it with `--allowed-hosts \"HOST,localhost:*,127.0.0.1:*\"`\n",
    );
}

#[test]
fn a_tracker_that_serves_no_artifacts() {
    let command = server(&[
        "--no-serve-artifacts",
        "--default-artifact-root",
        "/data/artifacts",
    ]);
    let scene = Scene::new("artifacts", IN_MEMORY, &command);
    scene.assert_refused("train", 5, "train: failed to reach the files at `/data/artifacts/1/ID/artifacts`: the tracker keeps them \
         outside itself, and this client only speaks to the tracker; start it with `--serve-artifacts` and make \
         a new experiment\n");
}

#[test]
fn a_tracker_whose_disk_is_full_for_files_and_then_for_its_database() {
    // Room for the files of the run, of which the pictures are the largest, and not for the model.
    let small = [
        "--tmpfs",
        "/data:uid=1000,gid=1000,size=8m",
        "--tmpfs",
        "/data/artifacts:uid=1000,gid=1000,size=180k",
    ];
    let scene = Scene::new("disk", &small, &[]);
    scene.assert_refused(
        "train",
        5,
        "train: failed to upload `model.onnx`: `TRACKER` failed with 500: Internal Server Error; it could \
         not store the file: is its disk full?; look at the tracker's log (`make logs`)\n",
    );
    scene
        .server
        .inside("cat /dev/zero >/data/rest 2>/dev/null || true");
    scene.assert_refused("train", 5, "train: failed to create the run `rf d5 n100`: the disk of `TRACKER` is full; make room there: (raised as \
         a result of Query-invoked autoflush; consider using a session.no_autoflush block if this flush is \
         occurring prematurely) (sqlite3.OperationalError) database or disk is full\n",
    );
}

/// One server for what a server that works can still refuse; every case has
/// an experiment and a model of its own.
#[test]
fn a_tracker_that_works_and_does_not_hold_what_is_expected() {
    let server = Server::start(&image("mlflow"), IN_MEMORY, &[]);
    let server = a_model_name_that_the_registry_would_refuse(server);
    let server = a_run_that_was_deleted_between_train_and_evaluate(server);
    let server = outputs_of_a_colleague_who_has_another_tracker(server);
    let server = a_model_file_that_was_altered(server);
    drop(a_model_file_that_is_gone(server));
}

/// MLflow 3 refuses `/` and `:` in a registered name, but only after the run
/// and its model have been stored; params.yaml is refused before anything is.
fn a_model_name_that_the_registry_would_refuse(server: Server) -> Server {
    let scene = Scene::with("name", server);
    let body = json!({"name": "team/iris"});
    let (status, _) = scene.server.ask("POST", "registered-models/create", &body);
    assert_eq!(status, 400);
    let old = "registered_model: null";
    scene.folder.params(&[(old, "registered_model: team/iris")]);
    scene.assert_refused("train", 2, "train: failed to check `params.yaml`: line 69: `tracking.registered_model` is `team/iris`, \
         which holds `/`; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\\`, control characters, \
         both `'` and `\"`, spaces at its ends, and `..` at its start\n");
    let experiments = scene.server.get("experiments/search?max_results=9");
    let count = experiments["experiments"].as_array().map_or(0, Vec::len);
    assert_eq!(count, 1, "the default one and no other: {experiments}");
    scene.server
}

fn a_run_that_was_deleted_between_train_and_evaluate(server: Server) -> Server {
    let scene = Scene::with("deleted", server);
    scene.train();
    let body = json!({"run_id": scene.version()["run_id"]});
    assert_eq!(scene.server.ask("POST", "runs/delete", &body).0, 200);
    scene.assert_refused(
        "evaluate",
        5,
        "evaluate: failed to log the scores of version 1: its run ID is deleted; restore it in MLflow, or run \
         `dvc repro -f -s train` for a new one\n",
    );
    scene.server
}

/// Their metadata came with `dvc pull`; no version here has its key.
fn outputs_of_a_colleague_who_has_another_tracker(server: Server) -> Server {
    let scene = Scene::with("pulled", server);
    scene.train();
    let other = "never-trained-here";
    scene.folder.params(&[(
        "registered_model: null",
        &format!("registered_model: {other}"),
    )]);
    scene.assert_refused(
        "evaluate",
        5,
        "evaluate: failed to find the model: the registered model `never-trained-here` of `TRACKER` has no version \
         with the key of models/model_metadata.json; `make run` brings it in\n",
    );
    scene.server
}

fn a_model_file_that_was_altered(server: Server) -> Server {
    let scene = Scene::with("altered", server);
    scene.train();
    let path = scene.file("model.onnx");
    let mut put = Message::request("PUT", &path, scene.server.address, &Value::Null);
    put.body = b"not the model that train stored".to_vec();
    assert_eq!(scene.server.send(&put).status(), 200);
    scene.assert_refused(
        "evaluate",
        3,
        "evaluate: failed to check the model of version 1: its sha256 is SHA256, but train wrote down SHA256; the file \
         was changed in the tracker, run `dvc repro -f -s train` to store it again\n",
    );
    scene.server
}

fn a_model_file_that_is_gone(server: Server) -> Server {
    let scene = Scene::with("gone", server);
    scene.train();
    scene
        .server
        .inside("find /data/artifacts -name model.onnx -delete");
    scene.assert_refused(
        "evaluate",
        5,
        "evaluate: failed to download `model.onnx`: the tracker has no such thing: No such artifact: \
         '4/models/m-ID/artifacts/model.onnx'\n",
    );
    scene.server
}
