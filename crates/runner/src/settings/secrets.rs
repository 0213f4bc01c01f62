//! What of a variable is shown nowhere.

/// In the names of variables whose values are secret.
const SECRET: [&str; 6] = [
    "PASSWORD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "_KEY",
    "CONNECTION_STRING",
];
/// How the names of secret parts of a connection string end.
const PARTS: [&str; 2] = ["Key", "Signature"];

/// What is secret in the variable `name`: all of its value, what a message may repeat of that alone,
/// or the password in an address.
pub(super) fn of(name: &str, value: &str) -> Vec<String> {
    let mut secrets = mlflow::secrets_in(value);
    if SECRET.iter().any(|word| name.contains(word)) {
        secrets.extend(parts(value).map(str::to_owned));
        secrets.push(value.to_owned());
    }
    secrets
}

/// The secrets in a connection string of Azure: `AccountName=ann;AccountKey=...`.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let parts = value.split(';').filter_map(|part| part.split_once('='));
    let secret = parts.filter(|(name, _)| PARTS.iter().any(|end| name.ends_with(end)));
    secret.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_in_a_variable_is_found_by_its_name_or_in_an_address() {
        let string = "DefaultEndpointsProtocol=https;AccountName=ann;AccountKey=k3y==";
        assert_eq!(
            of("AZURE_STORAGE_CONNECTION_STRING", string),
            ["k3y==", string]
        );
        assert_eq!(of("AWS_SECRET_ACCESS_KEY", "k3y"), ["k3y"]);
        assert_eq!(of("HTTPS_PROXY", "http://ann:p4ss@proxy:3128"), ["p4ss"]);
        assert!(of("MLFLOW_TRACKING_USERNAME", "ann").is_empty());
        assert!(of("MLFLOW_TRACKING_URI", "https://host/a").is_empty());
    }
}
