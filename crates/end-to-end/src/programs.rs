//! The programs of the stages, taken out of their images, and a folder to run them in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::iris::PARAMS;
use crate::server::docker;

/// Iris: four features and the class in each line.
const IRIS: &str = include_str!("../../forest/tests/fixtures/tables/iris.csv");
const HEADER: &str =
    "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),target\n";

/// How long a stage may take before it counts as hanging. A call to the
/// tracker is given up after half a minute, and there are few of them.
const STAGE_TIMEOUT: Duration = Duration::from_mins(3);

/// Names a folder whose `train` and `evaluate` are used instead of the
/// images', for work on them.
const OVERRIDE: &str = "STAGE_PROGRAMS";

/// Where the programs are.
#[derive(Debug, Clone)]
pub struct Programs(PathBuf);

/// A folder with `params.yaml` and the two tables, as the first two stages leave it.
#[derive(Debug)]
pub struct Folder(PathBuf);

/// How a stage ended, and what it printed.
#[derive(Debug)]
pub struct StageOutput {
    /// The exit code; none when it was killed, which is how a hanging one ends.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Programs {
    /// Copies the programs out of the images of the present sources into `folder`.
    #[must_use]
    pub fn of_images(folder: &Path) -> Self {
        if let Some(other) = std::env::var_os(OVERRIDE) {
            return Self(other.into());
        }
        fs::create_dir_all(folder).expect("a folder can be made");
        for stage in ["train", "evaluate"] {
            let container = docker(&["create", &image(stage)]);
            let target = folder.join(stage);
            let source = format!("{container}:/{stage}");
            let _ = docker(&["cp", &source, target.to_str().expect("a path of text")]);
            let _ = docker(&["rm", &container]);
        }
        Self(folder.to_owned())
    }

    /// Runs a stage in `folder` with `environment` and nothing else of ours.
    #[must_use]
    pub fn run(&self, stage: &str, folder: &Folder, environment: &[(&str, &str)]) -> StageOutput {
        let (stdout, stderr) = (folder.0.join("stdout"), folder.0.join("stderr"));
        let create = |path| Stdio::from(fs::File::create(path).expect("a file can be made"));
        let mut child = Command::new(self.0.join(stage))
            .current_dir(&folder.0)
            .env_clear()
            .envs(environment.iter().copied())
            .stdout(create(&stdout))
            .stderr(create(&stderr))
            .spawn()
            .unwrap_or_else(|error| panic!("{stage}: {error}"));
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child can be waited for") {
                break status;
            }
            if started.elapsed() > STAGE_TIMEOUT {
                child.kill().expect("a child can be killed");
            }
            thread::sleep(Duration::from_millis(5));
        };
        StageOutput {
            code: status.code(),
            stdout: fs::read_to_string(stdout).expect("text"),
            stderr: fs::read_to_string(stderr).expect("text"),
        }
    }
}

/// The name of the image that is built from the present sources of `stage`,
/// such as `train` or `mlflow`.
#[must_use]
pub fn image(stage: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut script = Command::new("scripts/image");
    let output = script.arg(stage).current_dir(root).output();
    let output = output.unwrap_or_else(|error| panic!("scripts/image: {error}"));
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    text.trim_end().to_owned()
}

/// The rows of Iris that `chosen` wants by their number.
fn table(chosen: impl Fn(usize) -> bool) -> String {
    let rows = IRIS.lines().enumerate().filter(|(row, _)| chosen(*row));
    let rows: Vec<_> = rows.map(|(_, line)| format!("{line}\n")).collect();
    format!("{HEADER}{}", rows.concat())
}

impl Folder {
    /// A fresh folder at `path`.
    #[must_use]
    pub fn fresh(path: &Path) -> Self {
        if path.exists() {
            fs::remove_dir_all(path).expect("an earlier folder can be removed");
        }
        let folder = Self(path.to_owned());
        folder.write("params.yaml", PARAMS);
        folder.write("data/processed/train.csv", &table(|row| row % 5 != 0));
        folder.write("data/processed/test.csv", &table(|row| row % 5 == 0));
        folder
    }

    /// Writes the file `name`, with the folders above it.
    pub fn write(&self, name: &str, content: &str) {
        let path = self.0.join(name);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// Writes the file `name` unless there is one.
    pub fn write_new(&self, name: &str, content: &str) {
        if !self.0.join(name).exists() {
            self.write(name, content);
        }
    }

    /// Writes `params.yaml` anew, each pair's first text replaced by its second.
    pub fn params(&self, changes: &[(&str, &str)]) {
        let mut params = PARAMS.to_owned();
        for (old, new) in changes {
            assert!(params.contains(old), "params.yaml does not hold {old}");
            params = params.replace(old, new);
        }
        self.write("params.yaml", &params);
    }

    /// What the stages left in `models` and `metrics`: bytes by path. Half-written
    /// files under hidden names count too.
    #[must_use]
    pub fn outputs(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folders = ["models", "metrics"].map(|name| self.0.join(name));
        let entries = folders
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok());
        let paths = entries
            .flatten()
            .map(|entry| entry.expect("an entry").path());
        paths
            .map(|path| {
                let bytes = fs::read(&path).expect("a file can be read");
                (path, bytes)
            })
            .collect()
    }
}
