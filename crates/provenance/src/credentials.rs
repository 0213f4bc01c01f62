//! What may be a file of credentials, which goes nowhere.
//!
//! From the inside out: `assigned` has the values of names such as `password`, and this module the rest. Letters
//! count the same in both cases. A file that is left out for nothing is told with the others; a password in the
//! tracker cannot be taken back.

mod assigned;

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
/// What a private key begins with.
const PRIVATE_KEY: &[u8] = b"private key-----";
/// What tokens begin with, in lowercase.
const TOKENS: [&[u8]; 11] = [
    b"ghp_",
    b"gho_",
    b"ghu_",
    b"ghs_",
    b"ghr_",
    b"github_pat_",
    b"glpat-",
    b"xoxb-",
    b"xoxp-",
    b"xoxa-",
    b"hf_",
];
/// What the ids of keys of AWS begin with, lasting and temporary ones, which have capital letters and digits alone: in
/// other letters, `asia` begins the names of places.
const AWS_IDS: [&[u8]; 2] = [b"AKIA", b"ASIA"];
/// How many characters of a token follow what it begins with, at least.
const TOKEN_LENGTH: usize = 16;

/// Whether the file `name`, or `content`, looks as if somebody could use it to log in.
#[must_use]
pub fn looks_like_credentials(name: &str, content: &[u8]) -> bool {
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
        || holds(content, &extension)
}

/// Whether `content`, of a file whose name ends with `extension`, holds a key, a token or a password.
fn holds(content: &[u8], extension: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    let is_private = |window| window == PRIVATE_KEY;
    lower.windows(PRIVATE_KEY.len()).any(is_private)
        || TOKENS
            .iter()
            .any(|token| holds_token(&lower, token, part_of(token)))
        || AWS_IDS.iter().any(|id| holds_token(content, id, is_of_id))
        || content
            .split(|byte| *byte == b'\n')
            .any(|line| holds_userinfo(line) || assigned::is_in(line, extension))
}

/// Whether a word of `content` begins with `token` and goes on with what nobody types.
fn holds_token(content: &[u8], token: &[u8], is_part: impl Fn(u8) -> bool) -> bool {
    let windows = content.windows(token.len()).enumerate();
    let mut starts = windows.filter(|(_, window)| *window == token);
    starts.any(|(start, _)| {
        let before = start.checked_sub(1).map(|at| content[at]);
        let rest = content[start + token.len()..].iter();
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
            && rest.take_while(|byte| is_part(**byte)).count() >= TOKEN_LENGTH
    })
}

/// What a token that begins so goes on with. Those of GitHub and Hugging Face have letters and digits alone; names of
/// variables begin like them (`HF_HUB_...`).
fn part_of(token: &[u8]) -> fn(u8) -> bool {
    if token.starts_with(b"gh") || token == b"hf_" {
        |byte| byte.is_ascii_alphanumeric()
    } else {
        |byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
    }
}

fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

/// Whether an address in `line` has a password: `https://user:password@host`.
fn holds_userinfo(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    line.split("://").skip(1).any(|rest| {
        let stop = |c: char| c.is_whitespace() || "/\"'`<>)".contains(c);
        let authority = rest.split(stop).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        user.and_then(|user| user.split_once(':'))
            .is_some_and(|(_, password)| {
                !password.is_empty() && !password.starts_with(['{', '$', '*', '.'])
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
            "+AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCY",
            "+aws_access_key_id = ASIAIOSFODNN7EXAMPLE",
            "+token=GHP_16C7e42F292c6912E7710c838347Ae178B4a",
            "+gho_16C7e42F292c6912E7710c838347Ae178B4a",
            "+ghs_16C7e42F292c6912E7710c838347Ae178B4a",
            "+SLACK=xoxp-1234567890-abcdefghij",
            "+url: https://ann:hunter2@example.org/x",
            "+url: https://ann:hunter2@example.org/x and https://example.org",
            "+AccountName=x;AccountKey=c2VjcmV0==",
        ] {
            assert!(looks_like_credentials("a.txt", text.as_bytes()), "{text}");
        }
        for text in [
            "+a token begins with ghp_ and so on",
            "+HF_HUB_ENABLE_HF_TRANSFER=1",
            "+image: asia-southeast1-docker.pkg.dev/iris",
            "+ASIA and the rest of the world",
            "+mugh_ghp_",
            "+https://example.org/a:b@c",
            "+http://${USER}:${PASSWORD}@host",
            "+git@github.com:ann/iris.git",
        ] {
            assert!(!looks_like_credentials("a.txt", text.as_bytes()), "{text}");
        }
    }
}
