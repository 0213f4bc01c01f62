//! How far the tracker knows the model of the checkout, and what brings it further.
//!
//! - No version holds it, and no run made it: train tracks and registers it as it is.
//! - A run made it, in an experiment of DVC: it is registered.
//! - A version holds it that was never judged: evaluate judges it.
//! - It was judged: there is nothing to do but to report.
//!
//! Only a model that DVC sees no reason to train again is brought in, so `dvc repro train` comes
//! first where the model is not known. evaluate comes after it: it asks the tracker for a version.
//! The tracker is asked as often as a report needs, and once more where a stage ran.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use registry::RegistryError;
use registry::commands::{Report, ReportInputs, Standing, Versions};
use stage::metadata::ModelMetadata;

use super::error::RunError;
use super::programs::{Failed, Programs};
use crate::args::Files;
use crate::commands::{CommandError, Session};

/// The stage that makes the model.
const TRAIN: &str = "train";
/// The stage that judges it.
const EVALUATE: &str = "evaluate";

/// What the registry held when the files of the stages were as `stamps` says.
struct Look {
    stamps: [Option<Stamp>; 2],
    versions: Versions,
}

/// What changes when a stage writes a file: each time it is another one.
#[derive(PartialEq, Eq)]
struct Stamp {
    inode: u64,
    written: (i64, i64),
}

/// Runs what changed, and has the tracker know and judge the model that is there then.
///
/// # Errors
///
/// When DVC cannot be started, or the tracker cannot be reached or refuses.
pub(crate) fn run(
    session: &Session,
    programs: &Programs,
    files: &Files,
) -> Result<Result<Report, Failed>, RunError> {
    let before = look_at_existing(session, files)?;
    if let Some((_, Standing::Unknown)) = before
        && let Err(failed) = make_known(session, programs, files)?
    {
        return Ok(Err(failed));
    }
    if let Err(failed) = programs.repro(&[])? {
        return Ok(Err(failed));
    }
    let inputs = inputs(files)?;
    let mut versions = match before {
        Some((look, standing)) if standing != Standing::Unknown && look.is_of(files) => {
            look.versions
        }
        _ => session.versions()?,
    };
    if versions.standing(inputs.key()) == Standing::Registered {
        println!("mlops: the model was not judged yet");
        if let Err(failed) = programs.repro(&["--force", "--single-item", EVALUATE])? {
            return Ok(Err(failed));
        }
        versions = session.versions()?;
    }
    Ok(Ok(session.report_on(&versions, &inputs)?))
}

/// What the registry knows of the model that is there; none where train has to run anyway.
fn look_at_existing(
    session: &Session,
    files: &Files,
) -> Result<Option<(Look, Standing)>, RunError> {
    let stamps = stamps(files);
    let Ok(metadata) = ModelMetadata::read(&files.metadata) else {
        return Ok(None);
    };
    let versions = session.versions()?;
    let standing = versions.standing(&metadata.key);
    Ok(Some((Look { stamps, versions }, standing)))
}

/// Has DVC train if it sees a reason; if it does not, the model that is there becomes known.
fn make_known(
    session: &Session,
    programs: &Programs,
    files: &Files,
) -> Result<Result<(), Failed>, RunError> {
    if let Err(failed) = programs.repro(&[TRAIN])? {
        return Ok(Err(failed));
    }
    let metadata = ModelMetadata::read(&files.metadata).map_err(RegistryError::from);
    let key = metadata.map_err(CommandError::from)?.key;
    if session.versions()?.standing(&key) != Standing::Unknown {
        return Ok(Ok(()));
    }
    let Some(version) = session.register_tracked(&key)? else {
        return programs.bring_in();
    };
    let (name, number, run) = (version.name, version.version, version.run_id);
    println!("mlops: registered {name} version {number}: the model of run {run}");
    Ok(Ok(()))
}

fn inputs(files: &Files) -> Result<ReportInputs, CommandError> {
    Ok(ReportInputs::read(&files.metadata, &files.metrics)?)
}

impl Look {
    /// Whether no stage wrote since.
    fn is_of(&self, files: &Files) -> bool {
        stamps(files) == self.stamps
    }
}

/// Those of the files that are there.
fn stamps(files: &Files) -> [Option<Stamp>; 2] {
    [&files.metadata, &files.metrics].map(|path| stamp(path))
}

fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::metadata(path).ok()?;
    Some(Stamp {
        inode: found.ino(),
        written: (found.mtime(), found.mtime_nsec()),
    })
}
