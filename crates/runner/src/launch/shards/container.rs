//! What a container that grows shards may do.

use std::ops::Range;
use std::thread;

use super::super::plan::caller;
use super::super::prepared::Prepared;
use super::super::{ContainerPlan, LaunchError, Network, environment, mounts};
use super::folder::Folder;
use super::name;

impl Prepared<'_> {
    /// The container that grows these trees, some shards, into `folder`, with its share of the memory
    /// and the threads where several `jobs` are at work side by side.
    ///
    /// # Errors
    ///
    /// As [`Prepared::plan`].
    pub(super) fn plan_of_shards(
        &self,
        folder: &Folder,
        trees: &[&Range<usize>],
        jobs: usize,
    ) -> Result<ContainerPlan, LaunchError> {
        let (image, id) = &self.image;
        let first = trees.first().map_or(0, |trees| trees.start);
        let end = trees.last().map_or(0, |trees| trees.end);
        let of_shards = format!("{}-{first}-{end}", self.entry.name);
        let threads = (jobs > 1).then(|| threads(jobs));
        let image_and_id = format!("{image} {id}");
        let environment =
            environment::of_shard(self.checkout, &self.settings, image_and_id, threads)?;
        let args = trees.iter().flat_map(|trees| {
            let (shard, name) = (folder.file(trees), name(trees));
            ["--trees".to_owned(), name, "--shard".to_owned(), shard]
        });
        Ok(ContainerPlan {
            name: self.checkout.container(&of_shards),
            image: image.clone(),
            user: caller(&self.daemon)?,
            root: self.checkout.root().to_string_lossy().into_owned(),
            memory: self.memory.shared(jobs),
            mounts: mounts::of_shard(self.checkout, &self.entry, &folder.name),
            network: Network::None,
            environment,
            args: args.collect(),
        })
    }
}

/// The threads of each of several containers, at least 1.
fn threads(jobs: usize) -> usize {
    let all = thread::available_parallelism().map_or(1, usize::from);
    (all / jobs).max(1)
}
