//! A repository with two versions, and a DVC that writes what the test says.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use experiments::testing::Repository;
use provenance::{DataFile, Git, RunRecord};
use registry::testing::{NAME, Tracker, metadata};
use stage::digest::sha256_hex;
use stage::testing::ProgramOutput;

pub(super) const FIRST: &[u8] = b"first";
pub(super) const SECOND: &[u8] = b"second";
pub(super) const METRICS: &str = r#"{"accuracy":0.9}"#;
const RAW: &str = "data/raw/iris.csv";
const SOURCE: &str = "crates/train/src/lib.rs";

/// Brings nothing, and in the place of the stages copies what the test has put into `outputs`. What it
/// was given is kept in `seen`.
const DVC: &str = r#"#!/bin/sh
set -eu
case $1 in
pull)
    [ ! -e "$SCENE/unreachable" ] || { echo "ERROR: failed to pull data from the cloud" >&2 && exit 1; }
    ;;
repro)
    echo "$@" >"$SCENE/seen.args"
    cp params.yaml crates/train/src/lib.rs .dvc/config.local "$SCENE/seen"
    cp -R "$SCENE/outputs/." .
    ;;
esac
"#;

pub(super) struct Scene {
    pub(super) tracker: Tracker,
    pub(super) repository: Repository,
}

/// Two versions, of which the first has kept how it was made: from a commit with changes that are not
/// in the checkout any more.
pub(super) fn scene() -> Scene {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (SECOND, 0.5)]);
    let repository = Repository::new();
    let sandbox = &repository.sandbox;
    sandbox.write(
        ".gitignore",
        "/bin\n/outputs\n/seen*\n/unreachable\n/models\n/metrics\n/*.json\n/.dvc\n",
    );
    repository.commit();
    sandbox.write("bin/dvc", DVC);
    fs::set_permissions(sandbox.path("bin/dvc"), fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.write("seen/.keep", "");

    sandbox.write(SOURCE, "// As it was then.\n");
    let patch = repository.git(&["diff", "HEAD", "--binary"]) + "\n";
    repository.git(&["checkout", "--quiet", "."]);
    let commit = repository.git(&["rev-parse", "HEAD"]);
    let record = record(commit);
    {
        let mut state = tracker.state();
        let mut keep = |path: &str, bytes: Vec<u8>| {
            state
                .files
                .insert(("r1".to_owned(), path.to_owned()), bytes);
        };
        keep("lineage/run.json", record.to_json().into_bytes());
        keep("lineage/changes.patch", patch.into_bytes());
        state.metrics.retain(|(run, _), _| run != "r1");
        state
            .metrics
            .insert(("r1".to_owned(), "eval_accuracy".to_owned()), 0.9);
        state
            .metrics
            .insert(("r1".to_owned(), "train_seconds".to_owned()), 7.0);
    }
    let scene = Scene {
        tracker,
        repository,
    };
    scene.makes(FIRST, METRICS, 'a');
    scene
}

/// What the first run has kept, made from `commit`.
pub(super) fn record(commit: String) -> RunRecord {
    RunRecord {
        git: Some(Git {
            commit,
            branch: Some("main".to_owned()),
            dirty: Some(true),
            patch: Some("lineage/changes.patch".to_owned()),
            ..Git::default()
        }),
        params_yaml: Some(Repository::params().replace("max_depth: 5", "max_depth: 6")),
        data: vec![DataFile {
            stage: "ingest".to_owned(),
            path: RAW.to_owned(),
            md5: "a".repeat(32),
            size: 4,
        }],
        data_dvc: Some("outs:\n- path: data/source/iris.csv\n".to_owned()),
        model_name: NAME.to_owned(),
        key: metadata(FIRST).key,
        model_sha256: sha256_hex(FIRST),
        ..RunRecord::default()
    }
}

impl Scene {
    /// What the stages are to write.
    pub(super) fn makes(&self, model: &[u8], metrics: &str, digit: char) {
        let sandbox = &self.repository.sandbox;
        let raw = self.repository.output("ingest", RAW, digit, "data");
        sandbox.write("outputs/dvc.lock", Repository::lock(&[raw]));
        sandbox.write("outputs/models/model.onnx", model);
        sandbox.write(
            "outputs/models/model_metadata.json",
            metadata(model).to_json(),
        );
        sandbox.write("outputs/metrics/metrics.json", metrics);
    }

    pub(super) fn mlops(&self, args: &[&str]) -> ProgramOutput {
        let sandbox = &self.repository.sandbox;
        let (uri, root) = (self.tracker.uri(), sandbox.path("").display().to_string());
        let path = format!("{root}/bin:{}", std::env::var("PATH").unwrap());
        let environment = [
            ("MLFLOW_TRACKING_URI", &*uri),
            ("PATH", &*path),
            ("SCENE", root.trim_end_matches('/')),
        ];
        sandbox.run(env!("CARGO_BIN_EXE_mlops"), args, &environment)
    }

    /// What the program says on standard error when it refuses, which leaves nothing.
    pub(super) fn refused(&self, args: &[&str], code: i32) -> String {
        let before = self.state();
        let said = self.mlops(args).failed_with(code).to_owned();
        assert_eq!(self.state(), before);
        said.replace(&self.commit(), "COMMIT")
    }

    pub(super) fn commit(&self) -> String {
        self.repository.git(&["rev-parse", "HEAD"])
    }

    /// Branches, changes, worktrees.
    pub(super) fn state(&self) -> [String; 3] {
        [
            &["for-each-ref"][..],
            &["status", "--porcelain"],
            &["worktree", "list"],
        ]
        .map(|args| self.repository.git(args))
    }

    pub(super) fn versions(&self) -> (usize, Option<u64>) {
        let count = self.tracker.state().versions.len();
        (count, self.tracker.alias("production"))
    }
}
