//! What is known of an alias that is followed, for Prometheus.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::exposition::Exposition;

/// What is known of an alias that is followed.
#[derive(Debug)]
pub(crate) struct Following {
    /// Whether the tracker answered when it was last asked.
    tracker_up: AtomicBool,
    /// Whether the registry has another model than the one that answers.
    stale: AtomicBool,
    /// How often another model could not be loaded.
    failures: AtomicU64,
    /// How often another model took over.
    switches: AtomicU64,
}

impl Following {
    /// `up` says whether the registry had the model that is served to begin with.
    pub(crate) fn new(up: bool) -> Self {
        Self {
            tracker_up: AtomicBool::new(up),
            stale: AtomicBool::new(!up),
            failures: AtomicU64::new(0),
            switches: AtomicU64::new(0),
        }
    }

    /// The tracker did not answer, or not what was asked.
    pub(crate) fn unreachable(&self) {
        self.tracker_up.store(false, Ordering::Relaxed);
    }

    /// The registry has the model that is served.
    pub(crate) fn same(&self) {
        self.tracker_up.store(true, Ordering::Relaxed);
        self.stale.store(false, Ordering::Relaxed);
    }

    /// Another model took over.
    pub(crate) fn switched(&self) {
        self.same();
        self.switches.fetch_add(1, Ordering::Relaxed);
    }

    /// Another model is there and cannot be used.
    pub(crate) fn failed(&self) {
        self.tracker_up.store(true, Ordering::Relaxed);
        self.stale.store(true, Ordering::Relaxed);
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes the samples.
    pub(crate) fn expose(&self, text: &mut Exposition) {
        let flag = |flag: &AtomicBool| u64::from(flag.load(Ordering::Relaxed));
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let samples = [
            (
                "mlops_serve_tracker_up",
                "gauge",
                "Whether the tracker answered when it was last asked.",
                flag(&self.tracker_up),
            ),
            (
                "mlops_serve_model_stale",
                "gauge",
                "Whether the model that answers may be another than the registry names.",
                flag(&self.stale),
            ),
            (
                "mlops_serve_model_load_failures_total",
                "counter",
                "Attempts to load another model that failed.",
                count(&self.failures),
            ),
            (
                "mlops_serve_model_switches_total",
                "counter",
                "Times that another model took over.",
                count(&self.switches),
            ),
        ];
        for (name, kind, help, value) in samples {
            text.metric(name, kind, help);
            text.sample(name, &[], value);
        }
    }
}
