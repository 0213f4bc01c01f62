//! Containers whose starter was killed.
//!
//! A `kill -9` of whoever started a container leaves it running: it would go on to write
//! into the checkout beside the next run. Each container therefore says in labels which
//! checkout and which process it belongs to, and is removed when that process is gone. One
//! that names no process was started by a person, and is left alone.

use std::collections::HashMap;
use std::path::Path;

use bollard::models::{ContainerSummary, ContainerSummaryStateEnum};

use super::{Daemon, DockerError, error, forced, labelled};
use crate::checkout::Checkout;
use crate::processes::{self, is_alive, own_identity};

/// The label that holds the root of the checkout.
pub(crate) const ROOT_LABEL: &str = "mlops.root";
/// The label that holds the process that started the container.
pub(super) const OWNER_LABEL: &str = "mlops.owner";
/// The label of a container that runs commands, which scripts/runner starts. It holds the
/// namespace of the number of its owner.
const RUNNER_LABEL: &str = "mlops.runner";

/// The label that says that this process started a container: its number and when it
/// started, because numbers are used again.
#[must_use]
pub(crate) fn owner_label() -> (String, String) {
    (OWNER_LABEL.to_owned(), own_identity())
}

impl Daemon {
    /// Removes the containers of the checkout at `root`, and of the copies of it in which DVC
    /// runs experiments, whose starter is gone, and says how many there were
    /// (`GET /containers/json`, `DELETE /containers/{id}`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn remove_orphans(&self, root: &str) -> Result<usize, DockerError> {
        self.runtime.block_on(async {
            let orphans = self.orphans(root).await?;
            for id in orphans.iter().filter_map(|orphan| orphan.id.as_ref()) {
                match self.docker.remove_container(id, Some(forced())).await {
                    // Somebody else removes it, or has.
                    Err(error) if error::is_over(&error) => {}
                    removed => removed.map_err(error::refused(format!(
                        "remove the container `{id}`, which a killed run left"
                    )))?,
                }
            }
            Ok(orphans.len())
        })
    }

    /// How many [`Daemon::remove_orphans`] would remove (`GET /containers/json`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn count_orphans(&self, root: &str) -> Result<usize, DockerError> {
        self.runtime
            .block_on(self.orphans(root))
            .map(|found| found.len())
    }

    async fn orphans(&self, root: &str) -> Result<Vec<ContainerSummary>, DockerError> {
        let listed = self.docker.list_containers(Some(labelled(ROOT_LABEL)));
        let listed = listed.await;
        let listed = listed.map_err(error::refused("list the containers".to_owned()))?;
        let ours = listed.into_iter().filter(|found| is_below(found, root));
        Ok(ours.filter(is_orphan).collect())
    }
}

fn is_below(container: &ContainerSummary, root: &str) -> bool {
    let labels = container.labels.as_ref();
    let found = labels.and_then(|labels| labels.get(ROOT_LABEL));
    found.is_some_and(|found| Checkout::at(found).main().root() == Path::new(root) || found == root)
}

/// A runner that has started sees itself that its owner is gone, and ends in order.
fn is_orphan(container: &ContainerSummary) -> bool {
    let labels = container.labels.as_ref();
    let runner = labels.and_then(|labels| labels.get(RUNNER_LABEL));
    let at_work = container.state == Some(ContainerSummaryStateEnum::RUNNING);
    let ours = runner.is_none_or(|namespace| !at_work && *namespace == processes::namespace());
    Owner::of(labels) == Owner::Gone && ours
}

/// The process that started a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// None is named: a person started it, by the line that `--print` shows.
    Unnamed,
    /// It is alive.
    Alive,
    /// It has ended.
    Gone,
}

impl Owner {
    /// The owner that the labels of a container name.
    pub(super) fn of(labels: Option<&HashMap<String, String>>) -> Self {
        match labels.and_then(|labels| labels.get(OWNER_LABEL)) {
            None => Self::Unnamed,
            Some(owner) if is_alive(owner) => Self::Alive,
            Some(_) => Self::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(owner: &str) -> HashMap<String, String> {
        HashMap::from([(OWNER_LABEL.to_owned(), owner.to_owned())])
    }

    #[test]
    fn a_container_of_this_process_has_a_living_owner() {
        let ours = HashMap::from([owner_label()]);
        assert_eq!(Owner::of(Some(&ours)), Owner::Alive);
    }

    #[test]
    fn a_container_of_a_process_that_ended_or_whose_number_was_given_again_is_an_orphan() {
        let (_, owner) = owner_label();
        let (number, _) = owner.split_once(' ').unwrap();
        for gone in [
            format!("{number} 1"),
            format!("{} 1", u32::MAX),
            "x y".to_owned(),
        ] {
            assert_eq!(Owner::of(Some(&labels(&gone))), Owner::Gone, "{gone}");
        }
    }

    /// `docker run` was killed between making the container and starting it.
    #[test]
    fn a_runner_whose_caller_is_gone_is_an_orphan_unless_it_runs() {
        let mut labels = labels("4194303 1");
        labels.insert(RUNNER_LABEL.to_owned(), processes::namespace());
        let container = |state| ContainerSummary {
            labels: Some(labels.clone()),
            state: Some(state),
            ..ContainerSummary::default()
        };
        assert!(is_orphan(&container(ContainerSummaryStateEnum::CREATED)));
        assert!(!is_orphan(&container(ContainerSummaryStateEnum::RUNNING)));
    }

    /// The stages of two experiments ran on, and their containers stayed.
    #[test]
    fn a_container_of_an_experiment_belongs_to_the_checkout_that_it_was_made_from() {
        let root = "/home/ann/iris";
        let is_ours = |found: &str| {
            let labels = HashMap::from([(ROOT_LABEL.to_owned(), found.to_owned())]);
            let container = ContainerSummary {
                labels: Some(labels),
                ..ContainerSummary::default()
            };
            is_below(&container, root)
        };
        assert!(is_ours(root));
        assert!(is_ours("/home/ann/iris/.dvc/tmp/exps/tmpx1y2"));
        assert!(!is_ours("/home/ann/iris2"));
        assert!(!is_ours("/home/ann/iris/examples/other"));
    }

    #[test]
    fn a_container_that_names_no_process_is_nobodys_orphan() {
        assert_eq!(Owner::of(None), Owner::Unnamed);
        let root = HashMap::from([(ROOT_LABEL.to_owned(), "/home/ann/iris".to_owned())]);
        assert_eq!(Owner::of(Some(&root)), Owner::Unnamed);
    }
}
