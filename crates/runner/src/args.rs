//! The command line of `mlops`.

mod task;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand};

pub(crate) use task::{ShardAction, TaskAction, TaskOptions};

/// The settings that people give by variables, as `--help` shows them.
const SETTINGS: &str = "\
Settings, variables of the environment or lines of .env (`make setup-env` writes one, docs/tracking.md tells more):
  MLFLOW_TRACKING_URI               another tracker than the checkout's own
  MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN
                                    who you are there
  MLFLOW_TRACKING_SERVER_CERT_PATH  the authority that vouches for it, a file in PEM
  MLFLOW_TRACKING_INSECURE_TLS      `true` trusts any certificate
  MLFLOW_UI_URL                     its address as your browser sees it
  MLFLOW_PORT                       the port of the checkout's own tracker; 5000, or a free one
  DAGSHUB_USER_NAME, DAGSHUB_REPO, DAGSHUB_TOKEN, DAGSHUB_CLIENT_HOST
                                    DagsHub, for runs and data (docs/dagshub.md)
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
                                    credentials of S3, and what else its clients read (docs/sharing.md)
  MLOPS_PUSH_LOGIN, MLOPS_PUSH_PASSWORD
                                    who pushes the branch in `mlops task publish` (docs/airflow.md)
  SERVE_PORT                        the port of `make serve` on 127.0.0.1; 5001
  MLOPS_SERVE_TOKEN                 what its requests have to say; its other settings are in docs/serving.md
  STAGE_MEMORY                      the most memory that a stage may use, such as 4g
  MLOPS_USER                        whom runs and promotions name; `none` is nobody
  DOCKER_HOST                       Docker's socket, where it is not /var/run/docker.sock

Exit codes: 0 done, 2 a wrong setting, params.yaml or command line, 3 wrong input data, 4 a hard gate that is not passed,
5 a tracker or a remote that does not answer or refuses, 70 a bug, 130 and 143 interrupted.";

/// What DVC and people ask for in the runner: stages, the tracker, the registry.
///
/// It works in the checkout whose root is the current folder, with the settings of the
/// environment and of .env.
#[derive(Debug, Parser)]
#[command(name = "mlops", version, after_long_help = SETTINGS)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs one stage of dvc.yaml as a container; DVC calls this, and `make run-<stage>` has it do so.
    Stage {
        /// The stage, as dvc.yaml names it.
        name: String,
        /// Prints the equivalent `docker run` line instead.
        #[arg(long)]
        print: bool,
        /// Has the program track outputs that are there instead of making them; train knows how.
        #[arg(long, hide = true, conflicts_with = "print")]
        existing: bool,
    },
    /// The parts of a forest, for whoever has several machines or containers grow them.
    #[command(hide = true)]
    Shard {
        /// What to do with them.
        #[command(subcommand)]
        action: ShardAction,
    },
    /// Checks params.yaml, starts the tracker, runs what changed, and reports: `make run`.
    Run(Files),
    /// Checks params.yaml and does nothing else.
    Check(ParamsFile),
    /// Makes a table the dataset, or changes nothing: `make new-dataset`.
    NewDataset(NewDataset),
    /// Tries all combinations of some values in DVC's queue of experiments, and follows it: `make exp`.
    Exp(Exp),
    /// Compares the workspace, experiments and versions, the best first: `make compare`.
    Compare(Compare),
    /// Puts the parameters and outputs of an experiment into the checkout: `make apply`.
    Apply(Apply),
    /// Tells what a version or a run was made from, or what was made of data: `make lineage`.
    Lineage(Lineage),
    /// Makes a version again from its commit, data and parameters, and compares: `make reproduce`.
    ///
    /// Ends with 3 where something differs or cannot be compared.
    Reproduce(Reproduce),
    /// Writes all that reproduces a run, as JSON: `make export`.
    Export(Export),
    /// Prints the scores, the registered version, the gate's verdict and the tracker's link, or writes a page:
    /// `make report`.
    Report(Report),
    /// Lists the versions of the registered model: `make models`.
    Models(ParamsFile),
    /// Makes a version, or the model of a run, `production`, whatever the gate said: `make promote`.
    Promote {
        /// The version's number, as `make models` lists it.
        #[arg(value_parser = version)]
        version: Option<u64>,
        /// The run's id instead, as an experiment prints it; its model is registered if it is not yet.
        #[arg(long, value_parser = run_id, conflicts_with = "version")]
        run: Option<String>,
        /// Where the parameters are.
        #[command(flatten)]
        file: ParamsFile,
    },
    /// Returns to the previous production version: `make rollback`.
    Rollback(ParamsFile),
    /// Names the place that data is pushed to, once it has proved usable: `make remote`.
    Remote(Remote),
    /// Sends the data to the remote, and tells how somebody else gets it: `make push`.
    Push {
        /// Nothing is told about somebody else: what names the data is still to be committed (scripts/git-sync).
        #[arg(long)]
        quiet: bool,
    },
    /// Gets the data from the remote: `make pull`.
    Pull,
    /// The tracker: the MLflow server of this checkout.
    Tracker {
        /// What to do with it.
        #[command(subcommand)]
        action: TrackerAction,
    },
    /// Looks at all that the pipeline needs, and says how to mend what is wrong: `make doctor`.
    Doctor(Doctor),
    /// Asks the tracker once; `doctor` has a container in the place of a stage do so.
    #[command(hide = true)]
    AskTracker,
    /// Prints the paths outside of the checkout that DVC's configuration names; scripts/runner
    /// mounts them.
    #[command(hide = true)]
    Outside,
    /// Takes one step of the pipeline, as an orchestrator asks for it, and prints what the next ones need as the
    /// last line.
    Task {
        /// The step.
        #[command(subcommand)]
        action: TaskAction,
    },
    /// Sets up the runner's environment and runs the given command to its end; the image starts
    /// with this.
    #[command(hide = true)]
    Enter {
        /// The command and its arguments.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

/// What can be done with the tracker.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum TrackerAction {
    /// Starts it, unless it runs or the settings name another one.
    Up {
        /// Only where this stage, or one before it, speaks to a tracker.
        #[arg(long = "for", value_name = "STAGE")]
        stage: Option<String>,
    },
    /// Stops it; its runs and models stay.
    Down,
    /// Stops it and deletes its runs and models.
    Remove,
    /// Shows the last lines of its log.
    Logs,
    /// Prints its address on this machine.
    Url,
    /// Prints the number in the names of its container, network and volume, which is the checkout's.
    Id,
}

/// The file of parameters, relative to the checkout.
#[derive(Clone, Debug, Options)]
pub struct ParamsFile {
    /// The parameters.
    #[arg(long = "params", default_value = "params.yaml")]
    pub path: PathBuf,
}

/// How the doctor tells what it found.
#[derive(Clone, Debug, Options)]
pub struct Doctor {
    /// Prints one document of JSON instead of lines.
    #[arg(long)]
    pub json: bool,
    /// What `scripts/doctor` found on the host.
    #[arg(long, hide = true)]
    pub host: Option<String>,
    /// The image of the runner.
    #[arg(long, hide = true)]
    pub image: Option<String>,
}

/// Where the data is to go.
#[derive(Clone, Debug, Options)]
pub struct Remote {
    /// A folder (`/mnt/team/iris`), an address (`s3://bucket/iris`), or `dagshub:owner/repository`.
    pub to: Option<String>,
    /// The server that speaks S3's protocol, where it is not AWS's.
    #[arg(long)]
    pub endpoint: Option<String>,
    /// Asks whoever sits at the terminal for all that is not said here.
    #[arg(long)]
    pub ask: bool,
}

/// The table that a person has.
#[derive(Clone, Debug, Options)]
pub struct NewDataset {
    /// A file, or a folder of files with the same columns.
    pub file: PathBuf,
    /// The column that holds the class.
    #[arg(long, allow_hyphen_values = true)]
    pub target: String,
    /// What the dataset is called; without it, as the file.
    #[arg(long, allow_hyphen_values = true)]
    pub name: Option<String>,
}

/// What is to be tried.
#[derive(Clone, Debug, Options)]
pub struct Exp {
    /// Keys of params.yaml, each with its values: `train.max_depth=3,5 train.n_estimators=50,200`. Without
    /// any, the queue is followed as it is.
    #[arg(allow_hyphen_values = true)]
    pub set: Option<String>,
    /// How many experiments run at a time, 2 if nothing is said.
    #[arg(long, value_parser = jobs)]
    pub jobs: Option<usize>,
    /// How many experiments may be queued at once.
    #[arg(long, default_value_t = 100, value_parser = limit)]
    pub limit: usize,
    /// Stops the queue after what runs; what waits stays in it.
    #[arg(long, conflicts_with = "set")]
    pub stop: bool,
    /// Where the parameters are.
    #[command(flatten)]
    pub file: ParamsFile,
}

/// How a comparison is printed.
#[derive(Clone, Debug, Options)]
pub struct Compare {
    /// Prints one JSON document, with all that is known.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Prints CSV.
    #[arg(long)]
    pub csv: bool,
    /// Where the parameters are.
    #[command(flatten)]
    pub file: ParamsFile,
}

/// Whose lineage is asked for; of nothing, that of production.
#[derive(Clone, Debug, Options)]
pub struct Lineage {
    /// A version by its number, as `make models` lists it, or by an alias such as `production`.
    #[arg(long, conflicts_with_all = ["run", "data"], allow_hyphen_values = true)]
    pub version: Option<String>,
    /// The id of a run or the beginning of it, or its name.
    #[arg(long, conflicts_with = "data", allow_hyphen_values = true)]
    pub run: Option<String>,
    /// A version of the data, or the MD5 of one of its files; the first four digits are enough.
    #[arg(long, allow_hyphen_values = true)]
    pub data: Option<String>,
    /// Prints one JSON document, with all that is known.
    #[arg(long)]
    pub json: bool,
    /// Where the parameters are.
    #[command(flatten)]
    pub file: ParamsFile,
}

/// An experiment.
#[derive(Clone, Debug, Options)]
pub struct Apply {
    /// Its name, as `make compare` lists it.
    pub experiment: Option<String>,
    /// Where the parameters are.
    #[command(flatten)]
    pub file: ParamsFile,
}

/// What is made again.
#[derive(Clone, Debug, Options)]
pub struct Reproduce {
    /// A version of the registered model, by its number or an alias such as `production`.
    pub version: Option<String>,
    /// What `mlops export` has written of a run, instead.
    #[arg(long, conflicts_with = "version")]
    pub file: Option<PathBuf>,
    /// Only makes a folder ready and prints where it is, or which commit git has to fetch first.
    #[arg(long, hide = true)]
    pub prepare: bool,
    /// git has tried to fetch the commit.
    #[arg(long, hide = true)]
    pub fetched: bool,
    /// Goes on in a folder that was made ready.
    #[arg(long, hide = true, conflicts_with_all = ["version", "file", "prepare"])]
    pub tree: Option<PathBuf>,
    /// Where the parameters are.
    #[command(flatten)]
    pub params: ParamsFile,
}

/// What is exported, and where to.
#[derive(Clone, Debug, Options)]
pub struct Export {
    /// A version of the registered model, by its number or an alias; without one, `production`.
    pub version: Option<String>,
    /// The run with this id instead.
    #[arg(long, value_parser = run_id, conflicts_with = "version")]
    pub run: Option<String>,
    /// The file; without one, it is printed.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// Where the parameters are.
    #[command(flatten)]
    pub params: ParamsFile,
}

/// Files that a report is made from, relative to the checkout.
#[derive(Clone, Debug, Options)]
pub struct Files {
    /// The parameters.
    #[command(flatten)]
    pub params: ParamsFile,
    /// What train wrote about its model.
    #[arg(long, default_value = "models/model_metadata.json")]
    pub metadata: PathBuf,
    /// The scores that evaluate wrote.
    #[arg(long, default_value = "metrics/metrics.json")]
    pub metrics: PathBuf,
}

/// How a report is made.
#[derive(Clone, Debug, Options)]
pub struct Report {
    /// Writes an HTML page with pictures to this file instead: `make report`.
    #[arg(long, value_name = "FILE")]
    pub page: Option<PathBuf>,
    /// What it is made from.
    #[command(flatten)]
    pub files: Files,
}

fn run_id(text: &str) -> Result<String, &'static str> {
    let id = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let id = Some(text).filter(|text| !text.is_empty() && id(text));
    id.map(str::to_owned).ok_or(
        "expected the id of a run, letters and digits, as in `make promote RUN=0a1b...`; an experiment prints it",
    )
}

fn version(text: &str) -> Result<u64, &'static str> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or(
        "expected the number of a version, as in `make promote VERSION=3`; `make models` lists them",
    )
}

fn jobs(text: &str) -> Result<usize, &'static str> {
    let number = text.parse().ok().filter(|number| (1..=64).contains(number));
    number.ok_or(
        "expected how many experiments run at a time, 1 to 64, as in `make exp JOBS=2 SET=...`",
    )
}

fn limit(text: &str) -> Result<usize, &'static str> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=100_000).contains(number));
    number.ok_or("expected how many experiments may be queued, 1 to 100000, as in `make exp LIMIT=500 SET=...`")
}
