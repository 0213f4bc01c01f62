//! Putting a model on the tracker: as an entity of its own where the tracker
//! has those (MLflow 3), as files of the run elsewhere.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::directory::{self, Directory};
use super::mlmodel::{self, Identity};
use super::{LoggedModel, ModelSpec};
use crate::artifacts::{self, Place};
use crate::error::{Error, Fault};
use crate::tracking::batches::{self, Batch, Metric, Tag};
use crate::tracking::runs::Run;
use crate::transport::api::{Api, Generation};
use crate::transport::retry::{Repeat, Schedule};

/// The run's tag that holds where its model's files lie, so that a later stage
/// fetches them without a search.
pub const MODEL_LOCATION_TAG: &str = "mlops.model_location";
/// The run's tag that holds its model's id, where models are entities.
pub const MODEL_ID_TAG: &str = "mlops.model_id";

/// Logs a model in the form that the tracker knows. Which one that is, the
/// attempt itself tells: asking first would cost a request on every tracker.
pub(crate) async fn log(
    api: &Api,
    run: &Run,
    spec: &ModelSpec,
    more: &Batch,
) -> Result<LoggedModel, Error> {
    check(spec)?;
    let subject = Subject {
        api,
        run,
        spec,
        more,
    };
    if api.known_generation() != Some(Generation::Classic) {
        match create(api, run, spec).await {
            Ok(entity) => {
                api.learn(Generation::LoggedModels);
                return log_entity(&subject, &entity).await;
            }
            Err(error) if error.is_unsupported() => api.learn(Generation::Classic),
            Err(error) => return Err(error),
        }
    }
    log_files(&subject).await
}

/// What is being logged, and where.
struct Subject<'a> {
    api: &'a Api,
    run: &'a Run,
    spec: &'a ModelSpec,
    /// What else goes into the run.
    more: &'a Batch,
}

fn check(spec: &ModelSpec) -> Result<(), Error> {
    let width = spec.signature.inputs.len();
    let problem = if spec.name.is_empty() || spec.name.contains(['/', ':', '.', '%', '"', '\'']) {
        "expected a name without `/`, `:`, `.`, `%` and quotes".to_owned()
    } else if let Some(row) = spec.example.iter().find(|row| row.len() != width) {
        format!(
            "an example row has {} values for {width} input columns",
            row.len()
        )
    } else {
        return Ok(());
    };
    Err(Error::Refused {
        action: format!("log the model `{}`", spec.name),
        problem,
    })
}

/// A model as MLflow 3 describes it.
#[derive(Deserialize)]
struct Entity {
    info: EntityInfo,
}

#[derive(Deserialize)]
struct EntityInfo {
    model_id: String,
    artifact_uri: String,
}

#[derive(Deserialize)]
struct CreateAnswer {
    model: Entity,
}

#[derive(Deserialize)]
struct SearchAnswer {
    #[serde(default)]
    models: Vec<Entity>,
}

/// `POST logged-models`; on doubt `POST logged-models/search` by the run.
async fn create(api: &Api, run: &Run, spec: &ModelSpec) -> Result<EntityInfo, Error> {
    let action = format!("create the model `{}`", spec.name);
    let body = json!({
        "experiment_id": run.experiment_id,
        "name": spec.name,
        "source_run_id": run.id,
        "params": spec.params,
        "tags": spec.tags,
    });
    let create = async |api: &Api| {
        let answer: CreateAnswer = api
            .post(action.clone(), "logged-models", Repeat::UnlessSent, &body)
            .await?;
        Ok(answer.model.info)
    };
    let find = async |api: &Api| {
        let body = json!({
            "experiment_ids": [run.experiment_id],
            "filter": format!("source_run_id = '{}' and name = '{}'", run.id, spec.name),
            "max_results": 1,
        });
        let answer: SearchAnswer = api
            .post(
                action.clone(),
                "logged-models/search",
                Repeat::Always,
                &body,
            )
            .await?;
        Ok(answer.models.into_iter().next().map(|model| model.info))
    };
    Schedule::settle(api, create, find).await
}

/// Uploads into an entity and marks it ready, or as failed if anything went wrong.
async fn log_entity(subject: &Subject<'_>, entity: &EntityInfo) -> Result<LoggedModel, Error> {
    let filled = fill(subject, entity).await;
    let status = if filled.is_ok() {
        "LOGGED_MODEL_READY"
    } else {
        "LOGGED_MODEL_UPLOAD_FAILED"
    };
    let marked = set_status(subject.api, &entity.model_id, status).await;
    // What went wrong first is what matters.
    filled.and(marked)?;
    Ok(LoggedModel {
        run_id: subject.run.id.clone(),
        source: format!("models:/{}", entity.model_id),
        location: entity.artifact_uri.clone(),
        model_id: Some(entity.model_id.clone()),
    })
}

async fn fill(subject: &Subject<'_>, entity: &EntityInfo) -> Result<(), Error> {
    let Subject { api, run, spec, .. } = *subject;
    link_output(api, &run.id, &entity.model_id).await?;
    let identity = Identity {
        run_id: &run.id,
        model_id: Some(&entity.model_id),
        artifact_path: &entity.artifact_uri,
    };
    let place = artifacts::place(api, &entity.artifact_uri)?;
    upload(api, &place, directory::assemble(spec, identity)?).await?;
    record(subject, &entity.artifact_uri, Some(&entity.model_id)).await
}

/// `POST runs/outputs`. A second time is refused as not unique, which is what
/// a repetition after a lost answer looks like.
async fn link_output(api: &Api, run_id: &str, model_id: &str) -> Result<(), Error> {
    let action = format!("link the model `{model_id}` to the run `{run_id}`");
    let body = json!({"run_id": run_id, "models": [{"model_id": model_id, "step": 0}]});
    let path = "runs/outputs";
    match api
        .write(action, Method::POST, path, Repeat::Always, &body)
        .await
    {
        Err(Error::Tracker {
            fault: Fault::Invalid { message, .. },
            ..
        }) if message.contains("UNIQUE") => Ok(()),
        linked => linked,
    }
}

/// `PATCH logged-models/{id}`, which wants the id in its body as well.
async fn set_status(api: &Api, model_id: &str, status: &str) -> Result<(), Error> {
    let action = format!("set the status of model `{model_id}` to {status}");
    let path = format!("logged-models/{model_id}");
    let body = json!({"model_id": model_id, "status": status});
    api.write(action, Method::PATCH, &path, Repeat::Always, &body)
        .await
}

/// Puts the model's directory among the run's files.
async fn log_files(subject: &Subject<'_>) -> Result<LoggedModel, Error> {
    let Subject { api, run, spec, .. } = *subject;
    let identity = Identity {
        run_id: &run.id,
        model_id: None,
        artifact_path: &spec.name,
    };
    let location = format!("{}/{}", run.artifact_uri, spec.name);
    let directory = directory::assemble(spec, identity)?;
    let summary = mlmodel::summary(&directory.document).to_string();
    upload(api, &artifacts::place(api, &location)?, directory).await?;
    record(subject, &location, None).await?;
    // It only makes the UI show the model in its list of runs, and some hosted
    // trackers do not have it.
    let action = format!("record the model `{}`", spec.name);
    let body = json!({"run_id": run.id, "model_json": summary});
    let path = "runs/log-model";
    let _ = api
        .write(action, Method::POST, path, Repeat::UnlessSent, &body)
        .await;
    Ok(LoggedModel {
        run_id: run.id.clone(),
        model_id: None,
        source: location.clone(),
        location,
    })
}

/// The `MLmodel` file goes last: where it is, the rest is.
async fn upload(api: &Api, place: &Place, directory: Directory) -> Result<(), Error> {
    artifacts::put_all(api, place, directory.files).await?;
    artifacts::put(api, place, directory.mlmodel).await
}

/// Writes the model's metrics, where it lies, and what else there is into the run.
async fn record(
    subject: &Subject<'_>,
    location: &str,
    model_id: Option<&str>,
) -> Result<(), Error> {
    let mut batch = subject.more.clone();
    let metrics = subject.spec.metrics.iter().cloned();
    let of_model = metrics.map(|metric: Metric| metric.of_model(model_id));
    batch.metrics.extend(of_model);
    batch.tags.push(Tag::new(MODEL_LOCATION_TAG, location));
    let id = model_id.map(|id| Tag::new(MODEL_ID_TAG, id));
    batch.tags.extend(id);
    batches::log(subject.api, &subject.run.id, &batch).await
}
