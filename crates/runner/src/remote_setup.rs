//! `mlops remote`: names the place that `make push` sends data to.
//!
//! The place is asked first, by DVC's own code and by the client of the tracker, whether it can be used as
//! `make push` and `make run` will use it. Only then is anything written: the address into `.dvc/config`,
//! which git has, and what is secret or one person's own into `.env`, which git ignores.
//!
//! # Layout
//!
//! - `place`: what a person can name.
//! - `storage`: a folder or a bucket, for the data.
//! - `dagshub`: a repository on DagsHub, for data and runs.
//! - `terminal`: questions, and answers that are not shown.
//! - `error`: what can go wrong.

mod dagshub;
mod error;
mod place;
mod storage;
mod terminal;

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use stage::outputs::{OutputError, Outputs};

use crate::args::Remote;
use crate::checkout::Checkout;
use crate::remotes::{self, Answer, AskError, Candidate, Change, Which, ask};
use crate::settings::{Settings, with_values};
pub(crate) use error::RemoteSetupError;
use place::Place;
use terminal::Terminal;

/// The configuration of DVC that git has.
const CONFIG: &str = ".dvc/config";

/// What is written once a place has proved usable.
#[derive(Debug, Default)]
struct Plan {
    /// The remote in DVC's configuration.
    remote: &'static str,
    /// Settings of `.dvc/config`.
    changes: Vec<Change>,
    /// Variables of `.env`.
    variables: Vec<(&'static str, String)>,
    /// What was found, and what to type next.
    found: String,
    next: String,
}

/// What is looked at before.
struct Scene<'a> {
    checkout: &'a Checkout,
    settings: &'a Settings,
    args: &'a Remote,
    /// Where a person can be asked.
    terminal: Option<Terminal>,
}

/// Makes the place that `args` name the remote of `checkout`, and says what was found and written.
///
/// # Errors
///
/// When no place is named, it cannot be used, or something cannot be written. Nothing is changed then.
pub(crate) fn run(checkout: &Checkout, args: &Remote) -> Result<String, RemoteSetupError> {
    let settings = Settings::read(checkout)?;
    let host = settings.dagshub_host();
    let place = Place::parse(args.to.as_deref().unwrap_or_default(), &host)?;
    let scene = Scene {
        checkout,
        settings: &settings,
        args,
        terminal: Terminal::of_process(),
    };
    let plan = match place {
        Place::Folder(folder) => storage::folder(&scene, &folder)?,
        Place::Address(url) => storage::address(&scene, url)?,
        Place::DagsHub { owner, repository } => dagshub::repository(&scene, &owner, &repository)?,
    };
    plan.check_that_it_wins(&scene)?;
    let written = plan.write(checkout)?;
    Ok(format!("{}\n{written}\n{}", plan.found, plan.next))
}

impl Plan {
    /// What is said elsewhere may win over both files.
    fn check_that_it_wins(&self, scene: &Scene<'_>) -> Result<(), RemoteSetupError> {
        if let Some(setting) = remotes::overruled(scene.checkout, self.remote)? {
            return Err(RemoteSetupError::OverruledByFile { setting });
        }
        let mut variables = self.variables.iter();
        let overruled = variables.find(|(name, value)| scene.settings.overrules(name, value));
        overruled.map_or(Ok(()), |(name, _)| {
            Err(RemoteSetupError::OverruledByShell { name })
        })
    }

    /// Writes both files, or neither, and gives a line about them.
    fn write(&self, checkout: &Checkout) -> Result<String, RemoteSetupError> {
        let (config, env) = (checkout.path(CONFIG), checkout.main().path(".env"));
        let mut outputs = Outputs::new();
        let mut written = Vec::new();
        let before = read(&config)?;
        let after = remotes::edited(&before, &self.changes);
        if after != before {
            outputs.add(&config, |out| out.write_all(after.as_bytes()))?;
            written.push(format!("`{CONFIG}`"));
        }
        let before = read(&env)?;
        let values = self.variables.iter();
        let values: Vec<_> = values
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let after = with_values(&before, &values);
        if after != before {
            add_private(&mut outputs, &target(env), &after)?;
            let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
            written.push(format!("`.env` ({})", names.join(", ")));
        }
        outputs.commit()?;
        Ok(match written.as_slice() {
            [] => "nothing had to be written: the settings say so already".to_owned(),
            files => format!("wrote {}", files.join(" and ")),
        })
    }
}

/// What a remote answers that is not in DVC's configuration yet.
fn look(
    scene: &Scene<'_>,
    candidate: &Candidate,
    seconds: u32,
) -> Result<Answer, RemoteSetupError> {
    let answers = ask(scene.checkout.root(), Which::Candidate(candidate), seconds)?;
    let answer = answers.into_iter().next();
    answer.ok_or_else(|| AskError::Silent("nothing".to_owned()).into())
}

/// The text of a file; none where there is no such file.
fn read(path: &Path) -> Result<String, RemoteSetupError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|source| {
            let path = path.to_owned();
            RemoteSetupError::Read { path, source }
        }),
    }
}

/// Where a link leads; the file itself where it is none.
fn target(path: PathBuf) -> PathBuf {
    fs::canonicalize(&path).unwrap_or(path)
}

/// Adds a file that is readable for its owner alone, from before anything is in it.
fn add_private(outputs: &mut Outputs, path: &Path, text: &str) -> Result<(), OutputError> {
    let output = outputs.create(path)?;
    let mut file = output.file();
    let private = file.set_permissions(Permissions::from_mode(0o600));
    let written = private.and_then(|()| file.write_all(text.as_bytes()));
    written.map_err(|error| output.error(error))
}
