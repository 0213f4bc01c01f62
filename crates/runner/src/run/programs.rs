//! The programs that a run starts, one after the other.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::error::RunError;
use super::turn::Turn;
use crate::checkout::EXPERIMENT_VARIABLES;
use crate::stage_exit::StageExit;

/// DVC and `mlops`, in the turn of one run.
///
/// This process waits for them when it is interrupted: DVC waits for its stage, and whoever
/// ended first would leave the other without its container.
#[derive(Debug)]
pub(crate) struct Programs {
    /// Where they run: the root of a checkout.
    root: PathBuf,
    turn: Turn,
    stage: StageExit,
    /// Whether a signal ends this process as usual: not while one of them runs.
    idle: Arc<AtomicBool>,
}

/// A program failed and said why; this code stands for it.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) u8);

impl Programs {
    /// Those for the checkout at `root`, whose `turn` this is.
    ///
    /// # Errors
    ///
    /// When signals cannot be caught, or the system's temporary folder cannot be written to.
    pub(crate) fn new(turn: Turn, root: &Path) -> io::Result<Self> {
        let idle = Arc::new(AtomicBool::new(true));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&idle))?;
        }
        let stage = StageExit::new()?;
        let root = root.to_owned();
        Ok(Self {
            root,
            turn,
            stage,
            idle,
        })
    }

    /// `dvc repro` with `args`; the code of a failure is that of the stage.
    ///
    /// # Errors
    ///
    /// When DVC cannot be started.
    pub(crate) fn repro(&self, args: &[&str]) -> Result<Result<(), Failed>, RunError> {
        let (name, file) = self.stage.variable();
        let mut dvc = Command::new("dvc");
        dvc.arg("repro").args(args).env(name, file);
        let ended = self.wait_for(&mut dvc).map_err(RunError::Dvc)?;
        Ok(ended.map_err(|Failed(code)| Failed(self.stage.code(code))))
    }

    /// Whether one of the [`repro`](Self::repro) started a stage.
    pub(crate) fn a_stage_ran(&self) -> bool {
        self.stage.a_stage_ran()
    }

    /// `dvc` with `args`, which shows what it does.
    ///
    /// # Errors
    ///
    /// When DVC cannot be started.
    pub(crate) fn dvc(&self, args: &[&str]) -> Result<Result<(), Failed>, RunError> {
        let mut dvc = Command::new("dvc");
        dvc.args(args);
        self.wait_for(&mut dvc).map_err(RunError::Dvc)
    }

    /// As [`dvc`], in this turn.
    ///
    /// # Errors
    ///
    /// When DVC cannot be started.
    pub(crate) fn quietly(&self, args: &[&str]) -> io::Result<Option<String>> {
        dvc(&self.root, args, self.turn.stdin()?)
    }

    /// What `dvc` with `args` prints; nothing where it fails, which it tells.
    ///
    /// # Errors
    ///
    /// When DVC cannot be started.
    pub(crate) fn answer(&self, args: &[&str]) -> Result<Option<String>, RunError> {
        let mut dvc = Command::new("dvc");
        outside_of_experiments(&mut dvc);
        dvc.args(args)
            .current_dir(&self.root)
            .stderr(Stdio::inherit());
        let output = dvc
            .stdin(self.turn.stdin().map_err(RunError::Dvc)?)
            .output();
        let output = output.map_err(RunError::Dvc)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(output.status.success().then_some(text))
    }

    /// Has train track the model that is there.
    ///
    /// # Errors
    ///
    /// When `mlops` cannot be started.
    pub(crate) fn bring_in(&self) -> Result<Result<(), Failed>, RunError> {
        let mut mlops = Command::new("mlops");
        mlops.args(["stage", "train", "--existing"]);
        self.wait_for(&mut mlops).map_err(RunError::Mlops)
    }

    fn wait_for(&self, command: &mut Command) -> io::Result<Result<(), Failed>> {
        outside_of_experiments(command);
        command.current_dir(&self.root).stdin(self.turn.stdin()?);
        self.idle.store(false, Ordering::SeqCst);
        let status = command.status();
        // From now on a signal ends this process as usual.
        self.idle.store(true, Ordering::SeqCst);
        let status = status?;
        let failed = || Failed(exit_code(status));
        Ok(status.success().then_some(()).ok_or_else(failed))
    }
}

/// Runs `dvc <args>` at `root`, which shows nothing; gives DVC's own line about what is wrong, if something
/// is.
///
/// # Errors
///
/// When DVC cannot be started.
pub(crate) fn dvc(root: &Path, args: &[&str], stdin: Stdio) -> io::Result<Option<String>> {
    let mut dvc = Command::new("dvc");
    dvc.args(args).current_dir(root).stdin(stdin);
    outside_of_experiments(&mut dvc);
    let output = dvc.output()?;
    Ok((!output.status.success()).then(|| said(&output)))
}

/// Nothing here is an experiment, whatever the variables of the caller say.
fn outside_of_experiments(command: &mut Command) {
    for variable in EXPERIMENT_VARIABLES {
        command.env_remove(variable);
    }
}

/// DVC's own line about what is wrong.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let error = lines().find_map(|line| line.strip_prefix("ERROR: "));
    let line = error.or_else(|| lines().next_back());
    line.unwrap_or("nothing").to_owned()
}

/// The exit code of a process, 128 and the signal for one that was killed.
pub(crate) fn exit_code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(u8::MAX)
}
