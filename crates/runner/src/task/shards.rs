//! The parts of a forest, each of which a worker grows.

use std::ops::Range;

use super::handover::Handover;
use super::objects;
use super::{Begun, Step, TaskError};
use crate::args::TaskOptions;
use crate::checkout::Checkout;
use crate::launch::shards;
use crate::run::{Failed, Programs, RunError};

/// Plans them: there are none where DVC sees no reason to run the stage, and where one process trains.
pub(super) fn plan(checkout: &Checkout, stage: &str, options: &TaskOptions) -> Step {
    let Begun {
        before, programs, ..
    } = super::begin(checkout, stage, options)?;
    let ranges = if is_changed(&programs, stage, options.share)? {
        shards::plan(checkout, stage)?
    } else {
        Vec::new()
    };
    Ok(Ok(Handover {
        stage: Some(stage.to_owned()),
        plan: ranges.iter().map(shards::name).collect(),
        ..before
    }))
}

/// Grows one of them. Several workers do so in one checkout, so that it is nobody's turn.
pub(super) fn grow(
    checkout: &Checkout,
    stage: &str,
    trees: &Range<usize>,
    options: &TaskOptions,
) -> Step {
    let mut before = Handover::merge(&options.after)?;
    if options.share {
        before = super::begin(checkout, stage, options)?.before;
    }
    let (code, file) = shards::grow(checkout, stage, trees)?;
    if code != 0 {
        return Ok(Err(Failed(code)));
    }
    let mut sent = Vec::new();
    if options.share {
        sent.push(objects::send(checkout, stage, file)?);
    }
    Ok(Ok(Handover {
        stage: Some(stage.to_owned()),
        shards: sent,
        plan: Vec::new(),
        ..before
    }))
}

/// Whether DVC would run the stage. What another worker has made is taken from the remote first.
fn is_changed(programs: &Programs, stage: &str, share: bool) -> Result<bool, TaskError> {
    if share {
        // Where it does not have the outputs, they have to be made.
        let _ = programs
            .quietly(&["pull", "--force", stage])
            .map_err(RunError::Dvc)?;
    }
    super::is_changed(programs, &[stage])
}
