//! The lineage as a record for programs: `lineage/run.json` among the run's files.

use params::Tracking;
use provenance::{Images, Program, RunNames, RunRecord, Timings};
use stage::metadata::ModelMetadata;

use super::Lineage;

/// All that is known of the run that is called `names` and of its model.
#[must_use]
pub(crate) fn record(
    lineage: &Lineage,
    names: &Tracking,
    metadata: &ModelMetadata,
    timings: Timings,
) -> RunRecord {
    let data = lineage.data.as_ref();
    RunRecord {
        run: RunNames {
            experiment: names.experiment.clone(),
            name: names.run_name.clone(),
        },
        git: lineage.git.clone(),
        dvc_experiment: lineage.experiment.clone(),
        images: Images {
            train: lineage.image.clone(),
        },
        program: Program::of(env!("CARGO_PKG_NAME")),
        params_yaml: lineage.texts.params_yaml.clone(),
        data_version: data.map(|data| data.version.clone()),
        lock_matches: data.map(|data| data.matches),
        data: lineage.files().cloned().collect(),
        dvc_lock: lineage.texts.dvc_lock.clone(),
        data_dvc: lineage.texts.data_dvc.clone(),
        withheld: lineage.texts.withheld.clone(),
        dagshub_url: lineage.repository.as_ref().map(super::Repository::url),
        brought_in: lineage.brought_in,
        model_name: metadata.model_name.clone(),
        key: metadata.key.clone(),
        model_sha256: metadata.model_sha256.clone(),
        rows_held: metadata.rows_held,
        rows_total: metadata.rows_total,
        timings,
    }
}
