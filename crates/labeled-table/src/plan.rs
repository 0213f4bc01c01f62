//! What the rows of a table become.

use crate::part::Part;

/// What the rows of a table become, part by part.
pub(crate) trait Plan: Sync {
    /// What is found out about a part, on any thread.
    type Seen: Send;
    /// What the table becomes.
    type Whole: Send;

    /// Whether the class of each row is kept beside that.
    const KEEPS_TARGETS: bool = true;

    /// What a table without rows becomes.
    fn start(&self) -> Self::Whole;

    /// Looks at a part; several threads do so at a time.
    fn see(&self, part: &Part) -> Self::Seen;

    /// Adds the part that comes next in the table.
    fn add(&self, whole: &mut Self::Whole, part: &Part, seen: Self::Seen);
}

/// A table of which some parts were read.
pub(crate) struct Growing<W> {
    pub(crate) whole: W,
    /// How many rows there are.
    pub(crate) rows: usize,
    pub(crate) targets: Vec<u32>,
}

impl<W: Send> Growing<W> {
    pub(crate) fn new<P: Plan<Whole = W>>(plan: &P) -> Self {
        Self {
            whole: plan.start(),
            rows: 0,
            targets: Vec::new(),
        }
    }

    /// Adds the part that comes next in the table.
    pub(crate) fn add<P: Plan<Whole = W>>(&mut self, plan: &P, part: &Part, seen: P::Seen) {
        plan.add(&mut self.whole, part, seen);
        self.rows += part.rows();
        if P::KEEPS_TARGETS {
            self.targets.extend_from_slice(&part.targets);
        }
    }
}
