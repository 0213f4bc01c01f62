//! The part of DVC's configuration that the runner makes: which remote is the default one, and the
//! page of `dvc plots show`.

use crate::settings::{DagsHub, Settings};

/// The page into which `dvc plots show` puts its plots: DVC's own is blank without internet.
/// `Dockerfile.runner` makes it.
const PLOTS: &str = "[plots]\n    html_template = /opt/share/plots.html\n";

/// The remote that outputs go to, unless another level of the configuration names one.
pub(crate) struct Defaults {
    /// Its name.
    pub remote: &'static str,
    /// Where in DVC's configuration this stands.
    pub level: Level,
    /// The file. It may hold a secret.
    pub text: String,
}

/// A level of DVC's configuration; each wins over the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Below everything: what the caller or the checkout says wins.
    System,
    /// In the place of the caller's own: the settings of a checkout win over those of its user.
    Global,
}

impl Level {
    /// The variable that names its folder for DVC.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Self::System => "DVC_SYSTEM_CONFIG_DIR",
            Self::Global => super::GLOBAL_VARIABLE,
        }
    }
}

impl Defaults {
    /// DagsHub's storage where the settings name it, else the folder `storage` of `.dvc/config`.
    pub(crate) fn of(settings: &Settings) -> Self {
        match settings.dagshub() {
            None => Self {
                remote: "storage",
                level: Level::System,
                text: format!("[core]\n    remote = storage\n{PLOTS}"),
            },
            Some(dagshub) => Self {
                remote: "dagshub",
                level: Level::Global,
                text: storage(&dagshub),
            },
        }
    }
}

/// The storage of a repository on DagsHub as a remote of DVC.
fn storage(dagshub: &DagsHub) -> String {
    let (user, token, url) = (&dagshub.user, &dagshub.token, dagshub.storage());
    format!(
        "[core]\n    remote = dagshub\n['remote \"dagshub\"']\n    \
         url = {url}\n    auth = basic\n    \
         user = {user}\n    password = {token}\n{PLOTS}"
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn with_a_repository_on_dagshub_outputs_go_there_with_its_token() {
        let settings = Settings::of_process(vec![
            ("DAGSHUB_USER_NAME", "ann"),
            ("DAGSHUB_REPO", "iris"),
            ("DAGSHUB_TOKEN", "s3cret"),
        ]);
        let defaults = Defaults::of(&settings);
        assert_eq!(defaults.level.variable(), "DVC_GLOBAL_CONFIG_DIR");
        assert_snapshot!(defaults.text, @r#"
        [core]
            remote = dagshub
        ['remote "dagshub"']
            url = https://dagshub.com/ann/iris.dvc
            auth = basic
            user = ann
            password = s3cret
        [plots]
            html_template = /opt/share/plots.html
        "#);
    }

    #[test]
    fn without_one_outputs_go_to_the_folder_unless_somebody_names_another_remote() {
        let defaults = Defaults::of(&Settings::default());
        assert_eq!(defaults.level.variable(), "DVC_SYSTEM_CONFIG_DIR");
        assert_snapshot!(defaults.text, @"
        [core]
            remote = storage
        [plots]
            html_template = /opt/share/plots.html
        ");
    }
}
