//! What a person sees while the queue is at work: a line for each experiment that has ended.

use params::shorten::counted;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use experiments::{Ended, Follower, Look, Outcome};
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use stage::exit::Exit;

use super::ExpError;
use super::worker::Worker;
use crate::args::Exp;

/// How often the queue is looked at.
const INTERVAL: Duration = Duration::from_millis(200);
/// How many experiments run at a time where nobody says.
const JOBS: usize = 2;
/// How often the queue is started again while nothing comes of it.
const STARTS: usize = 3;

/// Follows the queue to its end, and starts it where it is not at work. Gives the exit code of
/// the first experiment that failed.
///
/// # Errors
///
/// When there is nothing to follow, or the queue does not work.
pub(super) fn watch(worker: &Worker, follower: &mut Follower, args: &Exp) -> Result<u8, ExpError> {
    let interrupted = Arc::new(AtomicBool::new(false));
    flag::register(SIGINT, Arc::clone(&interrupted)).map_err(ExpError::Signals)?;
    let mut screen = Screen::new();
    let mut starts = Starts::new(args.jobs.unwrap_or(JOBS));
    if args.jobs.is_some() && worker.is_at_work()? {
        screen.say(AT_WORK);
    }
    let mut code = None;
    loop {
        let look = follower.look()?;
        let total = look.done + look.running + look.waiting;
        if total == 0 {
            return Err(ExpError::Nothing);
        }
        let first = look.done - look.ended.len();
        for (at, ended) in look.ended.iter().enumerate() {
            screen.say(&line(ended, first + at + 1, total, screen.left(&look)));
            if let Outcome::Failed(cause) = &ended.outcome {
                code.get_or_insert(cause.code);
            }
        }
        if look.done == total {
            screen.end(&look, code.is_some());
            return Ok(code.unwrap_or_default());
        }
        if !starts.see(worker, &look)? {
            screen.say(&stopped(&look));
            return Ok(0);
        }
        screen.progress(&look);
        if interrupted.load(Ordering::SeqCst) {
            screen.say(LEFT);
            return Ok(Exit::Interrupted.code());
        }
        thread::sleep(INTERVAL);
    }
}

/// What `JOBS` means once the queue was started without it.
const AT_WORK: &str = "exp: the queue is at work already, as it was started: JOBS counts from its next start, \
    after `make exp-stop`";

/// What Ctrl-C means.
const LEFT: &str = "exp: the queue goes on; `make exp` shows it again, `make exp-stop` stops it";

fn stopped(look: &Look) -> String {
    let left = counted(look.waiting + look.running, "experiment");
    format!("exp: the queue was stopped with {left} in it; `make exp` goes on")
}

/// How the queue was started.
struct Starts {
    jobs: usize,
    done: usize,
    left: usize,
}

impl Starts {
    fn new(jobs: usize) -> Self {
        let (done, left) = (0, STARTS);
        Self { jobs, done, left }
    }

    /// Starts the queue where it is not at work; says whether it is, which it is not after a
    /// person has stopped it. One that ended just when an experiment was queued is started again.
    fn see(&mut self, worker: &Worker, look: &Look) -> Result<bool, ExpError> {
        if worker.is_at_work()? {
            return Ok(true);
        }
        let is_first = self.left == STARTS;
        if !is_first && worker.was_stopped() {
            return Ok(false);
        }
        if look.done > self.done {
            (self.done, self.left) = (look.done, STARTS);
        }
        if self.left == 0 {
            return Err(ExpError::Worker);
        }
        self.left -= 1;
        worker.start(self.jobs)?;
        Ok(true)
    }
}

/// Where lines go, and one that is written over.
struct Screen {
    is_terminal: bool,
    since: Instant,
    /// How many had ended when it began.
    before: Option<usize>,
}

impl Screen {
    fn new() -> Self {
        Self {
            is_terminal: io::stdout().is_terminal(),
            since: Instant::now(),
            before: None,
        }
    }

    fn say(&self, line: &str) {
        let over = if self.is_terminal { "\r\u{1b}[K" } else { "" };
        println!("{over}{line}");
    }

    fn progress(&mut self, look: &Look) {
        self.before.get_or_insert(look.done);
        if self.is_terminal {
            let left = self.left(look).map(words).unwrap_or_default();
            print!(
                "\r\u{1b}[K{} run, {} wait{left}",
                look.running, look.waiting
            );
            let _ = io::stdout().flush();
        }
    }

    /// How long what is left will take, by what has ended so far.
    fn left(&self, look: &Look) -> Option<Duration> {
        let done = look.done - self.before?;
        let left = u32::try_from(look.running + look.waiting).ok()?;
        let each = self
            .since
            .elapsed()
            .checked_div(u32::try_from(done).ok()?)?;
        Some(each * left).filter(|_| left > 0)
    }

    fn end(&self, look: &Look, failed: bool) {
        let seconds = self.since.elapsed().as_secs();
        let mut text = format!("exp: {} ended", counted(look.done, "experiment"));
        if self.before.is_some() {
            let _ = write!(text, " in {seconds} s");
        }
        text += "; `make compare` compares them, `make apply EXP=...` goes on with one";
        if failed {
            text += "; `dvc queue logs NAME` in `make shell` shows all that a failed one said";
        }
        self.say(&text);
    }
}

/// `, about 2 min left`.
fn words(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..90 => format!(", about {seconds} s left"),
        seconds @ 90..5400 => format!(", about {} min left", (seconds + 30) / 60),
        seconds => format!(", about {} h left", (seconds + 1800) / 3600),
    }
}

/// What differs, what came of it, and the name.
fn line(ended: &Ended, number: usize, total: usize, left: Option<Duration>) -> String {
    let settings = ended.settings.iter();
    let settings: Vec<_> = settings
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let outcome = match &ended.outcome {
        Outcome::Done(Some(score)) => score.to_string(),
        Outcome::Done(None) => "done".to_owned(),
        Outcome::Failed(cause) => format!("failed: {}", cause.text),
    };
    let left = left.map(words).unwrap_or_default();
    format!(
        "{number}/{total}  {}  {outcome}  {}{left}",
        settings.join(" "),
        ended.name
    )
}

#[cfg(test)]
mod tests {
    use experiments::Score;
    use experiments::queue::Cause;

    use super::*;

    fn ended(outcome: Outcome) -> Ended {
        let settings = [("max_depth", "3"), ("n_estimators", "50")];
        Ended {
            name: "brave-ant".into(),
            settings: settings
                .map(|(key, value)| (key.into(), value.into()))
                .into(),
            outcome,
        }
    }

    #[test]
    fn a_line_has_settings_score_name_and_the_time_that_is_left() {
        let score = Score {
            value: 0.933_33,
            interval: Some([0.833_33, 1.0]),
        };
        let done = ended(Outcome::Done(Some(score)));
        assert_eq!(
            line(&done, 3, 8, Some(Duration::from_secs(12))),
            "3/8  max_depth=3 n_estimators=50  0.9333 (0.8333 to 1.0000)  brave-ant, about 12 s left"
        );
        let cause = Cause {
            text: "train: failed to reach the tracker".into(),
            code: 5,
        };
        assert_eq!(
            line(&ended(Outcome::Failed(cause)), 8, 8, None),
            "8/8  max_depth=3 n_estimators=50  failed: train: failed to reach the tracker  brave-ant"
        );
    }

    #[test]
    fn times_are_told_in_the_unit_that_suits_them() {
        let told = [7, 100, 7000].map(|seconds| words(Duration::from_secs(seconds)));
        assert_eq!(
            told,
            [", about 7 s left", ", about 2 min left", ", about 2 h left"]
        );
    }
}
