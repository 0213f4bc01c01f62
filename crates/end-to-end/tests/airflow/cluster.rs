//! `make airflow-cluster`: workers that have nothing in common but git, the remote and the tracker.
//!
//! `CLUSTER_KILLS` is how many of their processes and containers are killed, `CLUSTER_SEED` where the draws begin.
//!
//! - `page`: Airflow's page, as a program asks it.
//! - `scene`: the cluster of a test.
//! - `kill`: what is killed.

mod kill;
mod page;
mod scene;

use std::thread;
use std::time::{Duration, Instant};

use end_to_end::environment::number;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use self::kill::{Kill, Target};
use self::page::{Page, Run};
use self::scene::Cluster;

/// How long a run may take on a busy machine, and how long a step of it.
const RUN: Duration = Duration::from_mins(12);
const STEP: Duration = Duration::from_mins(2);
/// How many kills there are unless the environment says otherwise, and how many of them in one run. A task that all of them hit
/// has one more try.
const KILLS: usize = 2;
const IN_A_RUN: usize = 8;
/// How often a task is tried again unless somebody says otherwise.
const RETRIES: usize = 3;
/// The longest time between two of them.
const GAP: Duration = Duration::from_mins(1);

#[test]
fn a_workers_parts_are_grown_by_the_other_when_it_is_killed_and_a_worker_says_what_it_lacks() {
    let cluster = Cluster::start(RETRIES);
    let page = Page::open(&cluster.clone);
    let run = page.trigger();
    let killed = run.wait(STEP, |run| {
        let tasks = run.tasks();
        let is_amid = tasks.iter().any(|task| task.is("train.shard", "success"));
        let at_work = tasks
            .into_iter()
            .find(|task| task.is("train.shard", "running"));
        at_work.filter(|task| is_amid && !task.host.is_empty())
    });
    let worker = cluster.container(&killed.host);
    let _ = cluster
        .clone
        .command("docker", &["kill", &worker])
        .assert_success();

    assert_eq!(run.end(RUN), "success", "{:#?}", run.tasks());
    assert_eq!(cluster.problem(&run), None);
    let tasks = run.tasks();
    let again = tasks
        .iter()
        .find(|task| task.name == killed.name && task.index == killed.index);
    let again = again.expect("the part");
    assert_eq!(again.tries, 2, "{again:?}");
    assert_ne!(again.host, killed.host, "{again:?}");

    // Those that are left are wrong in one way after the other.
    a_checkout_that_is_behind_is_told(&cluster, &run);
    a_missing_connection_is_told(&page);
    a_worker_without_a_socket_is_told(&cluster, &page, &again.host);
}

/// The checkout of the worker that is left, and of the one that is not, have the commit before.
fn a_checkout_that_is_behind_is_told(cluster: &Cluster, run: &Run<'_>) {
    let head = |name: &str| {
        let shown = cluster.clone.command("git", &["rev-parse", name]);
        shown.assert_success().text.trim().to_owned()
    };
    let (before, now) = (head("HEAD~1"), head("HEAD"));
    let go_to = |commit: &str| {
        for worker in cluster.workers() {
            let checkout = ["checkout", "--quiet", "--force", commit];
            let _ = worker.command("git", &checkout).assert_success();
        }
    };
    go_to(&before);
    run.again("evaluate");
    let said = wait_for_failure(run, "evaluate");
    let expected = format!(
        "is at {before}, and the run began with {now}; update it: `git fetch && git checkout {now} && make build`"
    );
    assert!(said[0].contains(&expected), "{said:?}");
    go_to(&now);
}

fn a_missing_connection_is_told(page: &Page) {
    let variables = "/api/v2/variables";
    let body = json!({"key": "mlops_connections", "value": "dvc_remote"});
    let _ = page.ask("POST", variables, &body);
    let said = wait_for_failure(&page.trigger(), "mlops.check");
    let expected = "failed to use the connection `dvc_remote`: there is none, and the Variable `mlops_connections` names it; add it under Admin > Connections";
    assert!(said[0].starts_with(expected), "{said:?}");
    let name = format!("{variables}/mlops_connections");
    let _ = page.ask("DELETE", &name, &Value::Null);
}

fn a_worker_without_a_socket_is_told(cluster: &Cluster, page: &Page, worker: &str) {
    cluster.take_the_socket(worker);
    let said = wait_for_failure(&page.trigger(), "mlops.check");
    let expected = "failed to use Docker: the worker has no socket at `/var/run/docker.sock`; mount the host's there (docs/airflow.md)";
    assert_eq!(said[0], expected);
}

/// The lines of a task, which has to fail at once.
fn wait_for_failure(run: &Run<'_>, task: &str) -> Vec<String> {
    let since = Instant::now();
    run.wait(STEP, |run| {
        let found = run.task(task);
        assert!(
            !found.is(task, "success") || since.elapsed() < STEP,
            "{found:?}"
        );
        found.is(task, "failed").then_some(())
    });
    let _ = run.end(STEP);
    run.log(&run.task(task))
}

#[test]
fn after_every_kill_a_run_on_workers_ends_right_by_itself() {
    let kills = number("CLUSTER_KILLS", KILLS);
    let seed = number("CLUSTER_SEED", 20_261_129);
    let mut draws = StdRng::seed_from_u64(seed);
    let cluster = Cluster::start(RETRIES.max(kills.min(IN_A_RUN)));
    let page = Page::open(&cluster.clone);
    let (mut met, mut runs, mut problems) = (0, 0, Vec::new());
    while met < kills {
        if runs > 0 {
            cluster.forget();
        }
        let since = Instant::now();
        let run = page.trigger();
        let of_run = kill_amid(&run, &cluster, &mut draws, IN_A_RUN.min(kills - met));
        assert!(of_run > 0, "a run ended before anything was killed");
        let _ = run.end(RUN);
        let problem = cluster.problem(&run);
        // Of many runs, the first that went wrong is worth reading at once.
        println!(
            "{:5.1} s: {} after {of_run} kills and {} more tries",
            since.elapsed().as_secs_f64(),
            problem.as_deref().unwrap_or("right"),
            run.more_tries()
        );
        problems.extend(problem);
        met += of_run;
        runs += 1;
    }
    println!("{met} kills in {runs} runs with seed {seed}");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Kills something now and then, and gives how often, which is at most `most` times. What ended before it was hit does not count.
fn kill_amid(run: &Run<'_>, cluster: &Cluster, draws: &mut StdRng, most: usize) -> usize {
    let since = Instant::now();
    let mut met = 0;
    while met < most && !run.has_ended() {
        let kill = Kill::draw(draws, GAP);
        thread::sleep(kill.after);
        if !kill.strike(cluster, || run.has_ended()) {
            continue;
        }
        met += 1;
        println!("{:5.1} s: killed: {kill}", since.elapsed().as_secs_f64());
        if kill.target == Target::Worker {
            let _ = cluster.up();
        }
    }
    met
}
