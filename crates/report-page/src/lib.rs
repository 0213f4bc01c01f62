//! The report on a model as one HTML page: the scores with their intervals, the gate's verdict, what
//! changed since the last commit and against production, pictures, the data, parameters, and what
//! each stage took.
//!
//! The page needs no network and no script: pictures are SVG in it, and a policy in its head keeps
//! browsers from loading anything. All text is escaped by the template library; what comes from
//! outside cannot add an element. The same [`Report`] gives the same bytes.
//!
//! It is made to be read without eyes, without a mouse, on a phone, and in the dark: landmarks,
//! headings in order, captions, a link that skips the navigation; tables become lists where there is
//! no room; colours follow the theme; and nothing is told by a colour alone.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - [`content`]: what is shown.
//! - `words`: numbers, names and differences as they are written.
//! - `table`: a table that becomes a list on a phone.
//! - `sections`: one file for each part of the page.
//! - `page`: the frame around them.

pub mod content;
mod page;
mod sections;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use content::Report;
pub use page::html;
