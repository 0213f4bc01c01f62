//! What the doctor prints nowhere, whoever said it.

use std::cmp::Reverse;
use std::path::Path;

use mlflow::CredentialsFile;

use crate::settings::Settings;

/// What hides a secret, and the shortest that is looked for: shorter ones are parts of words.
const HIDDEN: &str = "***";
const SHORTEST: usize = 4;

/// The secrets of the settings, and the password in MLflow's file of credentials. The longest come
/// first: one may be the beginning of another.
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    pub(super) fn of(settings: &Settings) -> Self {
        let home = settings.get("HOME");
        let file = home.and_then(|home| CredentialsFile::read(Path::new(&home)).ok());
        let password = file.and_then(|file| file.password().map(str::to_owned));
        let mut secrets = settings.secrets();
        secrets.extend(password);
        secrets.retain(|secret| secret.len() >= SHORTEST);
        secrets.sort_by_key(|secret| Reverse(secret.len()));
        Self(secrets)
    }

    /// The text without them, and without the passwords in addresses.
    pub(super) fn hidden(&self, text: &str) -> String {
        let secrets = self.0.iter();
        let text = secrets.fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN));
        without_passwords(&text)
    }
}

/// The text without the passwords and tokens in addresses, which are in no setting where DVC's configuration
/// has them. A user alone is a token where the address is of the web (`mlflow::secrets_in`).
fn without_passwords(text: &str) -> String {
    let mut parts = text.split("://");
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_whitespace() || "/?#`'\"".contains(c));
        let (authority, rest) = part.split_at(end.unwrap_or(part.len()));
        let cut = authority
            .rsplit_once('@')
            .and_then(|(user, host)| match user.split_once(':') {
                Some((user, _)) => Some(format!("{user}:{HIDDEN}@{host}")),
                None if is_web(&without) => Some(format!("{HIDDEN}@{host}")),
                None => None,
            });
        without.extend(["://", cut.as_deref().unwrap_or(authority), rest]);
    }
    without
}

/// Whether the text ends with the scheme of an address of the web.
fn is_web(before: &str) -> bool {
    ["http", "https"]
        .iter()
        .any(|scheme| before.ends_with(scheme))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn no_secret_of_the_settings_is_printed() {
        let secrets = Secrets::of(&Settings::of_process(vec![
            ("MLFLOW_TRACKING_TOKEN", "t0ken"),
            ("AWS_SECRET_ACCESS_KEY", "k3y/k3y"),
            ("DAGSHUB_TOKEN", "t0ken-and-more"),
            ("MLFLOW_TRACKING_USERNAME", "anna"),
        ]));
        let text = secrets.hidden("anna was refused with t0ken and k3y/k3y");
        assert_eq!(text, "anna was refused with *** and ***");
        assert_eq!(secrets.hidden("found t0ken-and-more"), "found ***");
    }

    /// Those of DVC's remotes are in no setting.
    #[test]
    fn no_password_in_an_address_is_printed() {
        let secrets = Secrets::of(&Settings::default());
        let text = secrets.hidden("no `s3://ann:pw@host:80/a@b` at ssh://git@host");
        assert_eq!(text, "no `s3://ann:***@host:80/a@b` at ssh://git@host");
        let text = secrets.hidden("https://t0ken@host/a refuses http://host");
        assert_eq!(text, "https://***@host/a refuses http://host");
    }

    #[test]
    fn the_password_in_mlflows_file_of_credentials_is_not_printed() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".mlflow")).unwrap();
        let text =
            "[mlflow]\nmlflow_tracking_username = anna\nmlflow_tracking_password = p4ssword\n";
        fs::write(home.path().join(".mlflow/credentials"), text).unwrap();
        let settings = Settings::of_process(vec![("HOME", home.path().to_str().unwrap())]);
        let text = Secrets::of(&settings).hidden("anna, p4ssword");
        assert_eq!(text, "anna, ***");
    }
}
