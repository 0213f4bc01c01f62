//! A folder or a bucket becomes the remote `storage`, for the data alone.

use std::fs;
use std::path::Path;

use super::{Plan, RemoteSetupError, Scene, Terminal};
use crate::remotes::{Answer, Candidate, Change, Kind, check_folder, folder_url, used};

/// The remote of `.dvc/config`, and its section there.
const NAME: &str = "storage";
const SECTION: &str = "remote \"storage\"";
/// How many seconds it has to answer.
const LIMIT: u32 = 15;
/// Where credentials of S3 are looked for.
const AWS: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// A folder that can be written to.
///
/// # Errors
///
/// When it is not there, or nothing can be written to it.
pub(super) fn folder(scene: &Scene<'_>, folder: &Path) -> Result<Plan, RemoteSetupError> {
    refuse_endpoint(scene, &folder.display().to_string())?;
    // In the runner, that of a folder outside of the checkout was tried before (scripts/runner).
    let _ = fs::create_dir_all(folder);
    check_folder(folder)?;
    let root = scene.checkout.root();
    let url = folder_url(root, folder);
    let inside = if folder.starts_with(root) {
        "; it is in this checkout, where nobody else sees it"
    } else {
        ""
    };
    let found = format!(
        "remote: the folder {} can be written to{inside}",
        folder.display()
    );
    plan(scene, url, None, found, Vec::new())
}

/// An address at which DVC can read and write.
///
/// # Errors
///
/// When it cannot be reached, refuses, or is not there.
pub(super) fn address(scene: &Scene<'_>, url: String) -> Result<Plan, RemoteSetupError> {
    let is_s3 = url.starts_with("s3://");
    if !is_s3 {
        refuse_endpoint(scene, &url)?;
    }
    let endpoint = endpoint(scene, is_s3)?;
    let mut candidate = Candidate {
        name: NAME,
        settings: vec![
            ("url", Some(url.clone())),
            ("endpointurl", endpoint.clone()),
        ],
        variables: Vec::new(),
    };
    let mut answer = look(scene, &candidate)?;
    let terminal = scene.terminal.as_ref().filter(|_| is_s3);
    if let Some(terminal) = terminal.filter(|_| answer.kind == Some(Kind::Denied)) {
        candidate.variables = ask_for_keys(terminal, &answer)?;
        answer = look(scene, &candidate)?;
    }
    usable(&answer)?;
    let at = endpoint.as_ref().map(|endpoint| format!(" at {endpoint}"));
    let at = at.unwrap_or_default();
    let found = if url.starts_with("http") {
        format!("remote: {url} answers; whether it takes data, a push tells")
    } else {
        format!("remote: {url}{at} can be read and written to")
    };
    plan(scene, url, endpoint, found, candidate.variables)
}

fn refuse_endpoint(scene: &Scene<'_>, place: &str) -> Result<(), RemoteSetupError> {
    let given = scene.args.endpoint.as_ref();
    given.map_or(Ok(()), |_| {
        Err(RemoteSetupError::Endpoint(place.to_owned()))
    })
}

/// The server that speaks S3's protocol, if it is not AWS's: as given, or as a person says who is asked
/// for everything.
fn endpoint(scene: &Scene<'_>, is_s3: bool) -> Result<Option<String>, RemoteSetupError> {
    let given = scene.args.endpoint.clone();
    let terminal = scene.terminal.as_ref().filter(|_| scene.args.ask && is_s3);
    let Some(terminal) = terminal.filter(|_| given.is_none()) else {
        return Ok(given);
    };
    let present = used(scene.checkout, scene.settings)?.endpoint;
    let question = "The server's address (https://...; for AWS, none)";
    let answer = terminal.ask(question, present.as_deref())?;
    Ok(Some(answer).filter(|answer| !answer.is_empty() && answer != "none"))
}

fn ask_for_keys(
    terminal: &Terminal,
    answer: &Answer,
) -> Result<Vec<(&'static str, String)>, RemoteSetupError> {
    terminal.say(&format!("{}: {}", answer.url, answer.found));
    let key = terminal.ask(AWS[0], None)?;
    let secret = terminal.ask_secret(AWS[1])?;
    Ok(AWS.into_iter().zip([key, secret]).collect())
}

fn look(scene: &Scene<'_>, candidate: &Candidate) -> Result<Answer, RemoteSetupError> {
    super::look(scene, candidate, LIMIT)
}

fn usable(answer: &Answer) -> Result<(), RemoteSetupError> {
    if answer.is_usable() {
        return Ok(());
    }
    let place = format!("`{}`", answer.shown_url());
    let found = answer.found.clone();
    let remedy = answer.remedy();
    Err(if answer.is_worth_a_retry() {
        RemoteSetupError::Unreachable {
            place,
            found,
            remedy,
        }
    } else {
        RemoteSetupError::Unusable {
            place,
            found,
            remedy,
        }
    })
}

fn plan(
    scene: &Scene<'_>,
    url: String,
    endpoint: Option<String>,
    found: String,
    variables: Vec<(&'static str, String)>,
) -> Result<Plan, RemoteSetupError> {
    let set = |section, key, value| Change {
        section,
        key,
        value,
    };
    let mut changes = vec![
        set(SECTION, "url", Some(url)),
        set(SECTION, "endpointurl", endpoint),
    ];
    // Else DagsHub's, or another remote that somebody named, would stay the default one.
    if used(scene.checkout, scene.settings)?.name != NAME {
        changes.push(set("core", "remote", Some(NAME.to_owned())));
    }
    Ok(Plan {
        remote: NAME,
        changes,
        variables,
        found,
        next: "next: commit `.dvc/config`, so that others find it, and type `make push`".to_owned(),
    })
}
