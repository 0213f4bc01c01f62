//! What a shard says of itself.

use std::fmt::Write as _;
use std::ops::Range;

use params::Params;
use provenance::{Image, Program};
use serde::{Deserialize, Serialize};
use stage::digest::sha256_hex;
use stage::sealed::blank;

/// The form of the files that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The first line of a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    /// [`FORMAT`].
    pub format: u32,
    /// The numbers of its trees, counted from 0.
    pub trees: Range<usize>,
    /// How many trees the forest has.
    pub n_estimators: usize,
    /// What the forest is grown from.
    pub origin: Origin,
    /// SHA-256, in hexadecimal, of the whole file with zeros in the place of these digits
    /// ([`stage::sealed`]).
    pub sha256: String,
}

/// All that decides the trees of a forest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// MD5 of the training rows and of the test rows, in hexadecimal.
    pub data: [String; 2],
    /// SHA-256 of what [`Params::of_model`] says, in hexadecimal.
    pub params: String,
    /// The program that grows it.
    pub program: Program,
    /// The hash of the sources of its image; none for a program that was started by hand.
    pub sources: Option<String>,
}

/// The part of a header that every format has.
#[derive(Deserialize)]
pub(super) struct Head {
    pub format: u32,
}

impl Header {
    /// A header before there are trees behind it.
    pub(super) fn new(trees: &Range<usize>, n_estimators: usize, origin: Origin) -> Self {
        Self {
            format: FORMAT,
            trees: trees.clone(),
            n_estimators,
            origin,
            sha256: blank(),
        }
    }

    /// The line, of the same length whatever the digest.
    pub(super) fn line(&self) -> String {
        let json = serde_json::to_string(self).expect("plain values are JSON");
        json + "\n"
    }
}

impl Origin {
    /// That of a forest which this process grows from tables with these `md5s`, the training rows
    /// and the test rows. `lookup` gives the environment.
    pub(super) fn of(
        params: &Params,
        md5s: [&str; 2],
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Self {
        Self {
            data: md5s.map(str::to_owned),
            params: sha256_hex(params.of_model().as_bytes()),
            program: Program::of(env!("CARGO_PKG_NAME")),
            sources: Image::from(lookup).map(|image| image.source_hash),
        }
    }

    /// The program in words.
    pub(super) fn program(&self) -> String {
        let Program {
            name,
            version,
            rustc,
            target,
        } = &self.program;
        let mut text = format!("{name} {version}");
        // Writing to a string cannot fail.
        let _ = match &self.sources {
            Some(sources) => write!(text, " of the image with the sources {sources}"),
            None => write!(text, " without an image"),
        };
        for known in [rustc, target].into_iter().flatten() {
            let _ = write!(text, ", {known}");
        }
        text
    }
}
