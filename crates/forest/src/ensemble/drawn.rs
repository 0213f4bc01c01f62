//! Growing a forest on those rows alone that its trees draw.

use std::ops::Range;

use hyperparameters::InvalidHyperparameter;
use ndarray::{ArrayBase, Data, Ix2};

use super::builder::{ForestBuilder, TreeObserver};
use super::fit::encode;
use super::part::{ForestPart, all_trees};
use crate::data::{FeatureValue, Matrix};
use crate::sampling::{RowSampling, RowSet};
use crate::{ForestError, RandomForest, RandomForestValidParams, Tree};

/// The rows of a table that the trees of a forest draw, known before the table is read.
///
/// With [`max_samples`](crate::ForestParams::max_samples) these are often few of many: 50 trees of
/// 20,000 rows each see at most a million, whatever the table holds. What they draw depends on the
/// seed and the targets alone, so that a table too large for memory needs only those rows of it.
///
/// ```
/// use forest::{RandomForestParams, Rows};
/// use linfa::{Dataset, ParamGuard, traits::Fit};
/// use ndarray::{Array1, Array2, Axis};
///
/// let table = Array2::from_shape_fn((500, 2), |(row, column)| (row * (column + 3) % 17) as f32);
/// let targets = Array1::from_shape_fn(500, |row| row % 3);
/// let params = RandomForestParams::new().n_estimators(5).max_samples(Some(Rows::Count(20)));
/// let params = params.check()?;
///
/// let drawn = params.draw_rows(targets.iter().copied())?;
/// assert!(drawn.n_drawn() <= 100);
/// let rows: Vec<usize> = (0..500).filter(|&row| drawn.contains(row)).collect();
/// let forest = drawn.fit(&table.select(Axis(0), &rows), &|| ())?;
/// assert_eq!(forest, params.fit(&Dataset::new(table, targets))?);
/// # Ok::<(), forest::ForestError>(())
/// ```
#[derive(Debug)]
pub struct DrawnRows {
    params: RandomForestValidParams,
    class_values: Vec<usize>,
    /// The class indices of the rows that are drawn.
    classes: Vec<u32>,
    sampling: RowSampling,
    first_tree: usize,
    /// Those of the trees that draw.
    seeds: Vec<u32>,
    rows: RowSet,
}

impl RandomForestValidParams {
    /// Draws the rows of all trees from a table with these targets, one for each of its rows.
    /// Takes 4 bytes per row while it draws, 16 more with `class_weight`. Keeps 1.5 bits for each,
    /// 8 bytes more with `class_weight`, and 4 bytes for each row that is drawn.
    ///
    /// # Errors
    ///
    /// If there is no row, or more than `u32::MAX`; if the class weights do not suit the classes;
    /// if the rows are to be used that a tree does not draw, which is what `oob_score` asks for.
    pub fn draw_rows(
        &self,
        targets: impl Iterator<Item = usize> + Clone,
    ) -> Result<DrawnRows, ForestError> {
        self.draw_rows_of(0..self.forest.n_estimators, targets)
    }

    /// [`draw_rows`](Self::draw_rows) of some of the trees, which are numbered from 0.
    ///
    /// # Errors
    ///
    /// As [`draw_rows`](Self::draw_rows), and if there are no such trees.
    pub fn draw_rows_of(
        &self,
        trees: Range<usize>,
        targets: impl Iterator<Item = usize> + Clone,
    ) -> Result<DrawnRows, ForestError> {
        if self.oob_score {
            return Err(InvalidHyperparameter {
                name: "oob_score",
                value: "true".to_owned(),
                expected: "false where only the rows that the trees draw are held",
            }
            .into());
        }
        let (class_values, classes) = encode(targets);
        let n_rows = classes.len();
        if n_rows == 0 {
            return Err(ForestError::Empty {
                rows: 0,
                columns: 1,
            });
        }
        if u32::try_from(n_rows).is_err() {
            return Err(ForestError::TooManyRows { rows: n_rows });
        }
        let class_weights = self.class_weights(&class_values, &classes)?;
        let sampling = RowSampling::new(self, &classes, class_weights.as_deref())?;
        let seeds = self.seeds_of(&trees)?;
        let rows = sampling.seen_by(&seeds);
        let numbered = classes.into_iter().enumerate();
        let drawn = numbered.filter(|(row, _)| rows.contains(*row));
        Ok(DrawnRows {
            params: self.clone(),
            class_values,
            classes: drawn.map(|(_, class)| class).collect(),
            sampling,
            first_tree: trees.start,
            seeds,
            rows,
        })
    }
}

impl DrawnRows {
    /// How many rows the table has.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.sampling.n_rows()
    }

    /// How many of them are drawn by any tree.
    #[must_use]
    pub fn n_drawn(&self) -> usize {
        self.rows.len()
    }

    /// Whether a row, counted from 0, is drawn by any tree.
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        self.rows.contains(row)
    }

    /// The target of each row that is drawn, in the order of the table.
    pub fn targets(&self) -> impl Iterator<Item = usize> {
        let classes = self.classes.iter();
        classes.map(|&class| self.class_values[class as usize])
    }

    /// Grows the forest on the rows that are drawn, `[drawn rows, features]` in the order of the
    /// table: to the last bit the forest that [`fit`](linfa::traits::Fit::fit) grows on all of
    /// it. `on_tree` is called after each tree.
    ///
    /// # Errors
    ///
    /// If there are not as many records as rows drawn, or no features, or a value is beyond the
    /// range of a float32; if only some of the trees draw.
    pub fn fit<C: FeatureValue, D: Data<Elem = C>>(
        &self,
        records: &ArrayBase<D, Ix2>,
        on_tree: TreeObserver<'_>,
    ) -> Result<RandomForest, ForestError> {
        let n_trees = self.params.forest.n_estimators;
        if self.seeds.len() != n_trees {
            let trees = self.first_tree..self.first_tree + self.seeds.len();
            return Err(ForestError::NotInOrder { trees, n_trees });
        }
        let trees = self.grow(records, on_tree)?;
        Ok(self.forest(records.ncols(), trees))
    }

    /// Grows the trees that draw these rows, as [`fit`](Self::fit) does.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), however many trees draw.
    pub fn grow_part<C: FeatureValue, D: Data<Elem = C>>(
        &self,
        records: &ArrayBase<D, Ix2>,
        on_tree: TreeObserver<'_>,
    ) -> Result<ForestPart, ForestError> {
        let trees = self.grow(records, on_tree)?;
        Ok(ForestPart::new(self.first_tree, trees))
    }

    fn grow<C: FeatureValue, D: Data<Elem = C>>(
        &self,
        records: &ArrayBase<D, Ix2>,
        on_tree: TreeObserver<'_>,
    ) -> Result<Vec<Tree>, ForestError> {
        let records = Matrix::of(records.view())?;
        if records.n_rows() != self.classes.len() {
            return Err(ForestError::TargetCount {
                rows: records.n_rows(),
                targets: self.classes.len(),
            });
        }
        let n_classes = self.class_values.len();
        let builder = ForestBuilder::new(
            &self.params,
            &records,
            &self.classes,
            n_classes,
            &self.sampling,
        )
        .holding(&self.rows);
        let bins = builder.lay_out()?;
        Ok(builder.build(bins.as_ref(), &self.seeds, on_tree))
    }

    /// The forest of `parts`, in any order, of a table with this number of features.
    ///
    /// # Errors
    ///
    /// If they are not all trees, each once, or a tree is none of such a table.
    pub fn join(
        &self,
        n_features: usize,
        parts: Vec<ForestPart>,
    ) -> Result<RandomForest, ForestError> {
        let (trees, classes) = (self.params.forest.n_estimators, self.class_values.len());
        let trees = all_trees(parts, trees, n_features, classes)?;
        Ok(self.forest(n_features, trees))
    }

    fn forest(&self, n_features: usize, trees: Vec<Tree>) -> RandomForest {
        RandomForest::new(self.class_values.clone(), n_features, trees)
    }
}
