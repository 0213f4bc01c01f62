//! `.env` and the environment.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::Scene;
use super::finding::Finding;
use crate::pipeline::Memory;
use crate::settings::Settings;

pub(super) const NAME: &str = "settings";

/// The variables of DagsHub, which work together alone.
const DAGSHUB: [&str; 3] = ["DAGSHUB_USER_NAME", "DAGSHUB_REPO", "DAGSHUB_TOKEN"];
/// Permission to read for others than the owner.
const OTHERS: u32 = 0o077;

/// Whether `.env` can be read, and what is in it makes sense.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let settings = match Settings::read(&scene.checkout) {
        Ok(settings) => settings,
        Err(error) => return Finding::of_message(NAME, &error.to_string(), "edit .env").into(),
    };
    let path = scene.checkout.main().path(".env");
    let mode = fs::metadata(path).map(|file| file.permissions().mode());
    let found = memory(&settings)
        .or_else(|| dagshub(&settings))
        .or_else(|| open_to_others(&settings, mode.as_ref().copied().unwrap_or_default()));
    let fine = match mode {
        Ok(_) => "those in .env make sense",
        Err(_) => "there is no .env, and the defaults need none",
    };
    found.unwrap_or_else(|| Finding::ok(NAME, fine)).into()
}

fn memory(settings: &Settings) -> Option<Finding> {
    let found = settings.get("STAGE_MEMORY")?;
    let expected = found.parse::<Memory>().err()?;
    let found = format!("STAGE_MEMORY is `{found}`; expected {expected}");
    Some(Finding::fail(NAME, found, "edit .env: STAGE_MEMORY=4g"))
}

fn dagshub(settings: &Settings) -> Option<Finding> {
    let set = |name: &&str| settings.get(name).is_some();
    let (there, missing): (Vec<_>, Vec<_>) = DAGSHUB.into_iter().partition(set);
    let found = format!(
        "DagsHub is not used: beside {}, there is no {}",
        there.join(" and "),
        missing.join(" and no ")
    );
    let remedy = format!("edit .env: {}", missing.join("=, ") + "=");
    let partial = !there.is_empty() && !missing.is_empty();
    partial.then(|| Finding::warn(NAME, found, remedy))
}

fn open_to_others(settings: &Settings, mode: u32) -> Option<Finding> {
    let open = mode & OTHERS != 0 && settings.file_has_secrets();
    let found = ".env holds a secret, and others may read it";
    open.then(|| Finding::warn(NAME, found, "chmod 600 .env"))
}
