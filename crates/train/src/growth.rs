//! What is seen of a model while it is trained: on stderr and, of a forest, in its run.

mod curve;

use std::time::Duration;

use mlflow::{Client, Metric, RunHandle};
use params::Params;
use stage::progress::{Progress, Unit};

use curve::Curve;

/// How often the run gets a point.
const INTERVAL: Duration = Duration::from_secs(10);

/// The training of a model. Only a forest can tell how far it is.
pub(crate) struct Growth {
    progress: Option<Progress>,
    /// Of a forest.
    curve: Option<Curve>,
}

impl Growth {
    /// Begins with a model that has learnt nothing yet.
    pub(crate) fn start(params: &Params, client: &Client, run: &RunHandle) -> Self {
        let Some(forest) = params.train.forest() else {
            let step = format!("train: fitting {}", params.train.model_type());
            return Self {
                progress: Some(Progress::untold(step)),
                curve: None,
            };
        };
        let trees = u64::try_from(forest.n_estimators).ok();
        Self {
            progress: Some(Progress::start("train: growing trees", Unit::Trees, trees)),
            curve: Some(Curve::start(client, run.id(), INTERVAL)),
        }
    }

    /// Nobody watches.
    #[cfg(test)]
    pub(crate) fn unseen() -> Self {
        Self {
            progress: None,
            curve: None,
        }
    }

    /// Counts a tree that is grown, on any thread.
    pub(crate) fn on_tree(&self) {
        if let (Some(progress), Some(curve)) = (&self.progress, &self.curve) {
            progress.add(1);
            curve.add_tree();
        }
    }

    /// Ends when the model is trained, and gives the last point of the run's curve, if it has one.
    pub(crate) fn finish(self) -> Option<Metric> {
        self.curve?.finish()
    }
}
