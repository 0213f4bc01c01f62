//! Section `scale`: how a training is shared out. The model is the same to the last bit, so that DVC
//! does not watch it.

use crate::section::Section;

/// Section `scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Into how many parts a forest is cut, 1 to 1000; 1 for one process that grows it all.
    pub shards: usize,
    /// How many containers grow these parts side by side on one machine, 1 to 64.
    pub jobs: usize,
}

impl Default for Scale {
    fn default() -> Self {
        Self { shards: 1, jobs: 1 }
    }
}

impl Scale {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let shards = section.integer("shards", 1..=1000, Some(or.shards));
        let jobs = section.integer("jobs", 1..=64, Some(or.jobs));
        Some(Self {
            shards: shards?,
            jobs: jobs?,
        })
    }
}
