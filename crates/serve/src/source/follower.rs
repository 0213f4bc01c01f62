//! Watches an alias, and has another model take over when it moves.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mlflow::ModelVersion;
use stage::exit::with_causes;

use super::loading::{Followed, Loaded, checked};
use super::registered::digest;
use crate::error::ServeError;
use crate::http::Service;
use crate::log;
use crate::metrics::Following;
use crate::model::Identity;

/// Watches an alias.
pub(crate) struct Follower {
    followed: Followed,
    /// What was said last, so that nothing is repeated at each look.
    said: Option<String>,
}

/// What came of a look.
enum Look {
    Same,
    Switched { from: Identity, to: Identity },
}

impl Loaded {
    /// Who watches the alias, if one is followed.
    pub(crate) fn follower(&mut self) -> Option<Follower> {
        let followed = self.followed.take()?;
        let said = self.problem.as_ref().map(|problem| with_causes(problem));
        Some(Follower { followed, said })
    }
}

impl Follower {
    /// Looks at the alias in a thread of its own, at this interval.
    pub(crate) fn start(mut self, service: Arc<Service>, interval: Duration) {
        thread::spawn(move || {
            loop {
                thread::sleep(interval);
                // A bug in it must not leave the alias unwatched.
                let looked = catch_unwind(AssertUnwindSafe(|| self.look(&service)));
                if looked.is_err() {
                    service.following(Following::failed);
                }
            }
        });
    }

    /// Looks once, and says what is new. Whatever fails, the model that is there goes on.
    fn look(&mut self, service: &Service) {
        match self.switched(service) {
            Ok(Look::Same) => {
                service.following(Following::same);
                if self.said.take().is_some() {
                    log::note("the registry names the model that answers");
                }
            }
            Ok(Look::Switched { from, to }) => {
                service.following(Following::switched);
                self.said = None;
                let name = &to.name;
                let (to, from) = (to.version_label(), from.version_label());
                log::note(format_args!(
                    "{name} {to} answers from now on, in place of {from}"
                ));
            }
            Err(error) => {
                let failed = if error.is_of_model() {
                    Following::failed
                } else {
                    Following::unreachable
                };
                service.following(failed);
                self.say(&error, service);
            }
        }
    }

    fn switched(&self, service: &Service) -> Result<Look, ServeError> {
        let version = self.followed.registered.look()?;
        let from = service.current().model.identity.clone();
        if is(&version, &from) {
            return Ok(Look::Same);
        }
        let files = self.followed.registered.fetch(&version)?;
        let model = checked(&files, self.followed.last_good.as_ref())?;
        let to = model.identity.clone();
        service.switch(model);
        Ok(Look::Switched { from, to })
    }

    fn say(&mut self, error: &ServeError, service: &Service) {
        let text = with_causes(error);
        if self.said.as_ref() != Some(&text) {
            let goes_on = service.current().model.identity.version_label();
            log::warn(format_args!(
                "failed to {text}; {goes_on} goes on answering"
            ));
        }
        self.said = Some(text);
    }
}

/// Whether the version is the model of this identity.
fn is(version: &ModelVersion, identity: &Identity) -> bool {
    identity.version == Some(version.version) && digest(version) == Some(&identity.sha256)
}
