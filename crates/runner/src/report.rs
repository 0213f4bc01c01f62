//! `make report`: the report on the model of the checkout as one HTML page.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `error`: what can go wrong.
//! - `outputs`: the curves and the confusion matrix that evaluate wrote.
//! - `tracked`: what the tracker knows of the model.
//! - `committed`: what the last commit has.
//! - `scores`, `params`, `data`, `figures`, `summary`: the parts of the page.

mod committed;
mod data;
mod error;
mod figures;
mod outputs;
mod params;
mod scores;
mod summary;
mod tracked;

use std::path::Path;

use experiments::Cache;
use registry::commands::ReportInputs;
use report_page::Report;
use report_page::content::Stage;

use crate::args::Files;
use crate::checkout::Checkout;
use crate::commands::Session;
use crate::compare::Here;
use crate::pipeline;
use crate::remotes;
use crate::stage_usage;
use committed::Committed;
pub(crate) use error::ReportError;
use outputs::EvaluateOutputs;
use tracked::Tracked;

/// Writes the page at `path`, and says so.
///
/// # Errors
///
/// When the outputs are missing or do not belong together, the tracker cannot be reached, or the
/// page cannot be written.
pub(crate) fn write(
    checkout: &Checkout,
    files: &Files,
    path: &Path,
) -> Result<String, ReportError> {
    let here = Here::read(checkout, &files.params)?;
    let session = Session::with(checkout, here.params.clone())?;
    let report = gather(checkout, &session, &here, files)?;
    let html = report_page::html(&report);
    let mut outputs = stage::outputs::Outputs::new();
    outputs.add(path, |out| out.write_all(html.as_bytes()))?;
    outputs.commit()?;
    let size = html.len().div_ceil(1000);
    Ok(format!(
        "report     {} ({size} kB): {}",
        path.display(),
        report.title
    ))
}

fn gather(
    checkout: &Checkout,
    session: &Session,
    here: &Here,
    files: &Files,
) -> Result<Report, ReportError> {
    let inputs = ReportInputs::read(&files.metadata, &files.metrics)?;
    let (metadata, metrics) = (inputs.metadata(), inputs.metrics());
    let outputs = EvaluateOutputs::read(&files.metrics, metrics, &metadata.classes)?;
    let cache = Cache::at(remotes::cache(checkout, session.settings())?);
    let here = here.workspace().row();
    let tracked = Tracked::read(session, metadata)?;
    let committed = Committed::read(checkout, &cache);
    Ok(Report {
        title: summary::title(&tracked, metadata),
        remarks: summary::remarks(&tracked, &here),
        verdict: summary::verdict(&tracked),
        facts: summary::facts(session, &tracked, metadata),
        scores: scores::of(metrics, &tracked, committed.as_ref()),
        figures: figures::of(&outputs, &tracked, metadata)?,
        data: data::of(&tracked, metadata),
        params: params::of(&here, &tracked, committed.as_ref()),
        stages: stages(checkout)?,
    })
}

fn stages(checkout: &Checkout) -> Result<Vec<Stage>, ReportError> {
    let names = pipeline::names(checkout.root())?.into_iter();
    let stage = |name: String| Stage {
        usage: stage_usage::read(checkout, &name),
        name,
    };
    Ok(names.map(stage).collect())
}
