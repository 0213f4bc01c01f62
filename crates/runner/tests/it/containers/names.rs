//! Whose a container's name is.

use std::process;
use std::thread;

use bollard::models::ContainerCreateBody;
use runner::launch::{ContainerPlan, Network};

use super::{Running, SLEEP, await_container, await_state, daemon, ends_with, plan, python, run};

/// Two trains of one checkout would write the same files and end each other's runs.
#[test]
fn a_second_run_of_a_stage_waits_for_nobody_and_leaves_the_first_alone() {
    let plan = plan("busy", "64m", Network::None);
    let first = Running::start(&plan, SLEEP);
    assert_eq!(refusal(&plan), busy(&plan));
    await_container(&plan.name);
    assert_eq!(daemon().remove_orphans(&plan.root).unwrap(), 0);
    drop(first);
}

/// `kill -9` of a runner left its stage writing into the checkout beside the next run.
#[test]
fn a_container_whose_starter_was_killed_is_removed_by_the_next_run() {
    let plan = plan("orphan", "64m", Network::None);
    let given_again = format!("{} 1", process::id());
    let _first = Running::start_request(&plan.name, owned_by(&plan, Some(&given_again)));
    await_container(&plan.name);
    assert_eq!(run(&plan, ""), ends_with(0));

    let other = ContainerPlan {
        name: format!("{}-other", plan.name),
        ..plan.clone()
    };
    let _other = Running::start_request(&other.name, owned_by(&other, Some(GONE)));
    assert_eq!(daemon().remove_orphans(&plan.root).unwrap(), 1);
    assert!(daemon().container(&other.name).unwrap().is_none());
}

/// Two `make run` at once, after a kill: one ended with "removal of container ... is already in
/// progress". The third needs the name while the others free it.
#[test]
fn an_orphan_that_somebody_else_is_removing_is_no_error() {
    let plan = plan("removed-twice", "64m", Network::None);
    let _orphan = Running::start_request(&plan.name, owned_by(&plan, Some(GONE)));
    await_container(&plan.name);
    let remove = || daemon().remove_orphans(&plan.root).unwrap();
    thread::scope(|scope| {
        let others = [
            scope.spawn(remove),
            scope.spawn(remove),
            scope.spawn(remove),
        ];
        assert_eq!(run(&plan, ""), ends_with(0));
        for other in others {
            let removed = other.join().unwrap();
            assert!(removed <= 1, "{removed}");
        }
    });
    assert!(daemon().container(&plan.name).unwrap().is_none());
}

/// The line of `mlops stage --print` names no process that started the container.
#[test]
fn a_container_that_a_person_started_is_left_alone_while_it_runs_and_replaced_afterwards() {
    let plan = plan("person", "64m", Network::None);
    let _first = Running::start_request(&plan.name, owned_by(&plan, None));
    assert_eq!(daemon().remove_orphans(&plan.root).unwrap(), 0);
    assert_eq!(refusal(&plan), busy(&plan));
    await_container(&plan.name);

    let ended = ContainerPlan {
        name: format!("{}-ended", plan.name),
        ..plan.clone()
    };
    let mut body = owned_by(&ended, None);
    body.entrypoint = python(&ended, "").entrypoint;
    let _ended = Running::start_request(&ended.name, body);
    await_state(&ended.name, false);
    assert_eq!(run(&ended, ""), ends_with(0));
}

/// A process that is not there: no system gives this number.
const GONE: &str = "4294967295 1";

/// The request for a container that sleeps and names `owner`.
fn owned_by(plan: &ContainerPlan, owner: Option<&str>) -> ContainerCreateBody {
    let mut body = python(plan, SLEEP);
    let labels = body.labels.as_mut().unwrap();
    labels.remove("mlops.owner");
    labels.extend(owner.map(|owner| ("mlops.owner".to_owned(), owner.to_owned())));
    body
}

fn refusal(plan: &ContainerPlan) -> String {
    let error = daemon().run(&plan.name, python(plan, "")).unwrap_err();
    error.to_string()
}

fn busy(plan: &ContainerPlan) -> String {
    format!(
        "create the container `{}`: this stage is already running in this checkout; \
         wait for it to finish, or stop it",
        plan.name
    )
}
