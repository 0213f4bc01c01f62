//! Which calls may be repeated after which failure, and when.
//!
//! A create that is repeated blindly leaves duplicates behind; a read that is not
//! repeated fails a training run for a hiccup. So every call states its idempotency,
//! and a create that may or may not have been carried out is looked for before it is
//! sent again (`create_once`).

use std::time::Duration;

use tokio::time::Instant;

use crate::config::Retries;
use crate::error::Fault;
use crate::random;

/// Whether carrying out a call twice does harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// Reads, upserts and writes that the tracker deduplicates.
    Yes,
    /// The same, where a 500 is a final answer: MLflow 2 answers a missing artifact
    /// with it.
    FinalOn500,
    /// Creates: repeated only if they cannot have been carried out.
    No,
}

impl Idempotency {
    /// Whether a call is sent again after `fault`.
    pub(crate) fn allows_retry_after(self, fault: &Fault) -> bool {
        match fault {
            // Not carried out, for certain.
            Fault::Unreachable { .. }
            | Fault::Server { status: 429, .. }
            | Fault::Invalid { status: 408, .. } => true,
            Fault::Server { status: 500, .. } => self == Self::Yes,
            Fault::Disconnected { .. }
            | Fault::Timeout { .. }
            | Fault::Server {
                status: 502..=504, ..
            } => self != Self::No,
            _ => false,
        }
    }
}

/// The waits between the attempts of one logical call.
#[derive(Debug)]
pub(crate) struct Schedule<'a> {
    retries: &'a Retries,
    started: Instant,
    failures: u32,
}

impl<'a> Schedule<'a> {
    pub(crate) fn new(retries: &'a Retries) -> Self {
        Self {
            retries,
            started: Instant::now(),
            failures: 0,
        }
    }

    /// Waits before the next attempt, or says that there is none left.
    pub(crate) async fn wait(&mut self, retry_after: Option<Duration>) -> bool {
        if self.failures >= self.retries.limit {
            return false;
        }
        let pause = self.pause(retry_after);
        self.failures += 1;
        if pause > self.remaining() {
            return false;
        }
        tokio::time::sleep(pause).await;
        true
    }

    /// `factor * 2^failures` seconds plus jitter, or as long as the tracker asks.
    fn pause(&self, retry_after: Option<Duration>) -> Duration {
        let jitter = Duration::from_secs_f64(random::seconds_below(self.retries.jitter));
        let asked = retry_after.filter(|_| self.retries.respect_retry_after);
        let backoff = self.retries.backoff_factor * f64::from(1 << self.failures.min(16));
        // A tracker that asks for more than the sum can hold is not asked again anyway.
        asked
            .unwrap_or_else(|| Duration::from_secs_f64(backoff))
            .saturating_add(jitter)
    }

    /// What is left of the budget.
    pub(crate) fn remaining(&self) -> Duration {
        self.retries.budget.saturating_sub(self.started.elapsed())
    }
}
