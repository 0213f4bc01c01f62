//! The command of a runner and everything that it starts, from the start to the end of the last.
//!
//! The runner's container ends with its first process, and takes along whatever is still at
//! work: a stage that is about to remove its container, or the queue of experiments behind a
//! shell. So the first process is this one, and it stays until all others are gone. It ends
//! them in DVC's way, by an interrupt: DVC waits for its stage through one, and would die at
//! once of anything else, leaving the stage behind.

use std::io::{self, IsTerminal as _};
use std::process::{self, Command};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, set_child_subreaper, wait};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;

use super::client::Clients;
use super::queue::{self, Queue};
use crate::processes::{self, Process};

/// How often it is looked whether the caller is still there.
const INTERVAL: Duration = Duration::from_millis(250);
/// After an interrupt: the time until what is left gets SIGTERM, which is more than a stage
/// needs to end its run, and until it gets SIGKILL. `docker stop` itself kills after ten seconds.
const TERMINATE: Duration = Duration::from_secs(7);
const KILL: Duration = Duration::from_secs(9);

/// What happened.
enum Event {
    /// A child, or a process whose parent is gone, has ended.
    Ended(Pid, WaitStatus),
    /// None is left.
    AllEnded,
    /// A signal to this process.
    Signal(i32),
}

/// Why everything is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// SIGTERM, as from `docker stop`.
    Terminated,
    /// Another signal, which a person sent.
    Interrupted,
    /// The command has ended, and what is left belongs to nobody.
    Left,
    /// Whoever started the runner was killed.
    CallerGone,
}

/// Runs `command` until it and all that it started have ended, and gives its exit code.
///
/// # Errors
///
/// When it cannot be started.
pub(super) fn supervise(command: &mut Command, clients: Clients, queue: Queue) -> io::Result<u8> {
    // This process takes over what its children leave behind, and sees its end.
    let taken_over = set_child_subreaper(Some(rustix::process::getpid()));
    taken_over.map_err(|error| io::Error::from_raw_os_error(error.raw_os_error()))?;
    let (sender, events) = mpsc::channel();
    pass_on_signals(sender.clone())?;
    let child = command.spawn()?;
    pass_on_ends(sender);
    let mut supervisor = Supervisor {
        child: child.id(),
        clients,
        queue,
        code: None,
        ending: None,
        queue_state: QueueState::Unknown,
    };
    Ok(supervisor.run(&events))
}

fn pass_on_signals(sender: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGQUIT])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let _ = sender.send(Event::Signal(signal));
        }
    });
    Ok(())
}

fn pass_on_ends(sender: Sender<Event>) {
    thread::spawn(move || {
        loop {
            match wait(WaitOptions::empty()) {
                Ok(Some((process, status))) => {
                    let _ = sender.send(Event::Ended(process, status));
                }
                Ok(None) | Err(rustix::io::Errno::INTR) => {}
                Err(_) => break,
            }
        }
        let _ = sender.send(Event::AllEnded);
    });
}

struct Supervisor {
    child: u32,
    clients: Clients,
    queue: Queue,
    /// The exit code of the child, once it has ended.
    code: Option<u8>,
    ending: Option<Ending>,
    queue_state: QueueState,
}

/// What is done about the queue of experiments once the command has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QueueState {
    /// It has not been looked at.
    Unknown,
    /// It is at work, and waited for.
    Awaited,
    /// Its workers end when they have finished what they have begun.
    Stopped,
}

/// The way to the end, once there is a reason for it.
struct Ending {
    reason: Reason,
    since: Instant,
    /// Who has been interrupted: DVC clears up after the first one, and a second would stop that.
    interrupted: Vec<Process>,
}

impl Supervisor {
    fn run(&mut self, events: &Receiver<Event>) -> u8 {
        loop {
            match events.recv_timeout(INTERVAL) {
                Ok(Event::Ended(process, status)) => self.ended(process, status),
                Ok(Event::Signal(signal)) => self.signal(signal),
                Ok(Event::AllEnded) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.look();
        }
        self.exit_code()
    }

    fn ended(&mut self, process: Pid, status: WaitStatus) {
        if process.as_raw_nonzero().get().unsigned_abs() == self.child {
            self.code = Some(code(status));
        }
    }

    /// Ctrl-C in a terminal has reached all who are in its foreground; a signal that was sent
    /// has reached this process alone.
    fn signal(&mut self, signal: i32) {
        let typed = matches!(signal, SIGINT | SIGQUIT) && io::stdin().is_terminal();
        if signal == SIGINT && self.queue_state == QueueState::Awaited && self.ending.is_none() {
            eprintln!(
                "mlops: stopping the queue: what runs ends, and what waits stays in the queue"
            );
            return self.stop_queue(&below());
        }
        if typed && self.code.is_none() {
            return;
        }
        self.end(if signal == SIGTERM {
            Reason::Terminated
        } else {
            Reason::Interrupted
        });
    }

    fn end(&mut self, reason: Reason) {
        self.ending.get_or_insert_with(|| Ending {
            reason,
            since: Instant::now(),
            interrupted: Vec::new(),
        });
    }

    fn look(&mut self) {
        if self.ending.is_none() {
            if self.clients.are_gone() {
                self.end(Reason::CallerGone);
            } else if self.code.is_some() {
                self.look_after();
            }
        }
        let below = self.ending.is_some().then(below);
        if let (Some(ending), Some(below)) = (&mut self.ending, below) {
            ending.proceed(below);
        }
    }

    /// What is left when the command has ended.
    fn look_after(&mut self) {
        let below = below();
        if !queue::is_there(&below) {
            self.end(Reason::Left);
        } else if self.queue_state == QueueState::Stopped {
            // A second SIGTERM would stop what runs.
        } else if !self.queue.is_at_work(&below) {
            self.stop_queue(&below);
        } else if self.queue_state == QueueState::Unknown {
            self.queue_state = QueueState::Awaited;
            eprintln!(
                "mlops: DVC's queue of experiments is at work; this waits for it (Ctrl-C stops it after what runs now)"
            );
        }
    }

    fn stop_queue(&mut self, below: &[Process]) {
        queue::stop(below);
        self.queue_state = QueueState::Stopped;
    }

    fn exit_code(&self) -> u8 {
        let reason = self.ending.as_ref().map(|ending| ending.reason);
        match (self.code, reason) {
            (Some(0), _) => 0,
            (_, Some(Reason::Terminated)) => 143,
            (Some(code), _) => code,
            (None, _) => u8::MAX,
        }
    }
}

/// What this process has started, directly or not, and still runs.
fn below() -> Vec<Process> {
    let mut below = processes::descendants(processes::all(), process::id());
    below.retain(|process| !process.ended);
    below
}

impl Ending {
    fn proceed(&mut self, below: Vec<Process>) {
        let passed = self.since.elapsed();
        // A person may wait for as long as they like, and send another signal.
        let patient = self.reason == Reason::Interrupted;
        for process in below {
            if passed >= KILL && !patient {
                process.signal(Signal::KILL);
            } else if passed >= TERMINATE && !patient {
                process.signal(Signal::HUP);
                process.signal(Signal::TERM);
            } else if !self.interrupted.contains(&process) {
                process.signal(Signal::INT);
                self.interrupted.push(process);
            }
        }
    }
}

/// The exit code as a shell gives it: 128 and the signal for a process that was killed.
fn code(status: WaitStatus) -> u8 {
    let killed = status.terminating_signal().map(|signal| 128 + signal);
    let code = status.exit_status().or(killed);
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(u8::MAX)
}
