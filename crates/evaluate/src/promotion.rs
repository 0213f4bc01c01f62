//! How a version becomes `production`, also when several want to at once, and
//! whatever process dies meanwhile.
//!
//! Moving the alias is the one step that counts: a crash before it leaves the
//! old production, a crash after it the new one. The registry cannot move an
//! alias on the condition that it still points where it did, so whoever wants
//! to move it first claims the succession of the version that it found there,
//! by a param of that version's run: a param cannot be changed, so exactly one
//! of several gets it. The others wait for the alias to move and are told by
//! whom they were overtaken. A claim after which nothing happens is that of a
//! process that died: the next number is claimed.

mod claim;

use std::time::Duration;

use mlflow::{Client, ModelVersion, Tag};

use crate::error::EvaluateError;
use crate::record::{Promotion, REASON_TAG, Record};
pub use claim::{Claimed, claim, claim_key, claim_value, is_gone};

/// The alias of the version that is in use.
pub const PRODUCTION: &str = "production";
/// The alias of the newest version that did not pass.
pub const STAGING: &str = "staging";
/// The alias of the version that was in use before.
pub const ARCHIVED: &str = "archived";
/// The tag of a version that says so as well, as in the Python reference.
pub const STATUS_TAG: &str = "status";
/// Who took longer than this since the claim looks again before moving the
/// alias: others may have given up waiting.
const HASTE: Duration = Duration::from_secs(2);

/// What was `production` when somebody looked.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The version, if there is one.
    pub version: Option<ModelVersion>,
    /// What its tag says.
    pub record: Record,
}

/// A promotion to be carried out.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The version that is to become `production`.
    pub version: &'a ModelVersion,
    /// What its tag is to hold besides the promotion.
    pub record: Record,
    /// Why, in a word.
    pub reason: String,
    /// Where a rollback from it leads.
    pub previous: Option<u64>,
    /// The person, where one did it.
    pub by: Option<String>,
    /// The models that were rolled back from.
    pub rolled_back: Vec<String>,
}

/// How it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The version is `production`.
    Promoted,
    /// This one became `production` meanwhile; none if the alias was removed.
    Overtaken(Option<u64>),
}

impl Standing {
    /// Looks at the alias.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub fn read(client: &Client, name: &str) -> Result<Self, mlflow::Error> {
        let version = client.alias(name, PRODUCTION)?;
        let record = version.as_ref().map(Record::of).unwrap_or_default();
        Ok(Self { version, record })
    }

    /// The number of the version, if there is one.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        self.version.as_ref().map(|version| version.version)
    }

    /// Whether nothing was promoted since `earlier`; a version that came back
    /// by a rollback carries another number of promotion.
    fn is_still(&self, earlier: &Self) -> bool {
        self.number() == earlier.number() && self.record.number() == earlier.record.number()
    }
}

/// Makes a version `production` in the place of `standing`.
///
/// `claimed` is a claim that was won before, with the scores.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses: then `production` is what it
/// was, or the new version.
pub fn promote(
    client: &Client,
    standing: &Standing,
    change: &Change<'_>,
    claimed: Option<Claimed>,
) -> Result<Outcome, EvaluateError> {
    let (name, version) = (&change.version.name, change.version.version);
    let claimed = match claimed {
        Some(claimed) => claimed,
        None => match claim(client, standing, change.version)? {
            Ok(claimed) => claimed,
            Err(now) => return Ok(overtaken(&now, version)),
        },
    };
    write_tags(client, change, claimed.number)?;
    if claimed.since.elapsed() > HASTE {
        let now = Standing::read(client, name)?;
        if !now.is_still(standing) {
            return Ok(overtaken(&now, version));
        }
    }
    client.set_alias(name, PRODUCTION, version)?;
    let now = client.alias(name, PRODUCTION)?;
    let now = now.map(|version| version.version);
    if now != Some(version) {
        return Ok(Outcome::Overtaken(now));
    }
    archive(client, standing, change);
    Ok(Outcome::Promoted)
}

/// Being overtaken by a promotion of the same version is as good as winning.
fn overtaken(now: &Standing, version: u64) -> Outcome {
    match now.number() {
        Some(number) if number == version => Outcome::Promoted,
        other => Outcome::Overtaken(other),
    }
}

/// The verdict and the promotion, before the alias moves.
fn write_tags(client: &Client, change: &Change<'_>, number: u64) -> Result<(), mlflow::Error> {
    let version = change.version;
    let record = Record {
        judged: change.record.judged.clone(),
        promoted: Some(Promotion {
            number,
            reason: change.reason.clone(),
            previous: change.previous,
            by: change.by.clone(),
            rolled_back: change.rolled_back.clone(),
        }),
    };
    client.tag_version(&version.name, version.version, &record.tag())?;
    // The gate's word is in the record and in the run. A person's decision gets
    // a tag of its own, and so does what would leave that one wrong.
    let by_a_person = matches!(change.reason.as_str(), "manual" | "rollback");
    if by_a_person || version.tags.contains_key(REASON_TAG) {
        let tag = Tag::new(REASON_TAG, &change.reason);
        client.tag_version(&version.name, version.version, &tag)?;
    }
    Ok(())
}

/// Marks the version that was replaced, and takes such marks from the new one.
/// The promotion is done: what fails here is told and no error.
fn archive(client: &Client, standing: &Standing, change: &Change<'_>) {
    let version = change.version;
    let marked = mark(client, standing.version.as_ref(), version);
    if let Err(error) = marked {
        eprintln!(
            "evaluate: version {} is production; failed to mark what it replaced: {error}",
            version.version
        );
    }
}

fn mark(
    client: &Client,
    replaced: Option<&ModelVersion>,
    version: &ModelVersion,
) -> Result<(), mlflow::Error> {
    let (name, number) = (&version.name, version.version);
    if let Some(replaced) = replaced {
        client.set_alias(name, ARCHIVED, replaced.version)?;
        client.tag_version(name, replaced.version, &Tag::new(STATUS_TAG, ARCHIVED))?;
    }
    if version
        .tags
        .get(STATUS_TAG)
        .is_some_and(|status| status == ARCHIVED)
    {
        client.tag_version(name, number, &Tag::new(STATUS_TAG, PRODUCTION))?;
    }
    if version.aliases.iter().any(|alias| alias == STAGING) {
        client.delete_alias(name, STAGING)?;
    }
    Ok(())
}
