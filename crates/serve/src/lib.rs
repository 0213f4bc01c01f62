//! Answers requests for predictions from one small program: the model of a file in memory, MLflow's scoring
//! protocol and the Open Inference Protocol before it.
//!
//! Whoever sends rows as they stand in a table gets what MLflow's server would answer from the same model. Where
//! ours differs, `docs/serving.md` says so.
//!
//! # Layout
//!
//! Each module uses those below it and none above, but for `error`.
//!
//! - `source`: where the model comes from, and how the alias of the registry is followed.
//! - `http`: connections, limits, and which path is answered by what.
//! - `args`: the command line.
//! - `metrics`: what Prometheus is told.
//! - `page`: a page for people, and the description of all paths.
//! - `inference`: the Open Inference Protocol.
//! - [`scoring`]: MLflow's scoring protocol, from bytes to rows and from predictions to bytes.
//! - [`rows`]: the rows of a request, checked.
//! - [`model`]: the model that is served, and its signature.
//! - `log`: what the server says.
//! - `error`: why the server did not start.

mod args;
mod error;
mod http;
mod inference;
mod log;
mod metrics;
pub mod model;
mod page;
pub mod rows;
pub mod scoring;
mod source;

use std::env;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use stage::exit::with_causes;
use stage::signals;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

pub use args::{Args, Limits};
pub use error::ServeError;
use http::{Service, Stop, Token};
use metrics::Following;
pub use model::ModelReference;
use model::ServedModel;

/// How long the process may take to end after a signal.
const LONGEST_STOP: Duration = Duration::from_millis(4500);

/// Loads the model and answers until a signal comes.
///
/// # Errors
///
/// When the model cannot be used, or the address not be listened at.
pub fn run(args: &Args) -> Result<(), ServeError> {
    let token = Token::from_lookup(|name| env::var(name).ok())?;
    let tls = tls(args)?;
    let mut loaded = source::load(&args.model, args.last_good.as_deref())?;
    if let Some(problem) = &loaded.problem {
        let problem = with_causes(problem);
        log::warn(format_args!(
            "failed to {problem}; the last good copy answers"
        ));
    }
    predict_on_one_thread()?;
    let runtime = runtime()?;
    let listener = listener(&runtime, args)?;
    announce(&loaded.model, &listener, tls.is_some());
    let follower = loaded.follower();
    let mut service = Service::new(loaded.model, args.limits.clone(), token, tls);
    if follower.is_some() {
        service = service.that_follows(Following::new(loaded.problem.is_none()));
    }
    let service = Arc::new(service);
    if let Some(follower) = follower {
        follower.start(Arc::clone(&service), args.poll);
    }
    serve(&runtime, service, listener)
}

fn tls(args: &Args) -> Result<Option<TlsAcceptor>, ServeError> {
    let files = args.tls_certificate.as_ref().zip(args.tls_key.as_ref());
    files
        .map(|(certificates, key)| http::acceptor(certificates, key))
        .transpose()
}

/// Requests share the processors among them: one that was split as well would keep others waiting, and threads that look
/// for parts of it would take more time than they save.
fn predict_on_one_thread() -> Result<(), ServeError> {
    let pool = ThreadPoolBuilder::new().num_threads(1);
    pool.build_global()
        .map_err(|error| ServeError::Runtime(io::Error::other(error)))
}

fn runtime() -> Result<Runtime, ServeError> {
    let mut builder = Builder::new_multi_thread();
    builder.enable_all().build().map_err(ServeError::Runtime)
}

fn listener(runtime: &Runtime, args: &Args) -> Result<TcpListener, ServeError> {
    let opened = runtime.block_on(http::listen(args.listen));
    opened.map_err(|source| ServeError::Listen {
        address: args.listen,
        source,
    })
}

fn announce(model: &ServedModel, listener: &TcpListener, encrypted: bool) {
    let identity = &model.identity;
    // The address of a socket that is open is known.
    let address = listener.local_addr().map(|address| address.to_string());
    log::note(format_args!(
        "{} {} at {}://{}",
        identity.name,
        identity.version_label(),
        if encrypted { "https" } else { "http" },
        address.unwrap_or_default()
    ));
}

/// Serves until a signal comes; the process ends when what was asked before has been answered.
fn serve(runtime: &Runtime, service: Arc<Service>, listener: TcpListener) -> ! {
    let (stop, stopped) = watch::channel(false);
    let (done, ended) = mpsc::channel::<()>();
    signals::set_shutdown_hook(move || {
        let _ = stop.send(true);
        // Whichever way it ended, there is nothing left to wait for.
        let (Ok(()) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)) =
            ended.recv_timeout(LONGEST_STOP);
    });
    let stopped: Stop = stopped;
    runtime.block_on(service.serve(listener, stopped));
    drop(done);
    // The thread that was sent the signal ends the process, by the code of that signal.
    loop {
        std::thread::park();
    }
}
