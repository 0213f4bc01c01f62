//! The trees grown over time, as a metric of the run: the page of a run that is under way shows
//! how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use mlflow::{Batch, Client, Error, Metric};
use stage::exit::with_causes;

/// The metric: how many trees there are, by the seconds since the growth began.
const TREES_GROWN: &str = "trees_grown";

/// A curve that gets a point now and then, from a thread of its own: a tracker that is slow or
/// refuses holds up no tree.
pub(crate) struct Curve {
    growth: Arc<Growing>,
    /// Dropped when the growth is over, which ends the thread unless it waits for an answer.
    /// Nobody waits for it.
    _under_way: Sender<()>,
}

struct Growing {
    since: Instant,
    trees: AtomicU64,
    /// Whether the run has a point.
    logged: AtomicBool,
}

impl Curve {
    /// Begins the growth. The first point comes after `interval`: short ones have none.
    pub(crate) fn start(client: &Client, run_id: &str, interval: Duration) -> Self {
        let growth = Arc::new(Growing {
            since: Instant::now(),
            trees: AtomicU64::new(0),
            logged: AtomicBool::new(false),
        });
        let (under_way, over) = mpsc::channel();
        let (growing, client, run_id) = (Arc::clone(&growth), client.clone(), run_id.to_owned());
        let log = move |metric| {
            let batch = Batch {
                metrics: vec![metric],
                ..Batch::default()
            };
            client.log(&run_id, &batch)
        };
        // Without the thread there is no curve, which is no reason not to train.
        let _ = thread::Builder::new().spawn(move || growing.log_points(&over, interval, log));
        Self {
            growth,
            _under_way: under_way,
        }
    }

    pub(crate) fn add_tree(&self) {
        self.growth.trees.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends the growth. Gives its last point, to be logged with the rest, if there are others.
    pub(crate) fn finish(self) -> Option<Metric> {
        let has_points = self.growth.logged.load(Ordering::Relaxed);
        has_points.then(|| self.growth.point())
    }
}

impl Growing {
    /// Logs a point after each `interval` until the growth is over. A failure is told once.
    fn log_points(
        &self,
        over: &Receiver<()>,
        interval: Duration,
        log: impl Fn(Metric) -> Result<(), Error>,
    ) {
        let mut told = false;
        while over.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
            match log(self.point()) {
                Ok(()) => self.logged.store(true, Ordering::Relaxed),
                Err(error) if !told => {
                    let error = with_causes(&error);
                    println!("train: going on without `{TREES_GROWN}` in the tracker: {error}");
                    told = true;
                }
                Err(_) => {}
            }
        }
    }

    fn point(&self) -> Metric {
        let seconds = self.since.elapsed().as_secs();
        Metric {
            step: i64::try_from(seconds).unwrap_or(i64::MAX),
            ..Metric::new(TREES_GROWN, self.trees.load(Ordering::Relaxed) as f64)
        }
    }
}

#[cfg(test)]
mod tests;
