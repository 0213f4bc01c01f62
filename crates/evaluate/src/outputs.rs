//! The files that DVC tracks: the metrics, the confusion matrix and the curves.

use std::io;

use registry::Metrics;
use serde::Serialize;
use stage::outputs::{OutputError, Outputs};

use crate::args::Args;
use crate::confusion::ConfusionMatrix;
use crate::curves::Curves;

/// Writes all files; they get their names when the outputs are committed.
pub(crate) fn write(
    args: &Args,
    metrics: &Metrics,
    matrix: &ConfusionMatrix,
    curves: &Curves<'_>,
) -> Result<Outputs, OutputError> {
    let mut outputs = Outputs::new();
    outputs.add(&args.metrics, |out| write_json(out, metrics))?;
    outputs.add(&args.confusion, |out| write_json(out, matrix))?;
    outputs.add(&args.roc, |out| write_points(out, &curves.roc))?;
    let path = &args.precision_recall;
    outputs.add(path, |out| write_points(out, &curves.precision_recall))?;
    let path = &args.calibration;
    outputs.add(path, |out| write_points(out, &curves.calibration))?;
    Ok(outputs)
}

fn write_json(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(out, value).map_err(io::Error::from)
}

/// A list with a point on each line: there may be thousands.
fn write_points(out: &mut dyn io::Write, points: &[impl Serialize]) -> io::Result<()> {
    for (at, point) in points.iter().enumerate() {
        out.write_all(if at == 0 { b"[\n  " } else { b",\n  " })?;
        serde_json::to_writer(&mut *out, point)?;
    }
    out.write_all(if points.is_empty() { b"[]" } else { b"\n]" })
}
