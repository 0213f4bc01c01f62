//! A fresh clone of this repository and the commands that a user types in it;
//! the stages' programs, real servers of MLflow and S3, and a bad network between them.
//!
//! For the tests of the whole: nothing is mocked. It panics where a test should
//! fail.
//!
//! # Layout
//!
//! - [`checkout`]: the clone, its files, and commands run in it.
//! - [`command_output`]: what a command printed, and which stages DVC ran.
//! - [`customers`]: what the customers in tables that are made have in common.
//! - [`dagshub`]: a stand-in for DagsHub.
//! - [`draw`]: random numbers for tables that are made.
//! - [`environment`]: numbers that a person sets for a test.
//! - [`files`]: folders and scripts that a test makes.
//! - [`git_server`]: a git server over HTTP.
//! - [`iris`]: the dataset that clones are set up for.
//! - `listener`: a port at which `dagshub`, `git_server` and `proxy` serve.
//! - `login`: users and their tokens.
//! - [`makefile`]: what the Makefile says of its targets.
//! - [`messages`]: the page of all messages, from the sources.
//! - [`page`]: a page of the documentation, to be typed and compared.
//! - [`programs`]: the programs of the stages out of their images, and a folder to run them in.
//! - [`server`]: a real server, of MLflow or S3, in a container of the test's own.
//! - [`http`]: as much of HTTP as `server` and `proxy` need.
//! - [`proxy`]: the bad network.
//! - [`upstream`]: a branch that has somewhere to go.

#![expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]

pub mod checkout;
pub mod command_output;
pub mod customers;
pub mod dagshub;
pub mod draw;
pub mod environment;
pub mod files;
pub mod git_server;
pub mod http;
pub mod iris;
mod listener;
mod login;
pub mod makefile;
pub mod messages;
pub mod page;
pub mod programs;
pub mod proxy;
pub mod server;
pub mod upstream;

pub use checkout::Checkout;
pub use command_output::CommandOutput;
