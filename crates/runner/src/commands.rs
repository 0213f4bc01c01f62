//! What a person asks of the registry, by the tracker that the settings lead to.

use experiments::Tracked;
use lineage::{LineageError, Subject};
use mlflow::{Client, Config, ConfigError, ModelVersion, Run};
use params::{Params, ParamsError};
use registry::RegistryError;
use registry::commands::{self, Promoted, Report, ReportInputs, Versions};
use stage::exit::{Exit, Failure};

use crate::args::{self, Files, ParamsFile};
use crate::certificate::{CERTIFICATE_VARIABLE, Certificate};
use crate::checkout::Checkout;
use crate::docker::{Daemon, DockerError};
use crate::pipeline::{self, PipelineError};
use crate::settings::{DotenvError, Settings, TrackerAddress};
use crate::tracker::{self, OwnTracker, TrackerError, TrackerUp};

/// The tracker's address as a browser on the host sees it, where that is another one than here.
const UI_VARIABLE: &str = "MLFLOW_UI_URL";

/// Why a command did not do what a person asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// `dvc.yaml` is wrong.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// A promotion of nothing.
    #[error(
        "promote a version: none is named; say which, as in `make promote VERSION=3` or \
         `make promote RUN=0a1b...`; `make models` lists the versions"
    )]
    NothingToPromote,
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// The tracker of this checkout cannot be used.
    #[error(transparent)]
    Tracker(#[from] TrackerError),
    /// The settings of the tracker are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The tracker cannot be reached.
    #[error(transparent)]
    Client(#[from] mlflow::Error),
    /// There is no lineage to tell.
    #[error(transparent)]
    Lineage(#[from] LineageError),
    /// The registry does not hold what it must, or refuses.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl Failure for CommandError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Pipeline(_)
            | Self::NothingToPromote
            | Self::Dotenv(_)
            | Self::Docker(_)
            | Self::Config(_) => Exit::Usage,
            Self::Tracker(error) => error.exit(),
            Self::Client(error) if error.is_usage() => Exit::Usage,
            Self::Client(_) => Exit::Tracker,
            Self::Lineage(error) => error.exit(),
            Self::Registry(error) => error.exit(),
        }
    }
}

/// What a person makes production.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PromotionTarget<'a> {
    /// The version with this number.
    Version(u64),
    /// The model of the run with this id.
    Run(&'a str),
}

impl<'a> PromotionTarget<'a> {
    /// From the command line.
    ///
    /// # Errors
    ///
    /// When it names neither.
    pub(crate) fn of(version: Option<u64>, run: Option<&'a str>) -> Result<Self, CommandError> {
        let run = run.map(Self::Run);
        let target = run.or_else(|| version.map(Self::Version));
        target.ok_or(CommandError::NothingToPromote)
    }
}

/// The parameters of a checkout, its settings, and a client of its tracker.
pub(crate) struct Session {
    params: Params,
    settings: Settings,
    client: Client,
}

impl Session {
    /// Reads the parameters and starts the own tracker if that is the one in use.
    ///
    /// # Errors
    ///
    /// When the parameters or settings are wrong, or the tracker cannot be started or reached.
    pub(crate) fn open(checkout: &Checkout, file: &ParamsFile) -> Result<Self, CommandError> {
        Self::with(checkout, Params::read(&file.path)?)
    }

    /// The same with parameters that were read before.
    ///
    /// # Errors
    ///
    /// When the settings are wrong, or the tracker cannot be started or reached.
    pub(crate) fn with(checkout: &Checkout, params: Params) -> Result<Self, CommandError> {
        let settings = Settings::read(checkout)?;
        let uri = match settings.tracker() {
            TrackerAddress::Elsewhere { uri } => uri,
            TrackerAddress::Own => own(checkout, &settings)?,
        };
        let config = tracker_config(checkout, &settings, &uri)?;
        Ok(Self {
            params,
            client: Client::connect(config)?,
            settings,
        })
    }

    /// Scores, version, verdict, production and link of the present model.
    ///
    /// # Errors
    ///
    /// When there are no scores, or the tracker refuses or does not know the model.
    pub(crate) fn report(&self, files: &Files) -> Result<Report, CommandError> {
        let inputs = ReportInputs::read(&files.metadata, &files.metrics)?;
        self.report_on(&self.versions()?, &inputs)
    }

    /// The same by versions that were looked at before.
    ///
    /// # Errors
    ///
    /// When the tracker refuses, or does not know the model.
    pub(crate) fn report_on(
        &self,
        versions: &Versions,
        inputs: &ReportInputs,
    ) -> Result<Report, CommandError> {
        let ui = self.ui();
        let report = commands::report(&self.client, versions, inputs, ui.as_deref());
        Ok(report?)
    }

    /// The newest finished run that made the model with this key.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub(crate) fn run_of(&self, key: &str) -> Result<Option<Run>, mlflow::Error> {
        registry::find_run(&self.client, &self.params.tracking.experiment, key, None)
    }

    /// The page of a run, as a browser on the host reaches it.
    pub(crate) fn page_of(&self, run: &Run) -> String {
        registry::commands::run_link(&self.client, run, self.ui().as_deref())
    }

    /// Where a browser on the host finds the tracker, if the settings say so. The link is written
    /// into pages that are sent to others.
    fn ui(&self) -> Option<String> {
        let ui = self.settings.get(UI_VARIABLE);
        ui.map(|address| mlflow::without_userinfo(&address))
    }

    /// The versions of the registered model as they are now.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub(crate) fn versions(&self) -> Result<Versions, CommandError> {
        Ok(Versions::read(&self.client, self.name())?)
    }

    /// The versions and runs of the model as they are now, to be compared.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub(crate) fn tracked(&self) -> Result<Tracked, CommandError> {
        Ok(Tracked::read(&self.client, &self.params)?)
    }

    /// Registers the model with this key if a run made it, as that of an experiment does, and
    /// gives the version.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub(crate) fn register_tracked(&self, key: &str) -> Result<Option<ModelVersion>, CommandError> {
        let experiment = &self.params.tracking.experiment;
        let run = registry::find_run(&self.client, experiment, key, None)?;
        let version = run.map(|run| registry::register_run(&self.client, self.name(), &run));
        Ok(version.transpose()?)
    }

    /// What a version or a run was made from, or what was made of data.
    ///
    /// # Errors
    ///
    /// When it is not there, or the tracker cannot be reached or refuses.
    pub(crate) fn lineage(&self, args: &args::Lineage) -> Result<String, CommandError> {
        let version = args.version.clone().map(Subject::Version);
        let run = args.run.clone().map(Subject::Run);
        let data = args.data.clone().map(Subject::Data);
        let subject = version.or(run).or(data);
        let found = lineage::lineage(&self.client, &self.params.tracking, subject.as_ref())?;
        Ok(if args.json {
            found.json()
        } else {
            found.to_string()
        })
    }

    /// The versions of the registered model.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub(crate) fn models(&self) -> Result<commands::ModelTable, CommandError> {
        Ok(commands::models(&self.client, self.name())?)
    }

    /// Makes a version, or the model of a run, production.
    ///
    /// # Errors
    ///
    /// When there is no such version or run, another version is promoted meanwhile, or the
    /// tracker refuses.
    pub(crate) fn promote(&self, target: PromotionTarget<'_>) -> Result<Promoted, CommandError> {
        let (client, name, user) = (&self.client, self.name(), self.user());
        let user = user.as_deref();
        let promoted = match target {
            PromotionTarget::Version(number) => commands::promote(client, name, number, user),
            PromotionTarget::Run(id) => commands::promote_run(client, name, id, user),
        };
        Ok(promoted?)
    }

    /// Returns to the previous production version.
    ///
    /// # Errors
    ///
    /// When there is none, another one is promoted meanwhile, or the tracker refuses.
    pub(crate) fn rollback(&self) -> Result<Promoted, CommandError> {
        let (client, name, user) = (&self.client, self.name(), self.user());
        Ok(commands::rollback(client, name, user.as_deref())?)
    }

    /// The settings.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The client of the tracker.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The registered model.
    pub(crate) fn model(&self) -> &str {
        self.name()
    }

    /// Who asks.
    fn user(&self) -> Option<String> {
        self.settings.user()
    }

    fn name(&self) -> &str {
        &self.params.tracking.registered_model
    }
}

/// What a client of the tracker at `uri` needs to know.
///
/// # Errors
///
/// When a setting of the tracker is wrong.
pub(crate) fn tracker_config(
    checkout: &Checkout,
    settings: &Settings,
    uri: &str,
) -> Result<Config, ConfigError> {
    let certificate = Certificate::of(checkout, settings)?;
    let certificate = certificate.map(|found| found.here.to_string_lossy().into_owned());
    Config::from_lookup(|name| match name {
        "MLFLOW_TRACKING_URI" => Some(uri.to_owned()),
        CERTIFICATE_VARIABLE => certificate.clone(),
        name => settings.get(name),
    })
}

/// Reads and checks `params.yaml`, in which only stages of `dvc.yaml` have sections of their own.
///
/// # Errors
///
/// When it is wrong, of which all problems are told, or `dvc.yaml` cannot be read.
pub(crate) fn check(checkout: &Checkout, file: &ParamsFile) -> Result<Params, CommandError> {
    Ok(match pipeline::added(checkout.root())? {
        Some(stages) => Params::read_knowing(&file.path, &stages)?,
        None => Params::read(&file.path)?,
    })
}

/// The address of the own tracker, which is started where it is not running.
fn own(checkout: &Checkout, settings: &Settings) -> Result<String, CommandError> {
    let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref())?;
    match tracker::up(checkout, settings, &daemon)? {
        TrackerUp::Started(address) => {
            // Whoever asks for a table or a report reads those on standard output.
            eprintln!("tracker: {address}");
            Ok(address)
        }
        TrackerUp::Running(address) => Ok(address),
        TrackerUp::Elsewhere => Ok(OwnTracker::of(checkout).url(&daemon)?),
    }
}
