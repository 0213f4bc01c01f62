//! What the container of a stage may and may not do, before it is put into Docker's words.

use crate::docker::{Daemon, DockerError};
use crate::pipeline::Memory;

use super::{Mount, Network};

/// A container that runs one stage.
///
/// Least privilege is stated here and in the constants below, and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPlan {
    /// Its name: one for each stage of a checkout, so that two runs of it never overlap.
    pub name: String,
    /// The image, by its tag.
    pub image: String,
    /// Who it runs as, as `uid:gid`.
    pub user: String,
    /// The root of the checkout that it belongs to.
    pub root: String,
    /// The memory that it may use.
    pub memory: Memory,
    /// What it sees of the checkout.
    pub mounts: Vec<Mount>,
    /// What it can reach.
    pub network: Network,
    /// Its environment.
    pub environment: Vec<Variable>,
    /// What its program is told on the command line; a stage needs nothing.
    pub args: Vec<String>,
}

/// What the program of a stage is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Make the stage's outputs.
    Run,
    /// Have the tracker know the outputs that are there, and write none.
    TrackExisting,
}

impl Task {
    /// How the program is told.
    pub(super) fn args(self) -> Vec<String> {
        match self {
            Self::Run => Vec::new(),
            Self::TrackExisting => vec!["--existing".to_owned()],
        }
    }
}

/// An environment variable of a container.
#[derive(Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether the value is shown nowhere.
    pub secret: bool,
}

/// The maximum number of processes and threads of a stage.
pub(super) const PIDS_LIMIT: i64 = 256;
/// No capability of Linux is left.
pub(super) const CAP_DROP: &str = "ALL";
/// A program with the set-user-ID bit gains nothing.
pub(super) const SECURITY_OPT: &str = "no-new-privileges";

impl std::fmt::Debug for Variable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = if self.secret { "***" } else { &self.value };
        write!(out, "{}={value}", self.name)
    }
}

/// The caller, as a container of `daemon` knows him: what a stage writes belongs to whoever started it.
pub(super) fn caller(daemon: &Daemon) -> Result<String, DockerError> {
    if daemon.is_rootless()? {
        return Ok("0:0".to_owned());
    }
    let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
    Ok(format!("{}:{}", user.as_raw(), group.as_raw()))
}
