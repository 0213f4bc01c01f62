//! Creating something once, although the answer to a create may be lost.

use std::time::Duration;

use super::api::Api;
use super::retry::Schedule;
use crate::error::{Error, Fault};

/// How often a create that may still be under way is looked for.
const FINDS_AFTER_TIMEOUT: u32 = 4;

/// Creates something exactly once, as far as a client can: after a failure that leaves
/// it open whether the tracker carried out the request, `find` looks for the thing
/// before `create` is sent again.
///
/// A request that is still under way when `find` answers cannot be seen: a tracker that
/// stalls, or a proxy before it, may carry it out long after the client gave up. After a
/// timeout `find` therefore looks for as long again; what takes more than twice the
/// limit may be made twice. The budget is one for all that `create` and `find` do
/// through the [`Api`] they are given.
pub(crate) async fn create_once<T>(
    api: &Api,
    create: impl AsyncFn(&Api) -> Result<T, Error>,
    find: impl AsyncFn(&Api) -> Result<Option<T>, Error>,
) -> Result<T, Error> {
    let mut schedule = Schedule::new(&api.config().retries);
    loop {
        let failure = match create(&api.with_budget(schedule.remaining())).await {
            Err(error) if error.leaves_doubt() => error,
            settled => return settled,
        };
        if !schedule.wait(None).await {
            return Err(failure);
        }
        let find = async || find(&api.with_budget(schedule.remaining())).await;
        let found = match failure.fault() {
            Some(Fault::Timeout { limit, .. }) => find_late(*limit, &find).await?,
            _ => find().await?,
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
}

/// What `find` finds within `limit`, which is the time that a late request may need.
async fn find_late<T>(
    limit: Duration,
    find: &impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    for _ in 0..FINDS_AFTER_TIMEOUT {
        if let Some(found) = find().await? {
            return Ok(Some(found));
        }
        tokio::time::sleep(limit / FINDS_AFTER_TIMEOUT).await;
    }
    find().await
}
