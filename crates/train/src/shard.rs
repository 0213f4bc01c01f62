//! Shards: some trees of a forest in a file each. `--trees` or `--part` grows and writes one, and `--merge` puts
//! all of them together.
//!
//! A shard is a line of JSON, the header, and each tree behind its length. A process that grows
//! one needs no tracker and no network, only the tables and `params.yaml`.
//!
//! # Layout
//!
//! - `header`: what a shard says of itself, and what it was grown from.
//! - `writer` and `reader`: the file.
//! - `set`: shards that belong together.
//! - `error`: what can be wrong with them.

pub(crate) mod error;
mod header;
mod reader;
mod set;
mod writer;

use std::env;
use std::ops::Range;
use std::path::{Path, PathBuf};

use estimators::{ForestPart, grow_part_drawn, grow_parts};
use linfa::DatasetBase;
use params::{Params, trees_of_shard};
use stage::outputs::Outputs;
use stage::progress::{Progress, Unit, grouped};

use crate::args::{Args, Part};
use crate::encoded;
use crate::error::TrainError;
use crate::tables::{PartTables, Tables};
use crate::validation;
use error::ShardError;
use header::{Header, Origin};

/// Grows the parts that `args` ask for, and writes each to its file as soon as it is grown: what is
/// there when the process is killed is complete.
///
/// # Errors
///
/// When the parameters ask for no forest that is trained once, or it has no such trees; when a
/// table is wrong; when a file cannot be written.
pub(crate) fn grow(args: &Args, params: &Params) -> Result<(), TrainError> {
    let (trees, targets) = parts(args, n_trees(params)?)?;
    let mut done = 0;
    while done < trees.len() {
        let tables = read_tables(args, params, &trees[done])?;
        // Where few rows are drawn, the next trees draw others.
        let few = tables.train.rows.drawn().is_some();
        let end = if few { done + 1 } else { trees.len() };
        grow_on(&tables, params, &trees[done..end], &targets[done..end])?;
        done = end;
    }
    Ok(())
}

/// The trees of each part, and the file for them.
fn parts(args: &Args, n_estimators: usize) -> Result<(Vec<Range<usize>>, &[PathBuf]), ShardError> {
    let (trees, shards) = (ranges(args, n_estimators)?, &args.shard[..]);
    if trees.len() != shards.len() {
        return Err(ShardError::Unpaired {
            trees: trees.len(),
            shards: shards.len(),
        });
    }
    match trees.iter().find(|trees| trees.end > n_estimators) {
        Some(trees) => Err(ShardError::NoSuchTrees {
            trees: trees.clone(),
            n_estimators,
        }),
        None => Ok((trees, shards)),
    }
}

/// The trees of each part, as the command line spells them or counts them out.
fn ranges(args: &Args, n_estimators: usize) -> Result<Vec<Range<usize>>, ShardError> {
    let Some(Part { index, of }) = args.part else {
        return Ok(args.trees.clone());
    };
    if of > n_estimators {
        return Err(ShardError::TooManyParts { of, n_estimators });
    }
    Ok(vec![trees_of_shard(n_estimators, index, of)])
}

fn read_tables(
    args: &Args,
    params: &Params,
    trees: &Range<usize>,
) -> Result<PartTables, TrainError> {
    let data = &params.data;
    let tables = PartTables::read(&args.train(data), &args.test(data), params, trees)?;
    validation::check(&tables.train, params)?;
    Ok(tables)
}

/// Grows these trees, one range or more, into a file each. `tables` are laid out in memory once for all
/// of them.
fn grow_on(
    tables: &PartTables,
    params: &Params,
    trees: &[Range<usize>],
    targets: &[PathBuf],
) -> Result<(), TrainError> {
    let rows = &tables.train.rows;
    let records = encoded::training_matrix(&tables.features, rows)?;
    let records = records.view();
    let writer = PartWriter::new(tables, params)?;
    let n_trees: usize = trees.iter().map(ExactSizeIterator::len).sum();
    let n_trees = u64::try_from(n_trees).ok();
    let progress = Progress::start("train: growing trees", Unit::Trees, n_trees);
    let on_tree = || progress.add(1);
    let mut targets = targets.iter();
    let mut on_part = |part| {
        let target = targets.next().expect("there is a file for each part");
        writer.write(target, &part)
    };
    if let Some(drawn) = rows.drawn() {
        return on_part(grow_part_drawn(&drawn.rows, &records, &on_tree)?);
    }
    let dataset = DatasetBase::new(records, rows.targets().view());
    grow_parts(&params.train, &dataset, trees, &on_tree, on_part)?
}

/// What writes parts of one forest.
struct PartWriter {
    n_estimators: usize,
    origin: Origin,
}

impl PartWriter {
    fn new(tables: &PartTables, params: &Params) -> Result<Self, ShardError> {
        let md5s = [&*tables.train.md5, &tables.test_md5];
        Ok(Self {
            n_estimators: n_trees(params)?,
            origin: Origin::of(params, md5s, |name| env::var(name).ok()),
        })
    }

    fn write(&self, target: &Path, part: &ForestPart) -> Result<(), TrainError> {
        let (trees, all) = (part.range(), self.n_estimators);
        let header = Header::new(&trees, all, self.origin.clone());
        let mut outputs = Outputs::new();
        let bytes = writer::write(&mut outputs, target, header, part)?;
        outputs.commit()?;
        let (target, bytes) = (target.display(), grouped(bytes));
        let Range { start, end } = trees;
        println!("train: grew the trees {start}..{end} of {all} into `{target}`, {bytes} bytes");
        Ok(())
    }
}

/// The number of trees of a forest that can be grown in parts.
///
/// # Errors
///
/// When the parameters ask for something else.
pub(crate) fn n_trees(params: &Params) -> Result<usize, ShardError> {
    if params.tune.is_some() {
        return Err(ShardError::Tuned);
    }
    let forest = params.train.forest().ok_or(ShardError::NoForest {
        model: params.train.model(),
    })?;
    Ok(forest.n_estimators)
}

/// The trees of the shards `paths`, which are all of the forest that `params` and these tables ask
/// for.
///
/// # Errors
///
/// When one of them is damaged, or is of another forest, or they do not make one.
pub(crate) fn read(
    paths: &[impl AsRef<Path>],
    params: &Params,
    tables: &Tables,
) -> Result<Vec<ForestPart>, TrainError> {
    let md5s = [&*tables.train.md5, &tables.test.md5];
    let origin = Origin::of(params, md5s, |name| env::var(name).ok());
    let expected = set::Expected {
        n_estimators: n_trees(params)?,
        origin,
        tables: [&tables.train.path, &tables.test.path],
    };
    let shards = set::open(paths, &expected)?;
    // A class of which there is no row has no share.
    let n_classes = tables.train.class_counts.iter().filter(|&&rows| rows > 0);
    let parts = set::read(&shards, n_classes.count())?;
    let (trees, files) = (expected.n_estimators, shards.len());
    println!("train: puts {trees} trees together, of {files} shards");
    Ok(parts)
}
