//! What is written: the form of the lines, and the lines on their way.

mod form;
mod lines;
mod sink;

pub(crate) use form::Form;
pub(crate) use lines::Lines;
pub(crate) use sink::{Sink, begin, write_at};
