//! A stage before its container is made, and the run of it.

use std::fs;

use super::body::request;
use super::plan::caller;
use super::{ContainerPlan, LaunchError, Mount, Network, Task, environment, mounts, network};
use crate::checkout::{Checkout, Sources};
use crate::docker::{Came, Daemon, Ending};
use crate::pipeline::{self, Memory, StageEntry};
use crate::settings::Settings;

/// The memory of a stage whose entry says nothing.
const MEMORY: &str = "4g";

/// Everything that is known before a container is made.
pub(super) struct Prepared<'a> {
    pub(super) checkout: &'a Checkout,
    pub(super) task: Task,
    pub(super) entry: StageEntry,
    pub(super) settings: Settings,
    pub(super) daemon: Daemon,
    /// The stage's own, as they were when its image was named.
    pub(super) sources: Sources,
    /// The image and its id.
    pub(super) image: (String, String),
    pub(super) memory: Memory,
    /// What it gets besides.
    pub(super) more: More,
}

/// What a stage's container gets besides what its entry says.
#[derive(Debug, Default)]
pub(super) struct More {
    pub(super) mounts: Vec<Mount>,
    pub(super) args: Vec<String>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(checkout: &'a Checkout, name: &str, task: Task) -> Result<Self, LaunchError> {
        let entry = pipeline::stage(checkout.root(), name)?;
        let settings = Settings::read(checkout)?;
        let memory = memory(&entry, &settings)?;
        // In this order, an edit between the two shows after the run as a change of the sources.
        let sources = Sources::of(checkout.root(), &entry.sources)?;
        let image = Sources::read(checkout.root())?.image(name);
        let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref())?;
        let Some(id) = daemon.image_id(&image)? else {
            let stage = name.to_owned();
            return Err(LaunchError::NotBuilt { stage, image });
        };
        Ok(Self {
            checkout,
            task,
            entry,
            settings,
            daemon,
            sources,
            image: (image, id),
            memory,
            more: More::default(),
        })
    }

    /// A folder that Docker has to make would belong to root.
    pub(super) fn make_folders(&self) -> Result<(), LaunchError> {
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
    pub(super) fn networks(&self) -> Result<Vec<Network>, LaunchError> {
        if !self.entry.uses_tracker {
            return Ok(vec![Network::None]);
        }
        Ok(network::of_tracker(
            self.checkout,
            &self.settings,
            &self.daemon,
        )?)
    }

    /// Runs the container, on the next network where the daemon does not offer one, unless a signal
    /// `came` before.
    pub(super) fn execute(&self, came: Came<'_>) -> Result<Ending, LaunchError> {
        let mut networks = self.networks()?.into_iter().peekable();
        loop {
            let network = networks.next().unwrap_or(Network::None);
            network.prepare(&self.daemon)?;
            let plan = self.plan(network)?;
            let next = networks.peek().is_some();
            match self.daemon.run_unless(&plan.name, request(&plan), came) {
                Err(error) if next && network::is_refused(&plan.network, &error) => {}
                ended => return Ok(ended?),
            }
        }
    }

    pub(super) fn plan(&self, network: Network) -> Result<ContainerPlan, LaunchError> {
        let (image, id) = &self.image;
        let image = format!("{image} {id}");
        let environment = environment::variables(self.checkout, &self.settings, &image, &network)?;
        let mut mounts = mounts::of(self.checkout, &self.entry, self.task);
        if network.tracker_uri().is_some() {
            mounts.extend(mounts::certificate(self.checkout, &self.settings)?);
        }
        mounts.extend(self.more.mounts.iter().cloned());
        let mut args = self.task.args();
        args.extend(self.more.args.iter().cloned());
        Ok(ContainerPlan {
            name: self.checkout.container(&self.entry.name),
            image: self.image.0.clone(),
            user: caller(&self.daemon)?,
            root: self.checkout.root().to_string_lossy().into_owned(),
            memory: self.memory.clone(),
            mounts,
            network,
            environment,
            args,
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
