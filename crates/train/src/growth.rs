//! What is seen of a forest while it grows: on stderr, and in its run.

mod curve;

use std::time::Duration;

use mlflow::{Client, Metric, RunHandle};
use params::Params;
use stage::progress::{Progress, Unit};

use curve::Curve;

/// How often the run gets a point.
const INTERVAL: Duration = Duration::from_secs(10);

/// The growth of a forest. The other families have nothing to show.
pub(crate) struct Growth(Option<Shown>);

struct Shown {
    progress: Progress,
    curve: Curve,
}

impl Growth {
    /// Begins with a forest that has no tree yet.
    pub(crate) fn start(params: &Params, client: &Client, run: &RunHandle) -> Self {
        let shown = params.train.forest().map(|forest| {
            let trees = u64::try_from(forest.n_estimators).ok();
            Shown {
                progress: Progress::start("train: growing trees", Unit::Trees, trees),
                curve: Curve::start(client, run.id(), INTERVAL),
            }
        });
        Self(shown)
    }

    /// Nobody watches.
    #[cfg(test)]
    pub(crate) fn unseen() -> Self {
        Self(None)
    }

    /// Counts a tree that is grown, on any thread.
    pub(crate) fn on_tree(&self) {
        if let Some(shown) = &self.0 {
            shown.progress.add(1);
            shown.curve.add_tree();
        }
    }

    /// Ends with the last tree, and gives the last point of the run's curve, if it has one.
    pub(crate) fn finish(self) -> Option<Metric> {
        self.0?.curve.finish()
    }
}
