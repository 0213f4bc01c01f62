//! Pictures of a classifier: confusion matrix, ROC, precision-recall and calibration curves,
//! importances, and the balance of the classes.
//!
//! Each begins as a small checked struct and ends as a [`Picture`], which is written as SVG (for a
//! page) or PNG (for MLflow). Both come from the same shapes. The same data give the same bytes on
//! every machine: no font, locale or clock of the machine takes part.
//!
//! What is told by a colour is told by a line style, a marker or a number as well. The colours are
//! Okabe's and Ito's, which people who see colours differently can tell apart. An SVG follows the
//! theme of whoever looks at it, and has a title and a description for those who do not look.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it, and `error`.
//!
//! - `share`: numbers between 0 and 1.
//! - `counted`: numbers of things, in words.
//! - `paint`: the colours, by what they are for.
//! - `font`: how wide a text is, and names that are shortened to fit.
//! - `shape`: what a picture is made of.
//! - `picture`: a picture, and its title.
//! - `axes`: a square with two axes from 0 to 1.
//! - `legend`: what the lines in it are.
//! - `confusion`, `curves`, `bars`, `balance`: the pictures.
//! - `vector`, `raster`: SVG and PNG.
//! - `error`: what can be wrong with data.

mod axes;
mod balance;
mod bars;
mod confusion;
mod counted;
mod curves;
mod error;
mod font;
mod legend;
mod paint;
mod picture;
mod raster;
mod shape;
mod share;
#[cfg(test)]
mod tests;
mod vector;

pub use balance::ClassBalance;
pub use bars::Importances;
pub use confusion::ConfusionMatrix;
pub use curves::{Curve, Curves};
pub use error::PlotError;
pub use font::cleaned;
pub use picture::Picture;
