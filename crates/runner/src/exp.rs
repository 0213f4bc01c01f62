//! `make exp`: tries all combinations of some values in DVC's queue of experiments, and follows
//! the queue.
//!
//! The queue is at work in a runner of its own, so that it goes on when the shell, or whoever
//! else typed the command, is gone; the next `make exp` finds it again.
//!
//! # Layout
//!
//! - `queueing`: experiments on their way into DVC's queue.
//! - `worker`: the runner in which the queue is at work.
//! - `watch`: what a person sees meanwhile.
//! - `error`: what can go wrong.

use std::time::SystemTime;

use experiments::{Follower, Plan, PlanError, Present, deciding_metric, queue};
use params::shorten;
use params::yaml::Node;

use crate::args::Exp;
use crate::checkout::Checkout;
use crate::commands::Session;
use crate::compare::Here;
use crate::recovery;
use crate::remotes;
use crate::settings::Settings;

pub(crate) use error::ExpError;
use worker::Worker;

mod error;
mod queueing;
mod watch;
mod worker;

/// Queues what `args` ask for in `checkout`, has the queue work, and follows it to its end. Gives
/// the exit code of the first experiment that failed.
///
/// # Errors
///
/// When the settings are wrong, which is told before anything is queued, or DVC, Docker or the
/// tracker cannot be used.
pub(crate) fn run(checkout: &Checkout, args: &Exp) -> Result<u8, ExpError> {
    let settings = Settings::read(checkout)?;
    let worker = Worker::of(checkout, &settings)?;
    if args.stop {
        println!("{}", worker.stop(&queue::tasks(checkout.root()))?);
        return Ok(0);
    }
    recovery::heal_and_say(checkout)?;
    let Here { params, tree, .. } = Here::read(checkout, &args.file)?;
    // A wrong setting is told before anything is started.
    let plan = args
        .set
        .as_deref()
        .map(|text| plan(checkout, text, &tree, args.limit));
    let plan = plan.transpose()?;
    // Experiments that run already are told of to whoever asks only for them.
    let since = if plan.is_some() {
        SystemTime::now()
    } else {
        worker.since().unwrap_or(SystemTime::UNIX_EPOCH)
    };
    let cache = remotes::cache(checkout, &settings)?;
    let mut follower = Follower::new(
        checkout.root(),
        experiments::Cache::at(cache),
        deciding_metric(&params.gate),
        tree,
        since,
    );
    if let Some(plan) = &plan {
        say_known(plan);
    }
    let tasks = queue::tasks(checkout.root());
    let is_open = tasks.iter().any(queue::Task::is_open);
    if plan.as_ref().is_some_and(|plan| plan.size == 0) && !is_open {
        println!("exp: nothing is new; `make compare` compares what there is");
        return Ok(0);
    }
    let to_queue = plan.filter(|plan| plan.size > 0);
    if to_queue.is_some() || is_open {
        // The stages need the tracker.
        Session::with(checkout, params)?;
    }
    if let Some(plan) = to_queue {
        queueing::queue(checkout, &plan)?;
    }
    watch::watch(&worker, &mut follower, args)
}

fn plan(checkout: &Checkout, text: &str, tree: &Node, limit: usize) -> Result<Plan, PlanError> {
    let tasks = queue::tasks(checkout.root());
    let present = Present {
        root: checkout.root(),
        tasks: &tasks,
        limit,
    };
    experiments::plan(text, tree, present)
}

/// Names what is not queued, because it is there, and what the experiments lack.
fn say_known(plan: &Plan) {
    let say = |names: &[String], what: &str| {
        if !names.is_empty() {
            let names = shorten::list(names.iter().map(String::as_str));
            println!("exp: {what}: {names}");
        }
    };
    say(
        &plan.saved,
        "already made from these sources, not queued again",
    );
    say(&plan.queued, "already in the queue");
    if plan.size > 0 {
        let what =
            "git does not know these files, so that no experiment has them (`git add` helps)";
        say(&plan.untracked, what);
    }
}
