//! The exit code of a stage, past DVC: DVC ends with 255 whatever its stage ended with, and an
//! orchestrator could not tell what is worth a retry from what is not.

use std::env;
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The variable that tells a stage where to leave its code.
const VARIABLE: &str = "MLOPS_STAGE_EXIT";
/// DVC's code for whatever failed, and for Ctrl-C outside of a stage.
const FAILED: u8 = 255;
const INTERRUPTED: u8 = 252;

/// A file for the code of the last stage that ended below a command of DVC.
#[derive(Debug)]
pub(crate) struct StageExit(PathBuf);

impl StageExit {
    /// An empty one.
    ///
    /// # Errors
    ///
    /// When the system's temporary folder cannot be written to.
    pub(crate) fn new() -> io::Result<Self> {
        let name = format!("mlops-stage-exit-{:016x}", rand::random::<u64>());
        let path = env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok(Self(path))
    }

    /// The variable for the environment of DVC.
    pub(crate) fn variable(&self) -> (&'static str, &Path) {
        (VARIABLE, &self.0)
    }

    /// The code that stands for the end of DVC: its own, unless a stage failed or a person
    /// interrupted it.
    pub(crate) fn code(&self, of_dvc: u8) -> u8 {
        match (of_dvc, self.of_stage()) {
            (FAILED, Some(code)) if code != 0 => code,
            (INTERRUPTED, _) => 130,
            _ => of_dvc,
        }
    }

    /// Whether a stage ran at all: DVC starts none that did not change.
    pub(crate) fn a_stage_ran(&self) -> bool {
        self.of_stage().is_some()
    }

    fn of_stage(&self) -> Option<u8> {
        fs::read_to_string(&self.0).ok()?.parse().ok()
    }
}

impl Drop for StageExit {
    fn drop(&mut self) {
        // In the temporary folder, it is at worst a file of three bytes.
        let _ = fs::remove_file(&self.0);
    }
}

/// Leaves the exit code of a stage for whoever called DVC, if they want it.
pub(crate) fn leave(code: u8) {
    if let Some(path) = env::var_os(VARIABLE) {
        // Whoever asked is gone, or gets DVC's code.
        let _ = fs::write(path, code.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `make run` ended with DVC's 255 for a wrong dataset (3), a tracker that did not answer
    /// (5) and a model below a hard gate (4).
    #[test]
    fn a_failed_dvc_stands_for_the_stage_that_failed_in_it() {
        let exit = StageExit::new().unwrap();
        let (_, path) = exit.variable();
        assert_eq!(exit.code(FAILED), FAILED, "no stage failed");
        assert!(!exit.a_stage_ran());
        fs::write(path, "0").unwrap();
        assert_eq!(exit.code(FAILED), FAILED, "what failed was DVC");
        assert!(exit.a_stage_ran());
        fs::write(path, "3").unwrap();
        assert_eq!(exit.code(FAILED), 3);
        assert_eq!(exit.code(0), 0);
        assert_eq!(exit.code(253), 253);
        let path = path.to_owned();
        drop(exit);
        assert!(!path.exists());
    }

    #[test]
    fn an_interrupted_dvc_ends_as_interrupted() {
        let exit = StageExit::new().unwrap();
        assert_eq!(exit.code(INTERRUPTED), 130);
    }
}
