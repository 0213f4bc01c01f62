//! Which calls may be repeated after which failure, and when.
//!
//! A create that is repeated blindly leaves ghosts behind; a read that is not
//! repeated fails a training run for a hiccup. So every call states its class,
//! and a create that may or may not have been carried out is looked for before
//! it is sent again ([`Schedule::settle`]).

use std::time::Duration;

use tokio::time::Instant;

use crate::config::Retries;
use crate::error::{Error, Fault};
use crate::transport::api::Api;

/// Whether carrying out a call twice does harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Reads, upserts and writes that the tracker deduplicates.
    Always,
    /// The same, where a 500 is a lasting answer: MLflow 2 answers a missing
    /// artifact with it.
    UnlessCrashed,
    /// Creates: repeated only if they cannot have been carried out.
    UnlessSent,
}

impl Repeat {
    /// Whether a call of this class is sent again after `fault`.
    pub(crate) fn allows(self, fault: &Fault) -> bool {
        match fault {
            // Not carried out, for certain.
            Fault::Unreachable { .. }
            | Fault::Server { status: 429, .. }
            | Fault::Invalid { status: 408, .. } => true,
            Fault::Server { status: 500, .. } => self == Self::Always,
            Fault::Disconnected { .. }
            | Fault::Timeout { .. }
            | Fault::Server {
                status: 502..=504, ..
            } => self != Self::UnlessSent,
            _ => false,
        }
    }
}

/// The waits of one logical call.
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
        if pause > self.rest() {
            return false;
        }
        tokio::time::sleep(pause).await;
        true
    }

    /// `factor * 2^failures` seconds plus jitter, or as long as the tracker asks.
    fn pause(&self, retry_after: Option<Duration>) -> Duration {
        let jitter = Duration::from_secs_f64(self.retries.jitter * fastrand::f64());
        let asked = retry_after.filter(|_| self.retries.respect_retry_after);
        let backoff = self.retries.backoff_factor * f64::from(1 << self.failures.min(16));
        // Whoever asked for more than the sum can hold is not asked again anyway.
        asked
            .unwrap_or_else(|| Duration::from_secs_f64(backoff))
            .saturating_add(jitter)
    }

    /// What is left of the budget.
    fn rest(&self) -> Duration {
        self.retries.budget.saturating_sub(self.started.elapsed())
    }

    /// Creates something exactly once, as far as a client can: after a failure
    /// that leaves it open whether the tracker carried out the request, `find`
    /// looks for the thing before `create` is sent again.
    ///
    /// A request that is still under way when `find` answers cannot be seen:
    /// a tracker that stalls, or a proxy before it, may carry it out long
    /// after the client gave up. After a timeout `find` therefore looks for as
    /// long again; what takes more than twice the limit may be made twice. The
    /// budget is one for all that `create` and `find` do through the [`Api`]
    /// they are given.
    pub(crate) async fn settle<T>(
        api: &'a Api,
        create: impl AsyncFn(&Api) -> Result<T, Error>,
        find: impl AsyncFn(&Api) -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        let mut schedule = Self::new(&api.config().retries);
        loop {
            let failure = match create(&api.within(schedule.rest())).await {
                Err(error) if error.leaves_doubt() => error,
                settled => return settled,
            };
            if !schedule.wait(None).await {
                return Err(failure);
            }
            let find = async || find(&api.within(schedule.rest())).await;
            if let Some(found) = look(failure.fault(), &find).await? {
                return Ok(found);
            }
        }
    }
}

/// How often a create that may be under way is looked for.
const LOOKS: u32 = 4;

/// What `find` finds: at once, or in the time that a late request may need.
async fn look<T>(
    fault: Option<&Fault>,
    find: &impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    if let Some(Fault::Timeout { limit, .. }) = fault {
        for _ in 0..LOOKS {
            if let Some(found) = find().await? {
                return Ok(Some(found));
            }
            tokio::time::sleep(*limit / LOOKS).await;
        }
    }
    find().await
}
