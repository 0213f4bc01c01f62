//! The files that DVC tracks: the metrics and the confusion matrix.

use std::io;

use registry::Metrics;
use serde::Serialize;
use stage::outputs::{OutputError, Outputs};

use crate::args::Args;
use crate::confusion::ConfusionMatrix;

/// Writes both files; they get their names when the outputs are committed.
pub(crate) fn write(
    args: &Args,
    metrics: &Metrics,
    matrix: &ConfusionMatrix,
) -> Result<Outputs, OutputError> {
    let mut outputs = Outputs::new();
    outputs.add(&args.metrics, |out| write_json(out, metrics))?;
    outputs.add(&args.confusion, |out| write_json(out, matrix))?;
    Ok(outputs)
}

fn write_json(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(out, value).map_err(io::Error::from)
}
