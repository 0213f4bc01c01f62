//! `reproduce` and `export` from outside.

mod folder;
mod refusals;
mod scene;
mod verdict;
