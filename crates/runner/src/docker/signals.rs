//! The signals that end a stage.

use std::fs;
use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use signal_hook::flag;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT, SIGTERM, SIGHUP and SIGQUIT, caught from now on.
pub(super) struct Signals(Vec<(SignalKind, Signal)>);

/// Whether one of them has come since, for whoever runs several containers.
#[derive(Clone, Debug)]
pub(crate) struct Pending(Arc<AtomicUsize>);

impl Pending {
    /// Looks out for them from now on.
    pub(crate) fn catch() -> io::Result<Self> {
        let came = Arc::new(AtomicUsize::new(0));
        for kind in kinds() {
            let number = kind.as_raw_value();
            let known = usize::try_from(number).unwrap_or_default();
            flag::register_usize(number, Arc::clone(&came), known)?;
        }
        Ok(Self(came))
    }

    /// The number of the last one that came.
    pub(crate) fn came(&self) -> Option<u8> {
        let number = self.0.load(Ordering::SeqCst);
        u8::try_from(number).ok().filter(|number| *number > 0)
    }
}

fn kinds() -> Vec<SignalKind> {
    let mut kinds = vec![
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::quit(),
    ];
    // Under `nohup` a stage outlives its terminal.
    if !is_ignored(SignalKind::hangup()) {
        kinds.push(SignalKind::hangup());
    }
    kinds
}

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        let caught = kinds().into_iter().map(|kind| Ok((kind, signal(kind)?)));
        caught.collect::<io::Result<_>>().map(Self)
    }

    /// The next one; one that came since the last call, at once.
    pub(super) async fn next(&mut self) -> SignalKind {
        poll_fn(|context| {
            let mut caught = self.0.iter_mut();
            let next = caught.find_map(|(kind, signal)| {
                let came = signal.poll_recv(context).is_ready();
                came.then_some(*kind)
            });
            next.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

/// Whether this process was started with the signal ignored: bit `n - 1` of `SigIgn` in
/// `/proc/self/status`. Where there is no such file, it was not.
fn is_ignored(kind: SignalKind) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.unwrap_or_default() >> (kind.as_raw_value() - 1) & 1 == 1
}

#[cfg(test)]
mod tests {
    use signal_hook::consts::SIGQUIT;
    use signal_hook::low_level::raise;
    use tokio::runtime::Builder;

    use super::*;

    #[test]
    fn a_signal_that_came_before_the_question_is_answered_with() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let next = runtime.block_on(async {
            let mut signals = Signals::new().unwrap();
            raise(SIGQUIT).unwrap();
            signals.next().await
        });
        assert_eq!(next, SignalKind::quit());
    }
}
