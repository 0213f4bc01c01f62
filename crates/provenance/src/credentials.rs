//! What may be a file of credentials, which goes nowhere.

use std::path::Path;

/// Names of files that hold keys.
const NAMES: [&str; 8] = [
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    ".netrc",
    ".pgpass",
    ".npmrc",
    ".pypirc",
    ".htpasswd",
];
/// Endings of files that hold keys.
const EXTENSIONS: [&str; 7] = ["pem", "key", "p12", "pfx", "jks", "keystore", "ppk"];
/// Endings of files about credentials that hold none.
const CODE: [&str; 4] = ["rs", "py", "md", "sh"];
/// What keys and tokens begin with.
const TOKENS: [&[u8]; 8] = [
    b"PRIVATE KEY-----",
    b"AKIA",
    b"ghp_",
    b"github_pat_",
    b"glpat-",
    b"xoxb-",
    b"hf_",
    b"aws_secret_access_key",
];
/// How many characters of a token follow what it begins with, at least.
const TOKEN_LENGTH: usize = 16;

/// Whether the file `name`, or `content`, looks as if somebody could use it to log in.
pub(crate) fn looks_like_credentials(name: &str, content: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    let path = Path::new(&lower);
    let part = |part: Option<&std::ffi::OsStr>| {
        part.and_then(|part| part.to_str())
            .unwrap_or_default()
            .to_owned()
    };
    let (file, extension) = (part(path.file_name()), part(path.extension()));
    file.starts_with(".env")
        || NAMES.contains(&&*file)
        || EXTENSIONS.contains(&&*extension)
        || (file.starts_with("credentials") && !CODE.contains(&&*extension))
        || lower.ends_with(".dvc/config.local")
        || TOKENS.iter().any(|token| holds(content, token))
        || holds_userinfo(content)
}

/// Whether `token` is there with something behind it that nobody types.
fn holds(content: &[u8], token: &[u8]) -> bool {
    let mut ends = content
        .windows(token.len())
        .enumerate()
        .filter(|(_, window)| *window == token)
        .map(|(at, _)| at + token.len());
    if token.ends_with(b"-----") {
        return ends.next().is_some();
    }
    ends.any(|end| {
        let rest = content[end..].iter();
        let word = rest.skip_while(|byte| b" =:\"'".contains(byte));
        let word = word.take_while(|byte| byte.is_ascii_alphanumeric() || b"_-/+".contains(byte));
        word.count() >= TOKEN_LENGTH
    })
}

/// Whether an address has a password: `https://user:password@host`.
fn holds_userinfo(content: &[u8]) -> bool {
    let mut lines = content.split(|byte| *byte == b'\n');
    lines.any(|line| {
        let line = String::from_utf8_lossy(line);
        line.split("://").skip(1).any(|rest| {
            let stop = |c: char| c.is_whitespace() || "/\"'`<>)".contains(c);
            let authority = rest.split(stop).next().unwrap_or_default();
            authority
                .rsplit_once('@')
                .and_then(|(user, _)| user.split_once(':'))
                .is_some_and(|(_, password)| {
                    !password.is_empty() && !password.starts_with(['{', '$', '*', '.'])
                })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials_are_known_and_code_about_them_is_none() {
        for name in [
            ".env",
            ".env.production",
            "deploy/Server.PEM",
            "tls.key",
            "credentials",
            ".aws/credentials",
            "credentials.json",
            ".dvc/config.local",
            ".ssh/id_ed25519",
        ] {
            assert!(looks_like_credentials(name, b""), "{name}");
        }
        for name in [
            "params.yaml",
            "crates/mlflow/src/config/credentials.rs",
            "keys.md",
            ".dvc/config",
        ] {
            assert!(!looks_like_credentials(name, b""), "{name}");
        }
    }

    #[test]
    fn keys_tokens_and_passwords_in_addresses_are_known() {
        for text in [
            "+-----BEGIN OPENSSH PRIVATE KEY-----",
            "+key = AKIAIOSFODNN7EXAMPLEAB",
            "+aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCY",
            "+url: https://ann:hunter2@example.org/x",
        ] {
            assert!(looks_like_credentials("a.txt", text.as_bytes()), "{text}");
        }
        for text in [
            "+a token begins with ghp_ and so on",
            "+https://example.org/a:b@c",
            "+http://${USER}:${PASSWORD}@host",
            "+git@github.com:ann/iris.git",
        ] {
            assert!(!looks_like_credentials("a.txt", text.as_bytes()), "{text}");
        }
    }
}
