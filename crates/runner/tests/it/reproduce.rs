//! `reproduce` and `export` from outside: a repository, a tracker in memory, and a DVC that writes what
//! the test says.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::thread;
use std::time::Duration;

use experiments::testing::Repository;
use insta::assert_snapshot;
use provenance::{DataFile, Git, RunRecord};
use registry::testing::{NAME, Tracker, metadata};
use stage::digest::sha256_hex;
use stage::testing::ProgramOutput;

const FIRST: &[u8] = b"first";
const SECOND: &[u8] = b"second";
const METRICS: &str = r#"{"accuracy":0.9}"#;
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

struct Scene {
    tracker: Tracker,
    repository: Repository,
}

/// Two versions, of which the first has kept how it was made: from a commit with changes that are not
/// in the checkout any more.
fn scene() -> Scene {
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

fn record(commit: String) -> RunRecord {
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
    fn makes(&self, model: &[u8], metrics: &str, digit: char) {
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

    fn mlops(&self, args: &[&str]) -> ProgramOutput {
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
    fn refused(&self, args: &[&str], code: i32) -> String {
        let before = self.state();
        let said = self.mlops(args).failed_with(code).to_owned();
        assert_eq!(self.state(), before);
        said.replace(&self.commit(), "COMMIT")
    }

    fn commit(&self) -> String {
        self.repository.git(&["rev-parse", "HEAD"])
    }

    /// Branches, changes, worktrees.
    fn state(&self) -> [String; 3] {
        [
            &["for-each-ref"][..],
            &["status", "--porcelain"],
            &["worktree", "list"],
        ]
        .map(|args| self.repository.git(args))
    }

    fn versions(&self) -> (usize, Option<u64>) {
        let count = self.tracker.state().versions.len();
        (count, self.tracker.alias("production"))
    }
}

#[test]
fn a_version_is_made_again_from_its_commit_changes_and_parameters() {
    let scene = scene();
    let before = (scene.state(), scene.versions());
    let output = scene.mlops(&["reproduce", "production"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert_snapshot!(output.stdout.replace(&scene.commit()[..7], "COMMIT"), @"
    same     data/raw/iris.csv           MD5 aaaaaaaaaaaa
    same     models/model.onnx           SHA-256 a7937b64b8ca
    same     models/model_metadata.json  key b4c1b7146bcb
    same     metrics/metrics.json        1 metric
    identical to the bit: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
    let sandbox = &scene.repository.sandbox;
    assert_eq!(sandbox.read("seen.args").trim(), "repro --force");
    assert!(sandbox.read("seen/params.yaml").contains("max_depth: 6"));
    assert_eq!(sandbox.read("seen/lib.rs"), "// As it was then.\n");
    assert!(
        sandbox
            .read("seen/config.local")
            .contains("/.dvc/cache\"\n")
    );
    assert!(sandbox.read("params.yaml").contains("max_depth: 5"));
    assert_eq!((scene.state(), scene.versions()), before);
    assert_eq!(sandbox.list(".dvc/tmp/exps"), Vec::<String>::new());
}

#[test]
fn of_a_file_that_the_run_did_not_keep_that_of_the_commit_is_taken() {
    let scene = scene();
    let withheld = RunRecord {
        params_yaml: None,
        withheld: vec!["params.yaml".to_owned()],
        ..record(scene.commit())
    };
    let key = ("r1".to_owned(), "lineage/run.json".to_owned());
    let json = withheld.to_json().into_bytes();
    scene.tracker.state().files.insert(key, json);
    let output = scene.mlops(&["reproduce", "1"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    let said = "reproduce: the run did not keep `params.yaml`: that of its commit is taken\n";
    assert!(output.stderr.contains(said), "{output:?}");
    let taken = scene.repository.sandbox.read("seen/params.yaml");
    assert!(taken.contains("max_depth: 5"), "{taken}");
}

#[test]
fn what_differs_is_told_one_by_one() {
    let scene = scene();
    scene.makes(SECOND, r#"{"accuracy":0.8,"f1_score":0.7}"#, 'b');
    let output = scene.mlops(&["reproduce", "1"]);
    assert_eq!(output.code, Some(3), "{output:?}");
    assert_snapshot!(output.stdout.replace(&scene.commit()[..7], "COMMIT"), @"
    DIFFERS  data/raw/iris.csv           MD5 bbbbbbbbbbbb, and aaaaaaaaaaaa then
    DIFFERS  models/model.onnx           SHA-256 16367aacb67a, and a7937b64b8ca then
    DIFFERS  models/model_metadata.json  key f32396dcc30c, and b4c1b7146bcb then
    DIFFERS  eval_accuracy               0.8, and 0.9 then
    DIFFERS  eval_f1                     0.7, and none then
    not identical: 5 of 5 differ: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
}

/// A run without metrics was said to be identical to the bit, and metrics that cannot be read to differ.
#[test]
fn what_cannot_be_compared_is_not_the_same() {
    let scene = scene();
    let told = |scene: &Scene| {
        let output = scene.mlops(&["reproduce", "1"]);
        assert_eq!(output.code, Some(3), "{output:?}");
        output.stdout.replace(&scene.commit()[..7], "COMMIT")
    };
    scene.makes(FIRST, "{\"accuracy\":", 'a');
    let sandbox = &scene.repository.sandbox;
    sandbox.write("outputs/dvc.lock", "stages: []");
    sandbox.write("outputs/models/model_metadata.json", "{}");
    assert_snapshot!(told(&scene), @"
    UNKNOWN  data/raw/iris.csv           it cannot be read (`dvc.lock`, line 1: expected `schema: '2.0'`); MD5 aaaaaaaaaaaa then
    same     models/model.onnx           SHA-256 a7937b64b8ca
    UNKNOWN  models/model_metadata.json  it cannot be read (missing field `model_name` at line 1 column 2); key b4c1b7146bcb then
    UNKNOWN  metrics/metrics.json        it cannot be read (EOF while parsing a value at line 1 column 12)
    not known to be identical: 3 of 4 cannot be compared: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
    scene.makes(SECOND, METRICS, 'a');
    let measured = ("r1".to_owned(), "eval_accuracy".to_owned());
    scene.tracker.state().metrics.remove(&measured);
    assert_snapshot!(told(&scene), @"
    same     data/raw/iris.csv           MD5 aaaaaaaaaaaa
    DIFFERS  models/model.onnx           SHA-256 16367aacb67a, and a7937b64b8ca then
    DIFFERS  models/model_metadata.json  key f32396dcc30c, and b4c1b7146bcb then
    UNKNOWN  metrics/metrics.json        the run has none to compare with
    not identical: 2 of 4 differ, and 1 cannot be compared: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
    scene.makes(FIRST, METRICS, 'a');
    assert_snapshot!(told(&scene), @"
    same     data/raw/iris.csv           MD5 aaaaaaaaaaaa
    same     models/model.onnx           SHA-256 a7937b64b8ca
    same     models/model_metadata.json  key b4c1b7146bcb
    UNKNOWN  metrics/metrics.json        the run has none to compare with
    not known to be identical: 1 of 4 cannot be compared: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
}

#[test]
fn an_export_is_made_again_elsewhere_and_one_of_another_project_is_refused() {
    let scene = scene();
    let exported = scene.mlops(&["export", "--to", "experiment.json"]);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    // Another tracker knows nothing of the run.
    scene.tracker.state().files.clear();
    let output = scene.mlops(&["reproduce", "--file", "experiment.json"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert!(
        output.stdout.contains("identical to the bit: version 1"),
        "{output:?}"
    );

    let sandbox = &scene.repository.sandbox;
    let text = sandbox.read("experiment.json");
    let first = scene
        .repository
        .git(&["rev-list", "--max-parents=0", "HEAD"]);
    sandbox.write("other.json", text.replace(&first, &"0".repeat(40)));
    assert_snapshot!(scene.refused(&["reproduce", "--file", "other.json"], 2), @"mlops: failed to reproduce an export of another project: it has no commit in common with this one; type it in a checkout of that one");
    let commit = scene.commit();
    sandbox.write(
        "option.json",
        text.replace(&commit, "--upload-pack=touch ran"),
    );
    assert_snapshot!(scene.refused(&["reproduce", "--file", "option.json"], 2), @"mlops: failed to reproduce run `r1`: its commit is `--upload-pack=touch ran`; expected 40 or 64 hexadecimal digits");
    sandbox.write("none.json", "{}");
    assert_snapshot!(scene.refused(&["reproduce", "--file", "none.json"], 3), @"mlops: failed to read `none.json`: missing field `format` at line 1 column 2; expected what `make export` writes");
    assert_snapshot!(scene.refused(&["reproduce", "--file", "missing.json"], 2), @"mlops: failed to read `missing.json`: No such file or directory (os error 2)");
}

#[test]
fn what_cannot_be_made_again_is_refused_in_a_line_and_leaves_nothing() {
    let scene = scene();
    assert_snapshot!(scene.refused(&["reproduce"], 2), @"mlops: failed to reproduce a model: none is named; say which, as in `make reproduce VERSION=3` or `make reproduce FILE=experiment.json`; `make models` lists the versions");
    assert_snapshot!(scene.refused(&["reproduce", "9"], 2), @"mlops: failed to reproduce version `9`: `iris-classifier` has no such version; it has 1 to 2, and 2 is the nearest");
    assert_snapshot!(scene.refused(&["reproduce", "prodution"], 2), @"mlops: failed to reproduce version `prodution`: `iris-classifier` has no such version; did you mean `production`?");
    assert_snapshot!(scene.refused(&["reproduce", "2"], 3), @"mlops: failed to reproduce run r2: it has no file `lineage/run.json`, as runs of earlier versions of the pipeline have none");
    assert_snapshot!(scene.refused(&["export", "--run", "nosuchrun"], 2), @"mlops: failed to export run `nosuchrun`: the tracker has no such run; the link of a run ends with its id");

    scene.repository.sandbox.write("unreachable", "");
    assert_snapshot!(scene.refused(&["reproduce", "1"], 3), @"mlops: failed to fetch the dataset of the run: neither DVC's cache nor a remote has `data/source`: DVC says: failed to pull data from the cloud; push it from where it is, with `make push`");

    let key = ("r1".to_owned(), "lineage/changes.patch".to_owned());
    let patch = scene
        .tracker
        .state()
        .files
        .insert(key.clone(), b"no patch\n".to_vec());
    let said = scene.refused(&["reproduce", "1"], 3);
    assert!(
        said.contains("apply the changes of the run to its commit: git says: "),
        "{said}"
    );
    scene.tracker.state().files.insert(key, patch.unwrap());

    let key = ("r1".to_owned(), "lineage/run.json".to_owned());
    let gone = record("0123456789".repeat(4)).to_json();
    scene.tracker.state().files.insert(key, gone.into_bytes());
    assert_snapshot!(scene.refused(&["reproduce", "1"], 2), @"mlops: failed to reproduce commit 0123456789012345678901234567890123456789: neither this repository nor a remote of it has it (it was on the branch `main`); fetch it from where it is, as in `git fetch <repository> 0123456789012345678901234567890123456789`");
}

/// The runner has no git that can fetch; the host's has.
#[test]
fn a_commit_that_is_missing_is_asked_for_once_where_there_is_a_remote() {
    let scene = scene();
    let commit = "0123456789".repeat(4);
    let key = ("r1".to_owned(), "lineage/run.json".to_owned());
    let record = record(commit.clone()).to_json();
    scene.tracker.state().files.insert(key, record.into_bytes());
    scene
        .repository
        .git(&["remote", "add", "origin", "/nowhere"]);
    let output = scene.mlops(&["reproduce", "--prepare", "1"]);
    assert_eq!(
        (output.code, output.stdout),
        (Some(0), format!("fetch {commit}\n"))
    );
    let _ = scene.refused(&["reproduce", "--prepare", "--fetched", "1"], 2);
}

/// One that began while another one made its folder took that folder away.
#[test]
fn of_two_at_once_the_second_waits_for_the_folder_and_names_who_is_at_work_in_it() {
    let scene = scene();
    let sandbox = &scene.repository.sandbox;
    let lock = ".dvc/tmp/mlops/reproduce.lock";
    sandbox.write(lock, "");
    let lock = fs::File::options().write(true).open(sandbox.path(lock));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    thread::scope(|scope| {
        let second = scope.spawn(|| scene.mlops(&["reproduce", "--prepare", "1"]));
        thread::sleep(Duration::from_millis(500));
        assert!(!second.is_finished());
        lock.unlock().unwrap();
        let output = second.join().unwrap();
        assert_eq!(output.code, Some(0), "{output:?}");
    });

    let (own, stat) = (
        std::process::id(),
        fs::read_to_string("/proc/self/stat").unwrap(),
    );
    // Behind the name, which stands in parentheses, the start is the 20th.
    let started = stat.rsplit(')').next().unwrap().split_whitespace().nth(19);
    let owner = ".dvc/tmp/exps/reproduce-version-1/.dvc/tmp/mlops/reproduce.owner";
    sandbox.write(owner, format!("{own} {}", started.unwrap()));
    let said = scene.refused(&["reproduce", "1"], 2);
    let said = said.replace(&format!("process {own}"), "process N");
    let said = said.replace(&scene.commit()[..7], "COMMIT");
    assert_snapshot!(said, @"mlops: failed to reproduce version 1 of iris-classifier (run r1, commit COMMIT with changes): another `make reproduce` is at work on it in this checkout (process N); wait for it to end");
}

/// `scripts/reproduce` has the images built in between.
#[test]
fn a_folder_that_was_made_ready_is_gone_on_in_and_one_that_was_left_is_taken_away() {
    let scene = scene();
    let before = scene.state();
    let prepare = || {
        let output = scene.mlops(&["reproduce", "--prepare", "1"]);
        assert_eq!(output.code, Some(0), "{output:?}");
        output
            .stdout
            .trim()
            .strip_prefix("tree ")
            .unwrap()
            .to_owned()
    };
    let _left = prepare();
    let tree = prepare();
    assert_eq!(
        scene.repository.git(&["worktree", "list"]).lines().count(),
        2
    );
    let output = scene.mlops(&["reproduce", "--tree", &tree]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert_eq!(scene.state(), before);
    let root = scene.repository.root();
    let _ = scene.refused(&["reproduce", "--tree", root.to_str().unwrap()], 2);
    assert!(root.join("params.yaml").exists());
}
