//! A repository on DagsHub: it takes the data and the runs, and one token is good for both.

use mlflow::{Client, Fault};
use stage::exit::with_causes;

use super::{Plan, RemoteSetupError, Scene, look};
use crate::commands::tracker_config;
use crate::doctor::impatient;
use crate::remotes::{Candidate, Change, Kind};
use crate::settings::dagshub::{DagsHub, TOKEN_VARIABLE, USER_VARIABLE};
use crate::settings::{Settings, TrackerAddress};

/// The remote that the runner makes from the settings.
const NAME: &str = "dagshub";
/// How many seconds its storage has to answer.
const LIMIT: u32 = 15;
/// How often a person is asked for the token.
const ATTEMPTS: usize = 3;

/// A repository that takes data and runs of whoever asks.
///
/// # Errors
///
/// When there is no token, no such repository, or DagsHub refuses or does not answer.
pub(super) fn repository(
    scene: &Scene<'_>,
    owner: &str,
    repository: &str,
) -> Result<Plan, RemoteSetupError> {
    let token = scene.settings.get(TOKEN_VARIABLE);
    let dagshub = DagsHub {
        host: scene.settings.dagshub_host(),
        owner: owner.to_owned(),
        repository: repository.to_owned(),
        user: user(scene, owner, token.is_none())?,
        token: token.unwrap_or_default(),
    };
    let check = |dagshub: &DagsHub| check_token(scene, dagshub);
    let Some(terminal) = &scene.terminal else {
        return check(&dagshub).map(|found| plan(&dagshub, found));
    };
    let (dagshub, found) = with_a_token(dagshub, check, |before| {
        if let Some(refused) = before {
            terminal.say(&with_causes(refused));
        }
        terminal.ask_secret("A token of DagsHub")
    })?;
    Ok(plan(&dagshub, found))
}

/// What `check` finds with the token that is there, else with one that a person types, who is asked
/// [`ATTEMPTS`] times and told what was wrong with the one before.
fn with_a_token(
    mut dagshub: DagsHub,
    check: impl Fn(&DagsHub) -> Result<String, RemoteSetupError>,
    mut ask: impl FnMut(Option<&RemoteSetupError>) -> Result<String, RemoteSetupError>,
) -> Result<(DagsHub, String), RemoteSetupError> {
    let mut checked = check(&dagshub);
    for _ in 0..ATTEMPTS {
        let refused = match checked {
            Ok(found) => return Ok((dagshub, found)),
            Err(error) if is_mended_by_a_token(&error) => error,
            Err(error) => return Err(error),
        };
        let before = Some(&refused).filter(|_| !dagshub.token.is_empty());
        dagshub.token = ask(before)?;
        checked = check(&dagshub);
    }
    checked.map(|found| (dagshub, found))
}

/// Who asks: the one that the settings name, else the repository's owner, unless a person says otherwise who
/// has to be asked anyway.
fn user(scene: &Scene<'_>, owner: &str, ask: bool) -> Result<String, RemoteSetupError> {
    let known = scene.settings.get(USER_VARIABLE);
    let known = known.unwrap_or_else(|| owner.to_owned());
    let terminal = scene.terminal.as_ref().filter(|_| ask);
    terminal.map_or(Ok(known.clone()), |terminal| {
        terminal.ask("Your name on DagsHub", Some(&known))
    })
}

fn is_mended_by_a_token(error: &RemoteSetupError) -> bool {
    matches!(
        error,
        RemoteSetupError::NoToken { .. } | RemoteSetupError::Refused { .. }
    )
}

/// Looks at the runs first, which tell a repository that is not there from one that refuses, and then at the
/// data; gives what was found.
fn check_token(scene: &Scene<'_>, dagshub: &DagsHub) -> Result<String, RemoteSetupError> {
    if dagshub.token.is_empty() {
        return Err(RemoteSetupError::NoToken {
            repository: shown(dagshub),
            host: dagshub.host.clone(),
        });
    }
    let settings = scene.settings.clone().with(&dagshub.variables());
    check_runs(scene, dagshub, &settings)?;
    check_data(scene, dagshub)?;
    let page = dagshub.page();
    let found = format!("remote: {page} takes data and runs from `{}`", dagshub.user);
    Ok(match settings.tracker() {
        TrackerAddress::Elsewhere { uri } if uri != dagshub.tracker() => format!(
            "{found}; runs go to {} as before, which MLFLOW_TRACKING_URI names",
            mlflow::without_userinfo(&uri)
        ),
        _ => found,
    })
}

fn check_runs(
    scene: &Scene<'_>,
    dagshub: &DagsHub,
    settings: &Settings,
) -> Result<(), RemoteSetupError> {
    let credentials = [
        ("MLFLOW_TRACKING_USERNAME", dagshub.user.clone()),
        ("MLFLOW_TRACKING_PASSWORD", dagshub.token.clone()),
    ];
    let settings = settings.clone().with(&credentials);
    let config = tracker_config(scene.checkout, &settings, &dagshub.tracker())?;
    let asked = Client::connect(impatient(config)).and_then(|client| client.server());
    asked.map(drop).map_err(|error| refusal(dagshub, &error))
}

/// What the client of the tracker says, in the words of who uses DagsHub.
fn refusal(dagshub: &DagsHub, error: &mlflow::Error) -> RemoteSetupError {
    let place = shown(dagshub);
    let user = &dagshub.user;
    match error.fault() {
        Some(Fault::Auth { status, .. }) => refused(dagshub, &format!("runs, {status}")),
        Some(Fault::Unsupported { status, .. }) => RemoteSetupError::Unusable {
            place,
            found: format!("there is no such repository, or `{user}` may not see it ({status})"),
            remedy: format!("create it at {}, or correct the name", dagshub.host),
        },
        fault => RemoteSetupError::Unreachable {
            place,
            found: match fault {
                Some(Fault::Unreachable { cause, .. }) => {
                    format!("nothing answers there ({cause})")
                }
                _ => with_causes(error),
            },
            remedy: "check the address, and try again".to_owned(),
        },
    }
}

fn check_data(scene: &Scene<'_>, dagshub: &DagsHub) -> Result<(), RemoteSetupError> {
    let text = |value: &str| Some(value.to_owned());
    let answer = look(
        scene,
        &Candidate {
            name: NAME,
            settings: vec![
                ("url", Some(dagshub.storage())),
                ("auth", text("basic")),
                ("user", text(&dagshub.user)),
                ("password", text(&dagshub.token)),
            ],
            variables: Vec::new(),
        },
        LIMIT,
    )?;
    match answer.kind {
        None | Some(Kind::New) => Ok(()),
        Some(Kind::Denied) => Err(refused(dagshub, &format!("data, {}", answer.found))),
        Some(_) => Err(RemoteSetupError::Unreachable {
            place: shown(dagshub),
            found: answer.found,
            remedy: "check the address, and try again".to_owned(),
        }),
    }
}

fn refused(dagshub: &DagsHub, what: &str) -> RemoteSetupError {
    RemoteSetupError::Refused {
        repository: shown(dagshub),
        user: dagshub.user.clone(),
        what: what.to_owned(),
        host: dagshub.host.clone(),
    }
}

fn shown(dagshub: &DagsHub) -> String {
    format!("`{}`", dagshub.page())
}

fn plan(dagshub: &DagsHub, found: String) -> Plan {
    // What `.dvc/config` says would win over the remote that the runner makes.
    let own = Change {
        section: "core",
        key: "remote",
        value: None,
    };
    Plan {
        remote: NAME,
        changes: vec![own],
        variables: dagshub.variables(),
        found,
        next: "next: type `make run`, which registers the model there, and `make push`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a person was asked and told what was wrong, and whether the token "right" was found in the end, where
    /// `given` stands in the settings and a person types `typed`.
    fn asked(given: &str, typed: &[&str]) -> (usize, usize, bool) {
        let dagshub = DagsHub {
            host: "https://dagshub.com".to_owned(),
            owner: "ann".to_owned(),
            repository: "iris".to_owned(),
            user: "ann".to_owned(),
            token: given.to_owned(),
        };
        let check = |dagshub: &DagsHub| match dagshub.token.as_str() {
            "right" => Ok("found".to_owned()),
            _ => Err(refused(dagshub, "runs, 401")),
        };
        let (mut asked, mut told) = (0, 0);
        let found = with_a_token(dagshub, check, |before| {
            asked += 1;
            told += usize::from(before.is_some());
            Ok(typed[asked - 1].to_owned())
        });
        (asked, told, found.is_ok())
    }

    #[test]
    fn a_person_may_type_the_token_three_times() {
        assert_eq!(asked("right", &[]), (0, 0, true));
        assert_eq!(asked("", &["a", "b", "right"]), (3, 2, true));
        assert_eq!(asked("wrong", &["a", "b", "right"]), (3, 3, true));
        assert_eq!(asked("wrong", &["a", "b", "c"]), (3, 3, false));
    }
}
