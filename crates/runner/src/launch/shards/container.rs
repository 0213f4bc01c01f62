//! What the container of a shard may do.

use std::ops::Range;
use std::thread;

use super::super::plan::caller;
use super::super::prepared::Prepared;
use super::super::{ContainerPlan, LaunchError, Network, environment, mounts};
use super::folder::Folder;
use super::name;

impl Prepared<'_> {
    /// The container that grows `trees` into `folder`, with its share of the memory and the threads
    /// where several `jobs` are at work side by side.
    ///
    /// # Errors
    ///
    /// As [`Prepared::plan`].
    pub(super) fn plan_of_shard(
        &self,
        folder: &Folder,
        trees: &Range<usize>,
        jobs: usize,
    ) -> Result<ContainerPlan, LaunchError> {
        let (image, id) = &self.image;
        let of_shard = format!("{}-{}-{}", self.entry.name, trees.start, trees.end);
        let threads = (jobs > 1).then(|| threads(jobs));
        let image_and_id = format!("{image} {id}");
        let environment =
            environment::of_shard(self.checkout, &self.settings, image_and_id, threads)?;
        let args = ["--trees", &name(trees), "--shard", &folder.file(trees)];
        Ok(ContainerPlan {
            name: self.checkout.container(&of_shard),
            image: image.clone(),
            user: caller(&self.daemon)?,
            root: self.checkout.root().to_string_lossy().into_owned(),
            memory: self.memory.shared(jobs),
            mounts: mounts::of_shard(self.checkout, &self.entry, &folder.name),
            network: Network::None,
            environment,
            args: args.map(str::to_owned).into(),
        })
    }
}

/// The threads of each of several containers, at least 1.
fn threads(jobs: usize) -> usize {
    let all = thread::available_parallelism().map_or(1, usize::from);
    (all / jobs).max(1)
}
