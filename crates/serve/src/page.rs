//! For whoever wants to look rather than ask by program: a page to type a row in, and the description of all paths.
//!
//! The page has no script: the form is sent, and the server answers with the same page and the prediction.
//!
//! # Layout
//!
//! - `form` reads what was typed.
//! - `html` writes the page.
//! - `openapi` describes the paths.

mod form;
mod html;
mod openapi;

pub(crate) use form::Form;
pub(crate) use html::{Said, render};
pub(crate) use openapi::describe;

/// What the page looks like.
pub(crate) const STYLE: &str = include_str!("page/style.css");

/// What a browser lets the page do: nothing but to look as it does, and to send its form to this server.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
