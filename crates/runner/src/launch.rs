//! `mlops stage <name>`: one stage of `dvc.yaml` as a container beside the runner.
//!
//! The container gets what the stage's entry names and nothing else: its data read-only,
//! the folders of its outputs, its parameters, and a network only where it uses the
//! tracker. `plan` says so once; it becomes the request to Docker's API as well as the
//! `docker run` line of `--print`.

mod body;
mod environment;
mod inputs;
mod line;
mod mounts;
mod network;
mod plan;

use std::fs;
use std::path::PathBuf;

use stage::exit::{Exit, Failure};

use crate::checkout::{Checkout, Sources, SourcesError};
use crate::docker::{Daemon, DockerError, Ending};
use crate::pipeline::{self, Memory, PipelineError, StageEntry};
use crate::settings::{DotenvError, Settings};
use crate::tracker::TrackerError;

pub use body::request;
use inputs::Inputs;
pub use line::docker_run;
pub use mounts::Mount;
pub use network::Network;
pub use plan::{ContainerPlan, Variable};

/// The memory of a stage whose entry says nothing.
const MEMORY: &str = "4g";

/// Why a stage was not run, or its result is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// `dvc.yaml` is wrong or has no such stage.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// The sources of the images cannot be read.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// The tracker of this checkout cannot be used.
    #[error(transparent)]
    Tracker(#[from] TrackerError),
    /// The settings of the tracker are wrong.
    #[error(transparent)]
    Config(#[from] mlflow::ConfigError),
    /// Better no result than that of yesterday's program.
    #[error(
        "run stage `{stage}`: no image is built from its present sources (`{image}`); run `make build`"
    )]
    NotBuilt {
        /// The stage.
        stage: String,
        /// The image that is not there.
        image: String,
    },
    /// An input is not there.
    #[error("run stage `{stage}`: read `{}`: {source}; run `dvc repro {stage}`", path.display())]
    Input {
        /// The stage.
        stage: String,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder of an output cannot be made.
    #[error("run stage `{stage}`: make the folder `{}`: {source}", path.display())]
    Folder {
        /// The stage.
        stage: String,
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A value in the settings is not of its kind.
    #[error("run stage `{stage}`: `STAGE_MEMORY` is {found}; expected {expected}")]
    Memory {
        /// The stage.
        stage: String,
        /// The value.
        found: String,
        /// What it must be.
        expected: &'static str,
    },
    /// What the stage read is not what DVC would lock.
    #[error(
        "accept the result of stage `{stage}`: while it ran, {}; run the same command again",
        changes.join(", ")
    )]
    Changed {
        /// The stage.
        stage: String,
        /// What changed, each a clause.
        changes: Vec<String>,
    },
}

impl Failure for LaunchError {
    fn exit(&self) -> Exit {
        match self {
            Self::Input { .. } => Exit::Data,
            Self::Tracker(error) => error.exit(),
            Self::Config(_) => Exit::Tracker,
            _ => Exit::Usage,
        }
    }
}

/// Runs the stage `name` of `checkout` and gives the exit code of its program.
///
/// # Errors
///
/// When the stage cannot be started, or something that it depends on changed while it ran:
/// DVC reads parameters and dependencies once more when a stage has ended, and would lock
/// the new ones for a result of the old.
pub fn run(checkout: &Checkout, name: &str) -> Result<u8, LaunchError> {
    let prepared = Prepared::new(checkout, name)?;
    prepared.make_folders()?;
    let before = Inputs::read(checkout, &prepared.entry)?;
    let root = checkout.root().to_string_lossy();
    prepared.daemon.remove_orphans(&root)?;
    let ending = prepared.execute()?;
    if ending.out_of_memory {
        let memory = &prepared.memory;
        eprintln!(
            "mlops: stage `{name}` was ended because it used more than the {memory} of memory that it may; \
             raise `meta.memory` in dvc.yaml, or `STAGE_MEMORY` in .env"
        );
    }
    if ending.code == 0 {
        let changes = before.changes(&Inputs::read(checkout, &prepared.entry)?);
        if !changes.is_empty() {
            let stage = name.to_owned();
            return Err(LaunchError::Changed { stage, changes });
        }
    }
    Ok(ending.code)
}

/// The `docker run` line that starts the stage `name` as [`run`] does.
///
/// # Errors
///
/// When the stage could not be started.
pub fn print(checkout: &Checkout, name: &str) -> Result<String, LaunchError> {
    let prepared = Prepared::new(checkout, name)?;
    let network = prepared.networks()?.swap_remove(0);
    Ok(docker_run(&prepared.plan(network)?))
}

/// Everything that is known before a container is made.
struct Prepared<'a> {
    checkout: &'a Checkout,
    entry: StageEntry,
    settings: Settings,
    daemon: Daemon,
    /// The image and its id.
    image: (String, String),
    memory: Memory,
}

impl<'a> Prepared<'a> {
    fn new(checkout: &'a Checkout, name: &str) -> Result<Self, LaunchError> {
        let entry = pipeline::stage(checkout.root(), name)?;
        let settings = Settings::read(checkout)?;
        let memory = memory(&entry, &settings)?;
        let image = Sources::read(checkout.root())?.image(name);
        let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref())?;
        let Some(id) = daemon.image_id(&image)? else {
            let stage = name.to_owned();
            return Err(LaunchError::NotBuilt { stage, image });
        };
        Ok(Self {
            checkout,
            entry,
            settings,
            daemon,
            image: (image, id),
            memory,
        })
    }

    /// A folder that Docker has to make would belong to root.
    fn make_folders(&self) -> Result<(), LaunchError> {
        for folder in mounts::output_folders(&self.entry) {
            let path = self.checkout.path(&folder);
            fs::create_dir_all(path).map_err(|source| LaunchError::Folder {
                stage: self.entry.name.clone(),
                path: folder.into(),
                source,
            })?;
        }
        Ok(())
    }

    /// The networks to try, the best first.
    fn networks(&self) -> Result<Vec<Network>, LaunchError> {
        if !self.entry.uses_tracker {
            return Ok(vec![Network::None]);
        }
        Ok(network::of_tracker(
            self.checkout,
            &self.settings,
            &self.daemon,
        )?)
    }

    /// Runs the container, on the next network where the daemon does not offer one.
    fn execute(&self) -> Result<Ending, LaunchError> {
        let mut networks = self.networks()?.into_iter().peekable();
        loop {
            let network = networks.next().unwrap_or(Network::None);
            network.prepare(&self.daemon)?;
            let plan = self.plan(network)?;
            match self.daemon.run(&plan.name, body::request(&plan)) {
                Err(error) if network::is_refused(&error) && networks.peek().is_some() => {}
                ended => return Ok(ended?),
            }
        }
    }

    fn plan(&self, network: Network) -> Result<ContainerPlan, LaunchError> {
        let environment = environment::variables(self, &network)?;
        Ok(ContainerPlan {
            name: self.checkout.container(&self.entry.name),
            image: self.image.0.clone(),
            root: self.checkout.root().to_string_lossy().into_owned(),
            memory: self.memory.clone(),
            mounts: mounts::of(self.checkout, &self.entry),
            network,
            environment,
        })
    }
}

/// The caller's setting, else what the entry says, else the usual.
fn memory(entry: &StageEntry, settings: &Settings) -> Result<Memory, LaunchError> {
    let wrong = |found: &str, expected| LaunchError::Memory {
        stage: entry.name.clone(),
        found: found.to_owned(),
        expected,
    };
    if let Some(found) = settings.get("STAGE_MEMORY") {
        return found.parse().map_err(|expected| wrong(&found, expected));
    }
    let usual = || MEMORY.parse().map_err(|expected| wrong(MEMORY, expected));
    entry.memory.clone().map_or_else(usual, Ok)
}
