//! What the training takes of the machine, as curves in its run: on request (`tracking.system_metrics`).
//!
//! Names and units are MLflow's own, so that its page of system metrics shows them. They are of the container:
//! of its control group where there is one, else of the machine.

mod sample;

use std::error::Error;
use std::mem;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use mlflow::{Batch, Client, Metric, RunHandle};
use stage::exit::with_causes;

use sample::Sampler;

/// How often a sample is taken; MLflow's own interval is ten seconds, in which a training of iris has ended.
const INTERVAL: Duration = Duration::from_secs(1);
/// How many samples are written at a time.
const SAMPLES: i64 = 10;

/// The sampling. It ends when this is dropped, and what was sampled is written.
pub(crate) struct SystemMetrics {
    /// Dropped first, which ends the thread.
    under_way: Option<Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl SystemMetrics {
    /// Begins to sample for `run`.
    pub(crate) fn start(client: &Client, run: &RunHandle) -> Self {
        let (under_way, over) = mpsc::channel();
        let (client, run_id) = (client.clone(), run.id().to_owned());
        let log = move |metrics| {
            let batch = Batch {
                metrics,
                ..Batch::default()
            };
            client.log(&run_id, &batch)
        };
        // Without the thread there are no curves, which is no reason not to train.
        let thread = thread::Builder::new().spawn(move || log_samples(&over, INTERVAL, log));
        Self {
            under_way: Some(under_way),
            thread: thread.ok(),
        }
    }
}

impl Drop for SystemMetrics {
    fn drop(&mut self) {
        drop(self.under_way.take());
        // A panic there was told when it came, and curves that are missing are no reason to lose a model.
        let _ = self.thread.take().map(thread::JoinHandle::join);
    }
}

/// Takes a sample now, after each `interval`, and when the training is over. A failure is told once.
fn log_samples<E: Error + 'static>(
    over: &Receiver<()>,
    interval: Duration,
    log: impl Fn(Vec<Metric>) -> Result<(), E>,
) {
    let mut sampler = Sampler::start();
    let (mut waiting, mut taken, mut told) = (Vec::new(), 0, false);
    loop {
        let is_over = over.recv_timeout(interval) != Err(RecvTimeoutError::Timeout);
        let values = sampler.sample().into_iter();
        waiting.extend(values.map(|(name, value)| Metric {
            step: taken,
            ..Metric::new(format!("system/{name}"), value)
        }));
        taken += 1;
        let is_due = taken % SAMPLES == 0;
        if (is_due || is_over)
            && let Err(error) = log(mem::take(&mut waiting))
            && !mem::replace(&mut told, true)
        {
            let error = with_causes(&error);
            println!("train: going on without system metrics in the tracker: {error}");
        }
        if is_over {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn samples_are_written_by_tens_and_the_last_ones_at_the_end() {
        let (under_way, over) = mpsc::channel::<()>();
        let batches = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let batches = &batches;
            let sampling = scope.spawn(move || {
                log_samples(&over, Duration::from_millis(5), |metrics| {
                    batches.lock().unwrap().push(metrics);
                    Ok::<(), Infallible>(())
                });
            });
            while batches.lock().unwrap().is_empty() {
                thread::sleep(Duration::from_millis(1));
            }
            drop(under_way);
            sampling.join().unwrap();
        });
        let batches = batches.into_inner().unwrap();
        let steps = |batch: &[Metric]| batch.iter().map(|one| one.step).max();
        assert_eq!(steps(&batches[0]), Some(9));
        assert!(batches.len() >= 2, "the last samples are written as well");
        let names: Vec<_> = batches[0].iter().map(|one| one.key.as_str()).collect();
        for name in [
            "system/cpu_utilization_percentage",
            "system/system_memory_usage_megabytes",
        ] {
            assert!(names.contains(&name), "{names:?}");
        }
    }
}
