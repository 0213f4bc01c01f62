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

use crate::error::RegistryError;
use crate::page;
use crate::production::{ARCHIVED, PRODUCTION, ProductionState, STAGING};
use crate::record::{Promotion, REASON_TAG, Record};
use claim::claim;
pub use claim::{Claimed, claim_key};
pub(crate) use claim::{claim_value, is_gone};

/// The tag of a version that says which alias it has or had, as in the Python reference.
const STATUS_TAG: &str = "status";
/// Who took longer than this since the claim looks again before moving the
/// alias: others may have given up waiting.
const RECHECK_AFTER: Duration = Duration::from_secs(2);

/// A promotion to be carried out.
#[derive(Clone, Debug)]
pub struct PromotionRequest<'a> {
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The version is `production`.
    Promoted {
        /// What a person should know: which of the steps behind the alias failed.
        warning: Option<String>,
    },
    /// This one became `production` meanwhile; none if the alias was removed.
    Overtaken(Option<u64>),
}

/// Makes a version `production` in the place of `state`.
///
/// `claimed` is a claim that was won before, with the scores.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses: then `production` is what it
/// was, or the new version.
pub fn promote(
    client: &Client,
    state: &ProductionState,
    request: &PromotionRequest<'_>,
    claimed: Option<Claimed>,
) -> Result<Outcome, RegistryError> {
    let (name, version) = (&request.version.name, request.version.version);
    let claimed = match claimed {
        Some(claimed) => claimed,
        None => match claim(client, state, request.version)? {
            Ok(claimed) => claimed,
            Err(now) => return Ok(overtaken(&now, version)),
        },
    };
    let record = write_tags(client, request, claimed.number)?;
    if claimed.since.elapsed() > RECHECK_AFTER {
        let now = ProductionState::read(client, name)?;
        if !now.is_still(state) {
            return Ok(overtaken(&now, version));
        }
    }
    client.set_alias(name, PRODUCTION, version)?;
    let now = client.alias(name, PRODUCTION)?;
    let now = now.map(|version| version.version);
    if now != Some(version) {
        return Ok(Outcome::Overtaken(now));
    }
    let mut failures = Vec::new();
    failures.extend(archive(client, state, request));
    failures.extend(describe(client, state, request, &record));
    let warning = warning(version, failures);
    Ok(Outcome::Promoted { warning })
}

/// Being overtaken by a promotion of the same version is as good as winning.
fn overtaken(now: &ProductionState, version: u64) -> Outcome {
    match now.number() {
        Some(number) if number == version => Outcome::Promoted { warning: None },
        other => Outcome::Overtaken(other),
    }
}

/// The verdict and the promotion, before the alias moves.
fn write_tags(
    client: &Client,
    request: &PromotionRequest<'_>,
    number: u64,
) -> Result<Record, mlflow::Error> {
    let version = request.version;
    let record = Record {
        evaluation: request.record.evaluation.clone(),
        promotion: Some(Promotion {
            number,
            reason: request.reason.clone(),
            previous: request.previous,
            by: request.by.clone(),
            rolled_back: request.rolled_back.clone(),
        }),
    };
    client.tag_version(&version.name, version.version, &record.tag())?;
    // The gate's word is in the record and in the run. A person's decision gets
    // a tag of its own, and so does what would leave that one wrong.
    let by_a_person = matches!(request.reason.as_str(), "manual" | "rollback");
    if by_a_person || version.tags.contains_key(REASON_TAG) {
        let tag = Tag::new(REASON_TAG, &request.reason);
        client.tag_version(&version.name, version.version, &tag)?;
    }
    Ok(record)
}

/// Something that should follow a promotion and did not, in words behind "failed to", and why. The
/// promotion is done: it is a warning and no error, and keeps nothing else from being done.
type Failure = (String, mlflow::Error);

/// All of `failures` in a line with the first one's reason, which is most often that of the others.
fn warning(version: u64, failures: Vec<Failure>) -> Option<String> {
    let (what, errors): (Vec<_>, Vec<_>) = failures.into_iter().unzip();
    let error = errors.first()?;
    let what = what.join(", to ");
    Some(format!(
        "version {version} is production; failed to {what}: {error}"
    ))
}

/// Says on the pages of both versions why the one is production and the other is not any more. It comes after
/// the alias, so that no page says what did not happen.
fn describe(
    client: &Client,
    state: &ProductionState,
    request: &PromotionRequest<'_>,
    record: &Record,
) -> Vec<Failure> {
    let version = request.version;
    let described = page::describe(client, version, record, page::promoted(record));
    let described = described.map_err(|error| ("say why on its page".to_owned(), error));
    let replaced = state.version.as_ref().map(|replaced| {
        let standing = page::replaced(record, version.version);
        let told = page::describe(client, replaced, &state.record, Some(standing));
        told.map_err(|error| {
            let what = format!("say so on the page of version {}", replaced.version);
            (what, error)
        })
    });
    let all = [Some(described), replaced].into_iter().flatten();
    all.filter_map(Result::err).collect()
}

/// Marks the version that was replaced, and takes such marks from the new one.
fn archive(
    client: &Client,
    state: &ProductionState,
    request: &PromotionRequest<'_>,
) -> Option<Failure> {
    let error = mark(client, state.version.as_ref(), request.version).err()?;
    Some(("mark what it replaced".to_owned(), error))
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
