//! Walking down many paths at once.
//!
//! One path is a chain of loads that wait for each other. Many paths, each moved one
//! step in turn, keep the memory busy; a path that has reached its leaf leaves the
//! round, so that short paths do not wait for long ones.

use super::flat::{FlatTrees, Inner, Target};

/// Paths on their way, with room for the next ones.
#[derive(Debug, Default)]
pub(crate) struct Descent {
    walking: Vec<Path>,
    leaves: Vec<Target>,
}

/// Which path it is, and the inner node it is at.
#[derive(Debug, Clone, Copy)]
struct Path {
    number: u32,
    at: Target,
}

impl Descent {
    /// The leaf of each of `n_rows` rows, `n_columns` values each, in one tree.
    pub(crate) fn rows(
        &mut self,
        (root, nodes): (Target, &[Inner]),
        rows: &[f32],
        n_columns: usize,
    ) -> &[Target] {
        self.start((0..rows.len() / n_columns).map(|_| root));
        self.run(|path| {
            let node = &nodes[path.at.position()];
            node.next(rows[path.number as usize * n_columns + node.feature()])
        });
        &self.leaves
    }

    /// The leaf of one row in each tree.
    pub(crate) fn trees(&mut self, trees: &FlatTrees, row: &[f32]) -> &[Target] {
        self.start((0..trees.len()).map(|tree| trees.tree(tree).0));
        self.run(|path| {
            let node = &trees.tree(path.number as usize).1[path.at.position()];
            node.next(row[node.feature()])
        });
        &self.leaves
    }

    fn start(&mut self, roots: impl Iterator<Item = Target>) {
        self.leaves.clear();
        self.leaves.extend(roots);
        self.walking.clear();
        let inner = |&(_, at): &(u32, Target)| !at.is_leaf();
        let roots = (0..).zip(self.leaves.iter().copied());
        self.walking
            .extend(roots.filter(inner).map(|(number, at)| Path { number, at }));
    }

    #[inline]
    fn run(&mut self, step: impl Fn(Path) -> Target) {
        while !self.walking.is_empty() {
            let mut kept = 0;
            for i in 0..self.walking.len() {
                let path = self.walking[i];
                let at = step(path);
                self.leaves[path.number as usize] = at;
                self.walking[kept] = Path { at, ..path };
                kept += usize::from(!at.is_leaf());
            }
            self.walking.truncate(kept);
        }
    }
}
