//! What somebody else types to get what was pushed.

use mlflow::without_userinfo;

use crate::checkout::{Checkout, GitState, Shared};
use crate::remotes::Used;
use crate::settings::{DagsHub, Settings};

/// The lines, as far as they are known here.
pub(super) fn told(checkout: &Checkout, settings: &Settings, used: &Used) -> String {
    let inside = |used: &Used| {
        let folder = used.folder.as_deref()?.strip_prefix(checkout.root()).ok()?;
        Some(folder.display().to_string())
    };
    if let Some(folder) = inside(used) {
        return format!(
            "push: data goes to `{folder}`, a folder of this checkout, which nobody else sees; \
             `make remote` names another place"
        );
    }
    let url = GitState::of(checkout.root()).and_then(|state| state.url);
    let url = url.unwrap_or_else(|| "<this repository>".to_owned());
    let dagshub = settings.dagshub().filter(|_| used.name == "dagshub");
    let token = dagshub.map(|dagshub| asking_for_a_token(&dagshub));
    lines(
        &Place {
            data: without_userinfo(&used.url),
            url,
            token: token.unwrap_or_default(),
        },
        checkout.shared(),
    )
}

/// What makes a colleague a user of the same repository, on the same DagsHub.
fn asking_for_a_token(dagshub: &DagsHub) -> String {
    let host = dagshub.host_variable();
    let host = host.map_or_else(String::new, |(name, host)| {
        let host = shlex::try_quote(&host).unwrap_or_else(|_| host.as_str().into());
        format!("{name}={host} ")
    });
    let (owner, repository) = (&dagshub.owner, &dagshub.repository);
    format!("{host}make remote TO=dagshub:{owner}/{repository}, ")
}

/// Where everything is.
struct Place {
    /// The data.
    data: String,
    /// The code.
    url: String,
    /// What asks for the credentials that somebody else has to have.
    token: String,
}

fn lines(place: &Place, shared: Shared) -> String {
    let Place { data, url, token } = place;
    let url = shlex::try_quote(url).unwrap_or_else(|_| url.into());
    let first = match shared {
        Shared::Yes => "",
        Shared::NotPushed => "\npush: the commit that names it is only here yet: `git push`",
        Shared::NotCommitted => {
            "\npush: what names it is not committed yet: `make git-sync MESSAGE='...'` commits and pushes it"
        }
    };
    format!(
        "push: data goes to {data}{first}\n\
         push: a colleague gets it by: git clone {url}, and there: {token}make pull, make run"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    fn place(token: &str) -> Place {
        Place {
            data: "s3://bucket/iris".to_owned(),
            url: "https://example.org/iris.git".to_owned(),
            token: token.to_owned(),
        }
    }

    #[test]
    fn a_colleague_clones_what_git_has_and_pulls_the_data() {
        assert_snapshot!(lines(&place(""), Shared::Yes), @"
        push: data goes to s3://bucket/iris
        push: a colleague gets it by: git clone https://example.org/iris.git, and there: make pull, make run
        ");
        let token = "make remote TO=dagshub:ann/iris, ";
        assert_snapshot!(lines(&place(token), Shared::NotPushed), @"
        push: data goes to s3://bucket/iris
        push: the commit that names it is only here yet: `git push`
        push: a colleague gets it by: git clone https://example.org/iris.git, and there: make remote TO=dagshub:ann/iris, make pull, make run
        ");
        assert_snapshot!(lines(&place(""), Shared::NotCommitted), @"
        push: data goes to s3://bucket/iris
        push: what names it is not committed yet: `make git-sync MESSAGE='...'` commits and pushes it
        push: a colleague gets it by: git clone https://example.org/iris.git, and there: make pull, make run
        ");
    }

    /// Without it, a colleague asked the public DagsHub for a repository that it does not have.
    #[test]
    fn a_colleague_is_told_where_another_dagshub_is() {
        let asking = |host: &str| {
            asking_for_a_token(&DagsHub {
                host: host.to_owned(),
                owner: "ann".to_owned(),
                repository: "iris".to_owned(),
                user: "ann".to_owned(),
                token: "s3cret".to_owned(),
            })
        };
        assert_eq!(
            asking("https://dagshub.com"),
            "make remote TO=dagshub:ann/iris, "
        );
        assert_eq!(
            asking("https://hub.example.org"),
            "DAGSHUB_CLIENT_HOST=https://hub.example.org make remote TO=dagshub:ann/iris, "
        );
    }

    #[test]
    fn a_folder_of_the_checkout_is_seen_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        fs::create_dir(checkout.path(".dvc")).unwrap();
        fs::write(
            checkout.path(".dvc/config"),
            "['remote \"storage\"']\nurl = storage\n",
        )
        .unwrap();
        let settings = Settings::default();
        let used = crate::remotes::used(&checkout, &settings).unwrap();
        assert_snapshot!(told(&checkout, &settings, &used), @"push: data goes to `.dvc/storage`, a folder of this checkout, which nobody else sees; `make remote` names another place");
    }
}
