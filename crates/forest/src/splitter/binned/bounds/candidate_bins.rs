//! The cells of a histogram that may hold a split that beats the best one.

/// A cell that was not ruled out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Survivor {
    /// Its place in the histogram.
    pub(crate) cell: usize,
    /// The number of rows before it.
    pub(crate) n_before: usize,
    /// The number of rows in it.
    pub(crate) n_rows: usize,
    /// Whether its first row follows the last row of the survivor before it.
    pub(crate) follows: bool,
}

/// Survivors, and the class weights before each.
#[derive(Debug, Default)]
pub(crate) struct Survivors {
    pub(crate) cells: Vec<Survivor>,
    pub(crate) before: Vec<f64>,
}

impl Survivors {
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.before.clear();
    }

    /// The number of rows in all of them.
    pub(crate) fn n_rows(&self) -> usize {
        self.cells.iter().map(|cell| cell.n_rows).sum()
    }

    /// All of them, each with the class weights before it.
    pub(crate) fn iter(&self, n_classes: usize) -> impl Iterator<Item = (&Survivor, &[f64])> {
        self.cells.iter().zip(self.before.chunks_exact(n_classes))
    }

    /// Drops those whose cell is not to be kept.
    pub(crate) fn retain(&mut self, n_classes: usize, keep: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for place in 0..self.cells.len() {
            let survivor = self.cells[place];
            if keep(survivor.cell) {
                self.cells[kept] = survivor;
                let before = place * n_classes..(place + 1) * n_classes;
                self.before.copy_within(before, kept * n_classes);
                kept += 1;
            }
        }
        self.cells.truncate(kept);
        self.before.truncate(kept * n_classes);
    }

    pub(crate) fn push(&mut self, survivor: Survivor, before: &[f64]) {
        self.cells.push(survivor);
        self.before.extend_from_slice(before);
    }
}

/// The rows and class weights before a place.
#[derive(Debug, Default)]
pub(crate) struct Before {
    pub(crate) n_rows: usize,
    pub(crate) classes: Vec<f64>,
}

impl Before {
    /// Nothing.
    pub(crate) fn clear(&mut self, n_classes: usize) {
        self.n_rows = 0;
        self.classes.clear();
        self.classes.resize(n_classes, 0.0);
    }

    /// These.
    pub(crate) fn set(&mut self, n_rows: usize, classes: &[f64]) {
        self.n_rows = n_rows;
        self.classes.clear();
        self.classes.extend_from_slice(classes);
    }
}

/// The list of survivors while it grows.
pub(crate) struct Adding<'a> {
    next_too: bool,
    last_survived: bool,
    last_added: bool,
    found: &'a mut Survivors,
}

impl<'a> Adding<'a> {
    /// `next_too`: also the cell after each survivor.
    pub(crate) fn new(next_too: bool, found: &'a mut Survivors) -> Self {
        Self {
            next_too,
            last_survived: false,
            last_added: false,
            found,
        }
    }

    /// Adds a cell, of which and before which are so many rows, if it survives or must be.
    #[inline]
    pub(crate) fn add(
        &mut self,
        survives: bool,
        cell: usize,
        rows: (usize, usize),
        before: &[f64],
    ) {
        let added = survives || (self.next_too && self.last_survived);
        if added {
            let survivor = Survivor {
                cell,
                n_before: rows.0,
                n_rows: rows.1,
                follows: self.next_too && self.last_added,
            };
            self.found.push(survivor, before);
        }
        (self.last_survived, self.last_added) = (survives, added);
    }

    /// Whether the next cell is added whatever its bound.
    pub(crate) fn next_is_added(&self) -> bool {
        self.next_too && self.last_survived
    }

    /// Passes cells of which none survives.
    pub(crate) fn skip(&mut self) {
        (self.last_survived, self.last_added) = (false, false);
    }
}
