//! Trees as flat arrays of what a prediction needs.

/// The bit that tells leaves from inner nodes.
const LEAF: u32 = 1 << 31;
/// The bit of a node's column that sends missing values left.
const MISSING_LEFT: u32 = 1 << 31;

/// How an inner node parts its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Branch {
    /// The feature to compare.
    pub(crate) feature: u32,
    /// Values up to it go left.
    pub(crate) threshold: f32,
    /// Whether missing values go left.
    pub(crate) missing_left: bool,
    /// The numbers of the left and the right child.
    pub(crate) children: [usize; 2],
}

/// A node of the tree that is to be flattened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node {
    /// A node with children, which are numbered higher than it.
    Inner(Branch),
    /// A leaf whose rows are all of one class.
    Pure {
        /// The class.
        class: usize,
    },
    /// Another leaf.
    Mixed {
        /// Where the leaf's class shares are among those of its tree.
        slot: usize,
    },
}

/// An inner node. Leaves have none: they are named by the number of the child.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Inner {
    threshold: f32,
    column: u32,
    children: [Target; 2],
}

/// Where a step leads to: the number of an inner node of the tree, or a leaf.
///
/// Leaves have the highest bit set. Below it is the slot of their shares, or, counted
/// down from the largest number, the only class of a pure leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target(u32);

/// What a row adds to its sums in a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// One for this class.
    Pure(usize),
    /// The shares in this slot.
    Mixed(usize),
}

impl Inner {
    #[inline]
    pub(crate) fn feature(&self) -> usize {
        (self.column & !MISSING_LEFT) as usize
    }

    #[inline]
    pub(crate) fn missing_left(&self) -> bool {
        self.column & MISSING_LEFT != 0
    }

    pub(crate) fn threshold(&self) -> f32 {
        self.threshold
    }

    pub(crate) fn children(&self) -> [Target; 2] {
        self.children
    }

    /// The child that a value goes to. No branch, since nothing could predict it.
    #[inline]
    pub(crate) fn next(&self, value: f32) -> Target {
        let right = (value > self.threshold) | (value.is_nan() & !self.missing_left());
        self.children[usize::from(right)]
    }
}

impl Target {
    fn mixed(slot: usize, n_classes: usize) -> Self {
        let last = Self::first_pure(n_classes) - 1;
        let slot = u32::try_from(slot).ok().map(|slot| slot | LEAF);
        Self(
            slot.filter(|&slot| slot <= last)
                .expect("leaves are counted in 31 bits"),
        )
    }

    fn pure(class: usize) -> Self {
        Self(u32::MAX - u32::try_from(class).expect("classes are counted in 31 bits"))
    }

    fn inner(number: usize) -> Self {
        let number = u32::try_from(number).ok();
        Self(
            number
                .filter(|&number| number < LEAF)
                .expect("nodes are counted in 31 bits"),
        )
    }

    fn first_pure(n_classes: usize) -> u32 {
        u32::MAX - u32::try_from(n_classes - 1).expect("classes are counted in 31 bits")
    }

    #[inline]
    pub(crate) fn is_leaf(self) -> bool {
        self.0 >= LEAF
    }

    /// The position of the inner node that it is.
    #[inline]
    pub(crate) fn position(self) -> usize {
        self.0 as usize
    }

    /// The leaf that it is, in a forest of `n_classes` classes.
    #[inline]
    pub(crate) fn leaf(self, n_classes: usize) -> Leaf {
        let class = (u32::MAX - self.0) as usize;
        if class < n_classes {
            Leaf::Pure(class)
        } else {
            Leaf::Mixed((self.0 & !LEAF) as usize)
        }
    }
}

/// The trees of a forest: 16 bytes for each inner node.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FlatTrees {
    nodes: Vec<Inner>,
    trees: Vec<Span>,
}

/// Where a tree's nodes are.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    start: usize,
    end: usize,
    root: Target,
}

impl FlatTrees {
    pub(crate) fn with_capacity(n_trees: usize, n_inner: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(n_inner),
            trees: Vec::with_capacity(n_trees),
        }
    }

    /// Appends a tree, given its nodes by number, the root first.
    pub(crate) fn push(&mut self, n_nodes: usize, n_classes: usize, node: impl Fn(usize) -> Node) {
        let start = self.nodes.len();
        let mut n_inner = 0;
        let targets: Vec<Target> = (0..n_nodes)
            .map(|number| match node(number) {
                Node::Inner(_) => {
                    n_inner += 1;
                    Target::inner(n_inner - 1)
                }
                Node::Pure { class } => Target::pure(class),
                Node::Mixed { slot } => Target::mixed(slot, n_classes),
            })
            .collect();
        for number in 0..n_nodes {
            if let Node::Inner(branch) = node(number) {
                self.nodes.push(Inner {
                    threshold: branch.threshold,
                    column: branch.feature | if branch.missing_left { MISSING_LEFT } else { 0 },
                    children: branch.children.map(|child| targets[child]),
                });
            }
        }
        self.trees.push(Span {
            start,
            end: self.nodes.len(),
            root: targets[0],
        });
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.trees.len()
    }

    /// The root of a tree, and its inner nodes.
    #[inline]
    pub(crate) fn tree(&self, tree: usize) -> (Target, &[Inner]) {
        let span = self.trees[tree];
        (span.root, &self.nodes[span.start..span.end])
    }
}
