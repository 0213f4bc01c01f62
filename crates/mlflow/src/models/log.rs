//! Putting a model on the tracker: as a logged model where the tracker has those
//! (MLflow 3), as files of the run elsewhere.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::directory::{self, Directory};
use super::mlmodel::{self, Identity};
use super::{LoggedModel, ModelSpec};
use crate::artifacts::{self, ArtifactRoot};
use crate::error::{Error, Fault};
use crate::tags::{MODEL_ID, MODEL_LOCATION};
use crate::tracking::batches::{self, Batch, Metric, Tag};
use crate::tracking::runs::Run;
use crate::transport::{Api, Idempotency, create_once};

/// Logs a model in the form that the tracker knows. Which one that is, the
/// attempt itself tells: asking first would cost a request on every tracker.
pub(crate) async fn log(
    api: &Api,
    run: &Run,
    spec: &ModelSpec,
    more: &Batch,
) -> Result<LoggedModel, Error> {
    check(spec)?;
    let context = LogContext {
        api,
        run,
        spec,
        more,
    };
    if !api.lacks_logged_models() {
        match create(api, run, spec).await {
            Ok(created) => return log_as_logged_model(&context, &created).await,
            Err(error) if error.is_unsupported() => api.set_lacks_logged_models(),
            Err(error) => return Err(error),
        }
    }
    log_as_run_files(&context).await
}

/// What is being logged, and where.
struct LogContext<'a> {
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
    Err(Error::Unusable {
        action: format!("log the model `{}`", spec.name),
        problem,
    })
}

/// A model as MLflow 3 describes it.
#[derive(Deserialize)]
struct ModelMessage {
    info: ModelInfo,
}

#[derive(Deserialize)]
struct ModelInfo {
    model_id: String,
    artifact_uri: String,
}

#[derive(Deserialize)]
struct CreateResponse {
    model: ModelMessage,
}

#[derive(Deserialize)]
struct SearchResponse {
    #[serde(default)]
    models: Vec<ModelMessage>,
}

/// `POST logged-models`; on doubt `POST logged-models/search` by the run.
async fn create(api: &Api, run: &Run, spec: &ModelSpec) -> Result<ModelInfo, Error> {
    let action = format!("create the model `{}`", spec.name);
    let body = json!({
        "experiment_id": run.experiment_id,
        "name": spec.name,
        "source_run_id": run.id,
        "params": spec.params,
        "tags": spec.tags,
    });
    let create = async |api: &Api| {
        let response: CreateResponse = api
            .post(action.clone(), "logged-models", Idempotency::No, &body)
            .await?;
        Ok(response.model.info)
    };
    let find = async |api: &Api| {
        let body = json!({
            "experiment_ids": [run.experiment_id],
            "filter": format!("source_run_id = '{}' and name = '{}'", run.id, spec.name),
            "max_results": 1,
        });
        let response: SearchResponse = api
            .post(
                action.clone(),
                "logged-models/search",
                Idempotency::Yes,
                &body,
            )
            .await?;
        Ok(response.models.into_iter().next().map(|model| model.info))
    };
    create_once(api, create, find).await
}

/// Uploads the files of a logged model and marks it ready, or as failed if anything went
/// wrong.
async fn log_as_logged_model(
    context: &LogContext<'_>,
    created: &ModelInfo,
) -> Result<LoggedModel, Error> {
    let filled = fill(context, created).await;
    let status = if filled.is_ok() {
        "LOGGED_MODEL_READY"
    } else {
        "LOGGED_MODEL_UPLOAD_FAILED"
    };
    let marked = set_status(context.api, &created.model_id, status).await;
    // What went wrong first is what matters.
    filled.and(marked)?;
    Ok(LoggedModel {
        run_id: context.run.id.clone(),
        source: format!("models:/{}", created.model_id),
        location: created.artifact_uri.clone(),
        model_id: Some(created.model_id.clone()),
    })
}

async fn fill(context: &LogContext<'_>, created: &ModelInfo) -> Result<(), Error> {
    let LogContext { api, run, spec, .. } = *context;
    link_output(api, &run.id, &created.model_id).await?;
    let identity = Identity {
        run_id: &run.id,
        model_id: Some(&created.model_id),
        artifact_path: &created.artifact_uri,
    };
    let root = ArtifactRoot::resolve(api, &created.artifact_uri)?;
    upload(api, &root, directory::assemble(spec, identity)?).await?;
    record(context, &created.artifact_uri, Some(&created.model_id)).await
}

/// `POST runs/outputs`. A second time is refused as not unique, which is what
/// a repetition after a lost answer looks like.
async fn link_output(api: &Api, run_id: &str, model_id: &str) -> Result<(), Error> {
    let action = format!("link the model `{model_id}` to the run `{run_id}`");
    let body = json!({"run_id": run_id, "models": [{"model_id": model_id, "step": 0}]});
    let path = "runs/outputs";
    match api
        .write(action, Method::POST, path, Idempotency::Yes, &body)
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
    api.write(action, Method::PATCH, &path, Idempotency::Yes, &body)
        .await
}

/// Puts the model's directory among the run's files.
async fn log_as_run_files(context: &LogContext<'_>) -> Result<LoggedModel, Error> {
    let LogContext { api, run, spec, .. } = *context;
    let identity = Identity {
        run_id: &run.id,
        model_id: None,
        artifact_path: &spec.name,
    };
    let location = format!("{}/{}", run.artifact_uri, spec.name);
    let directory = directory::assemble(spec, identity)?;
    let summary = mlmodel::summary(&directory.document).to_string();
    upload(api, &ArtifactRoot::resolve(api, &location)?, directory).await?;
    record(context, &location, None).await?;
    // It only makes the UI show the model in its list of runs, and some hosted
    // trackers do not have it.
    let action = format!("record the model `{}`", spec.name);
    let body = json!({"run_id": run.id, "model_json": summary});
    let path = "runs/log-model";
    let _ = api
        .write(action, Method::POST, path, Idempotency::No, &body)
        .await;
    Ok(LoggedModel {
        run_id: run.id.clone(),
        model_id: None,
        source: location.clone(),
        location,
    })
}

/// The `MLmodel` file goes last: where it is, the rest is.
async fn upload(api: &Api, root: &ArtifactRoot, directory: Directory) -> Result<(), Error> {
    artifacts::put_all(api, root, directory.files).await?;
    artifacts::put(api, root, directory.mlmodel).await
}

/// Writes the model's metrics, where it lies, and what else there is into the run.
async fn record(
    context: &LogContext<'_>,
    location: &str,
    model_id: Option<&str>,
) -> Result<(), Error> {
    let mut batch = context.more.clone();
    let metrics = context.spec.metrics.iter().cloned();
    let of_model = metrics.map(|metric: Metric| metric.of_model(model_id));
    batch.metrics.extend(of_model);
    batch.tags.push(Tag::new(MODEL_LOCATION, location));
    let id = model_id.map(|id| Tag::new(MODEL_ID, id));
    batch.tags.extend(id);
    batches::log(context.api, &context.run.id, &batch).await
}
