//! Requests, by path and by how they ended.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::exposition::Exposition;
use super::histogram::Histogram;

/// What a request asks for. Paths that are unknown count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// MLflow's scoring protocol.
    Invocations,
    /// Predictions by the Open Inference Protocol.
    Infer,
    /// What the server says of itself there.
    ServerMetadata,
    /// What a model says of itself there.
    ModelMetadata,
    /// Whether the server is there.
    Health,
    /// The version of the program.
    Version,
    /// What Prometheus is told.
    Metrics,
    /// The page for people, and the description of all paths.
    Docs,
    /// Nothing that there is.
    Unknown,
}

impl Route {
    const ALL: [Self; 9] = [
        Self::Invocations,
        Self::Infer,
        Self::ServerMetadata,
        Self::ModelMetadata,
        Self::Health,
        Self::Version,
        Self::Metrics,
        Self::Docs,
        Self::Unknown,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Invocations => "invocations",
            Self::Infer => "infer",
            Self::ServerMetadata => "server_metadata",
            Self::ModelMetadata => "model_metadata",
            Self::Health => "health",
            Self::Version => "version",
            Self::Metrics => "metrics",
            Self::Docs => "docs",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is for predictions, of which the time is told.
    pub(crate) const fn predicts(self) -> bool {
        matches!(self, Self::Invocations | Self::Infer)
    }
}

/// The statuses that the server gives, and 0 for any other.
const STATUSES: [u16; 11] = [200, 400, 401, 404, 405, 408, 413, 415, 500, 503, 0];

/// Seconds, from a tenth of a millisecond to ten seconds.
const SECONDS: &[f64] = &[
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

/// Requests since the server started.
#[derive(Debug)]
pub(crate) struct Requests {
    /// For each route and status.
    counts: Box<[AtomicU64]>,
    /// From the whole head of a request to its answer, the reading of the body included.
    seconds: Histogram,
    under_way: AtomicI64,
}

/// A request that is under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay<'a>(&'a AtomicI64);

impl Requests {
    pub(crate) fn new() -> Self {
        let count = Route::ALL.len() * STATUSES.len();
        Self {
            counts: (0..count).map(|_| AtomicU64::new(0)).collect(),
            seconds: Histogram::new(SECONDS),
            under_way: AtomicI64::new(0),
        }
    }

    /// States that a request is under way.
    pub(crate) fn begin(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.under_way)
    }

    /// Counts a request.
    pub(crate) fn count(&self, route: Route, status: u16, time: Duration) {
        let statuses = STATUSES.iter();
        let status = statuses.clone().position(|&known| known == status);
        let status = status.unwrap_or(STATUSES.len() - 1);
        let at = route as usize * STATUSES.len() + status;
        self.counts[at].fetch_add(1, Ordering::Relaxed);
        if route.predicts() {
            self.seconds.observe_all([time.as_secs_f64()]);
        }
    }

    /// Writes the samples. Of statuses that were never given, only those of predictions are told.
    pub(crate) fn expose(&self, text: &mut Exposition) {
        let name = "mlops_serve_requests_total";
        text.metric(name, "counter", "Requests by what they asked for and the status of the answer; `other` is any status not listed.");
        for (route, counts) in Route::ALL.iter().zip(self.counts.chunks(STATUSES.len())) {
            for (status, count) in STATUSES.iter().zip(counts) {
                let count = count.load(Ordering::Relaxed);
                let code = if *status == 0 {
                    "other".to_owned()
                } else {
                    status.to_string()
                };
                if count > 0 || route.predicts() {
                    text.sample(name, &[("route", route.label()), ("code", &code)], count);
                }
            }
        }
        let name = "mlops_serve_requests_in_progress";
        text.metric(name, "gauge", "Requests that are being read or answered.");
        text.sample(name, &[], self.under_way.load(Ordering::Relaxed));
        let name = "mlops_serve_request_duration_seconds";
        text.metric(
            name,
            "histogram",
            "Time from the head of a request for predictions to its answer.",
        );
        self.seconds.expose(text, name, &[]);
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_counted_at_the_places_that_they_are_told_from() {
        let places = Route::ALL.map(|route| route as usize);
        assert!(places.into_iter().eq(0..Route::ALL.len()), "{places:?}");
        let requests = Requests::new();
        requests.count(Route::Docs, 200, Duration::ZERO);
        requests.count(Route::Infer, 418, Duration::from_millis(3));
        let mut text = Exposition::default();
        requests.expose(&mut text);
        let text = text.finish();
        for sample in [
            "mlops_serve_requests_total{route=\"docs\",code=\"200\"} 1\n",
            "mlops_serve_requests_total{route=\"infer\",code=\"other\"} 1\n",
            "mlops_serve_request_duration_seconds_bucket{le=\"0.0025\"} 0\n",
            "mlops_serve_request_duration_seconds_bucket{le=\"0.005\"} 1\n",
        ] {
            assert!(text.contains(sample), "{sample} in {text}");
        }
    }
}
