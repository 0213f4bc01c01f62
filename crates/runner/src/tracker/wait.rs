//! Waiting for the server's first answer.
//!
//! Nothing is fixed about how long a start takes: seconds on a quiet machine, minutes on a
//! busy one. So what the server does is watched, and not the clock. As long as it uses the
//! processor it is at work; an idle one that still does not answer never will.

use std::thread;
use std::time::{Duration, Instant};

use mlflow::{Client, Config, Fault};

use super::own::published_url;
use super::{OwnTracker, TrackerError};
use crate::docker::Daemon;

/// How often the server is asked.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// How often it is asked before its container is looked at.
const POLLS: u32 = 5;
/// How often a person is told that it goes on.
const NOTICE_INTERVAL: Duration = Duration::from_secs(30);
/// How many lines of its log are shown when it does not work.
const LOG_LINES: usize = 20;

/// How long the server may use hardly any of the processor.
const STANDSTILL: Duration = Duration::from_mins(2);
/// What it uses at least in that time while it starts. An idle server wakes now and then, which
/// adds up to 0.4 seconds in two minutes.
const WORK: Duration = Duration::from_secs(1);
/// With how much work a start has gone astray: one takes 5 seconds of the processor, and its
/// database may have to be migrated.
const ASTRAY: Duration = Duration::from_mins(15);

/// Waits until the server of `tracker` answers, and gives its address on the host.
///
/// # Errors
///
/// When its container ends, or it does not answer and has stopped working on it, or Docker does
/// not answer.
pub(super) fn wait(tracker: &OwnTracker, daemon: &Daemon) -> Result<String, TrackerError> {
    let failed = |problem| {
        let container = tracker.container.clone();
        let log = daemon.logs(&container, LOG_LINES)?;
        Err(TrackerError::Failed {
            container,
            problem,
            log,
        })
    };
    let began = Instant::now();
    let mut start = None;
    let mut notices = 1;
    loop {
        let found = match tracker.running(daemon) {
            Err(TrackerError::NotRunning { .. }) => return failed("its container has ended"),
            found => found?,
        };
        let url = published_url(&found).ok_or_else(|| tracker.not_running())?;
        if answers_soon(&url) {
            return Ok(url);
        }
        let (now, used) = (Instant::now(), daemon.processor_time(&tracker.container)?);
        if !start
            .get_or_insert(Start::new(now, used))
            .goes_on(now, used)
        {
            return failed("it does not answer, and no longer works on it");
        }
        if began.elapsed() >= NOTICE_INTERVAL * notices {
            notices += 1;
            let seconds = began.elapsed().as_secs();
            eprintln!("tracker: still starting after {seconds} s; the machine is busy");
        }
    }
}

/// Whether the server at `url` answers a call of its interface now.
pub(super) fn answers(url: &str) -> bool {
    client(url).is_some_and(|client| is_answered(&client))
}

/// Whether it does so within a second.
fn answers_soon(url: &str) -> bool {
    let client = client(url);
    (0..POLLS).any(|_| {
        let answered = client.as_ref().is_some_and(is_answered);
        if !answered {
            thread::sleep(POLL_INTERVAL);
        }
        answered
    })
}

/// A client that tries once.
fn client(url: &str) -> Option<Client> {
    let config = Config::from_lookup(|name| match name {
        "MLFLOW_TRACKING_URI" => Some(url.to_owned()),
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES" => Some("0".to_owned()),
        _ => None,
    });
    Client::connect(config.ok()?).ok()
}

/// Be it with an error: whoever makes the next call gets that one in full.
fn is_answered(client: &Client) -> bool {
    match client.find_experiment("Default") {
        Ok(_) => true,
        Err(error) => !matches!(
            error.fault(),
            None | Some(
                Fault::Unreachable { .. } | Fault::Disconnected { .. } | Fault::Timeout { .. }
            )
        ),
    }
}

/// A start that is under way.
struct Start {
    /// What the container had used of the processor when it was first looked at.
    before: Duration,
    /// When it was last seen to have done a piece of work, and what it had used then.
    worked: (Instant, Duration),
}

impl Start {
    fn new(now: Instant, used: Duration) -> Self {
        Self {
            before: used,
            worked: (now, used),
        }
    }

    /// Whether to wait on, now that the container has used this much of the processor.
    fn goes_on(&mut self, now: Instant, used: Duration) -> bool {
        if used >= self.worked.1 + WORK {
            self.worked = (now, used);
        }
        let standstill = now.duration_since(self.worked.0);
        standstill < STANDSTILL && used < self.before + ASTRAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many seconds the waiting ends, within three hours, where the container uses
    /// `share` of a processor for so many seconds.
    fn ends_after(share: f64, seconds: u64) -> Option<u64> {
        let began = Instant::now();
        let before = Duration::from_hours(2);
        let mut start = Start::new(began, before);
        (0..3 * 3600).find(|&second| {
            let now = began + Duration::from_secs(second);
            let worked = u32::try_from(second.min(seconds)).unwrap();
            !start.goes_on(now, before + Duration::from_secs(1).mul_f64(share) * worked)
        })
    }

    /// On a busy machine the first start failed after 72 seconds, and the server answered a moment
    /// later: it had been given its share of the processor, and no more.
    #[test]
    fn a_start_may_take_as_long_as_the_machine_makes_it_take() {
        assert_eq!(ends_after(0.02, 3 * 3600), None);
    }

    #[test]
    fn a_server_that_stops_working_without_an_answer_is_given_up() {
        assert_eq!(ends_after(1.0, 10), Some(130));
        assert_eq!(ends_after(0.0, 0), Some(120));
    }

    #[test]
    fn a_server_that_is_idle_or_goes_in_circles_is_given_up() {
        assert_eq!(ends_after(0.004, 3 * 3600), Some(120));
        assert_eq!(ends_after(1.0, 3 * 3600), Some(900));
    }

    #[test]
    fn a_server_that_refuses_answers_and_one_that_is_not_there_does_not() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            let _ = std::io::Read::read(&mut connection, &mut [0; 4096]);
            let refusal =
                b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            std::io::Write::write_all(&mut connection, refusal).unwrap();
        });
        assert!(answers(&url));
        server.join().unwrap();
        assert!(!answers(&url));
    }
}
