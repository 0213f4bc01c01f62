//! Values that are given to names of credentials: `password: ...`, `AccountKey=...;`, `?sig=...`.

/// What the names of credentials end with, in lowercase and without what separates their words.
const NAMES: [&str; 10] = [
    "password",
    "passwd",
    "secretaccesskey",
    "accountkey",
    "sharedaccesskey",
    "connectionstring",
    "sastoken",
    "clientsecret",
    "accesstoken",
    "apikey",
];
/// What names end with that have also other values than credentials, which are long and have digits.
const WORDS: [&str; 3] = ["token", "secret", "secretkey"];
/// Shorter names, which are credentials in the query of an address or in a connection string alone.
const PARTS: [&str; 6] = ["sig", "pwd", "key", "token", "signature", "xamzsignature"];
/// What stands before such a part.
const PART_MARKS: &[u8] = b"?&;";
/// Endings of files in which a value without quotes is an expression or a word of prose.
const EXPRESSIONS: [&str; 7] = ["rs", "py", "md", "js", "ts", "go", "java"];
/// How long a value is, at least, that nobody types.
const TYPED: usize = 16;
/// What stands where the value will be, or says that there is none.
const PLACEHOLDERS: [&str; 6] = ["null", "none", "true", "false", "nil", "undefined"];

/// Whether a name of a credential gets a value in `line` of a file whose name ends with `extension`.
pub(super) fn is_in(line: &[u8], extension: &str) -> bool {
    let signs = line.iter().enumerate();
    let mut signs = signs.filter(|(_, byte)| matches!(byte, b'=' | b':'));
    signs.any(|(at, sign)| {
        let (left, value) = (&line[..at], Value::behind(&line[at + 1..]));
        let (name, before) = name(left);
        if NAMES.iter().any(|secret| name.ends_with(secret)) {
            // A shell's `${PASSWORD:-}` is an expression.
            return !before.ends_with(b"${")
                && value.is_credential(EXPRESSIONS.contains(&extension));
        }
        if WORDS.iter().any(|word| name.ends_with(word)) && value.is_random() {
            return true;
        }
        // `PWD` of a shell is a folder.
        let is_part = *sign == b'=' && before.last().is_some_and(|mark| PART_MARKS.contains(mark));
        is_part
            && PARTS.contains(&&*name)
            && (value.text.len() >= TYPED || name == "pwd")
            && value.is_credential(false)
    })
}

/// The name at the end of `left`, in lowercase and without what separates its words, and what stands before it.
fn name(left: &[u8]) -> (String, &[u8]) {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    let end = left.iter().rposition(|byte| !b" \t\"'\\".contains(byte));
    let left = &left[..end.map_or(0, |end| end + 1)];
    let start = left.iter().rposition(|byte| !is_part(*byte));
    let (before, name) = left.split_at(start.map_or(0, |start| start + 1));
    let name = name.iter().filter(|byte| byte.is_ascii_alphanumeric());
    let name = name.map(|byte| char::from(byte.to_ascii_lowercase()));
    (name.collect(), before)
}

/// What a name gets.
struct Value<'a> {
    text: &'a [u8],
    is_quoted: bool,
}

impl<'a> Value<'a> {
    /// The one at the beginning of `right`, which is behind `=` or `:`.
    fn behind(right: &'a [u8]) -> Self {
        let start = right.iter().position(|byte| !b" \t=:>\\".contains(byte));
        let right = &right[start.unwrap_or(right.len())..];
        let quote = right.first().filter(|byte| b"\"'`".contains(byte)).copied();
        let text = &right[usize::from(quote.is_some())..];
        let ends = |byte: &u8| match quote {
            Some(quote) => *byte == quote,
            None => byte.is_ascii_whitespace() || b"\"'`;&,)".contains(byte),
        };
        let end = text.iter().position(ends).unwrap_or(text.len());
        Self {
            text: &text[..end],
            is_quoted: quote.is_some(),
        }
    }

    /// Whether it is long and has digits, as what a machine has drawn.
    fn is_random(&self) -> bool {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-/+=".contains(byte);
        self.text.len() >= TYPED
            && self.text.iter().all(is_part)
            && self.text.iter().any(u8::is_ascii_digit)
    }

    /// Whether it is a value, and not the place of one or, in a file of `expressions`, code that has one.
    fn is_credential(&self, expressions: bool) -> bool {
        let text = String::from_utf8_lossy(self.text)
            .trim()
            .to_ascii_lowercase();
        if text.is_empty()
            || text.starts_with(['$', '{', '<', '*', '.', '%', '[', '('])
            || PLACEHOLDERS.contains(&&*text)
        {
            return false;
        }
        let is_token = |c: char| c.is_ascii_alphanumeric() || "_-/+=".contains(c);
        !expressions || self.is_quoted || (text.len() >= TYPED && text.chars().all(is_token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, extension: &str) -> bool {
        is_in(line.as_bytes(), extension)
    }

    #[test]
    fn names_of_credentials_are_known_however_they_are_written() {
        for line in [
            "+AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCY",
            "+    secret_access_key = wJalrXUtnFEMIK7MDENG",
            "+POSTGRES_PASSWORD: hunter2",
            "+db-password=\"hunter2\"",
            "+  \"Password\": \"hunter two\",",
            "+    account_key = c2VjcmV0",
            "+AccountName=x;AccountKey=c2VjcmV0==;EndpointSuffix=core",
            "+connection_string = Endpoint=sb://x/;SharedAccessKey=c2VjcmV0",
            "+Server=db;Uid=ann;Pwd=hunter2;",
            "+    sas_token: '?sv=2022&sig=c2VjcmV0'",
            "+https://x.blob.core.windows.net/a?sv=2022&SIG=c2VjcmV0c2VjcmV0c2Vj",
            "+https://example.org/a?api_key=c2VjcmV0",
            "+MLFLOW_TRACKING_TOKEN=0123456789abcdef0123",
            "+    \"dagshub_token\": \"c2VjcmV0c2VjcmV0c2Vj\",",
            "+postgresql://db/x?user=ann&password=hunter2",
        ] {
            assert!(found(line, "yaml"), "{line}");
        }
    }

    #[test]
    fn what_stands_for_a_value_and_what_is_no_name_of_one_is_none() {
        for line in [
            "+password:",
            "+password: null",
            "+PASSWORD=${DB_PASSWORD}",
            "+[ -n \"${DB_PASSWORD:-}\" ]",
            "+password: <yours>",
            "+password: \"\"",
            "+password_file: /run/secrets/db",
            "+no password is asked for: hunter2",
            "+PWD=/home/ann/pipeline-of-iris",
            "+https://example.org/a?key=short&page=2",
            "+monkey=c2VjcmV0c2VjcmV0c2Vj",
            "+pad_token: <|endoftext|>",
            "+next_token = the_one_behind_this_one",
        ] {
            assert!(!found(line, "yaml"), "{line}");
        }
    }

    #[test]
    fn code_and_prose_speak_of_passwords_and_hold_those_in_quotes() {
        for (line, extension) in [
            ("+    password: Option<String>,", "rs"),
            ("+password = settings.get(\"PASSWORD\")", "py"),
            ("+password: the one of the tracker", "md"),
        ] {
            assert!(!found(line, extension), "{line}");
        }
        for (line, extension) in [
            ("+    let password = \"hunter2\";", "rs"),
            ("+connect(user=\"ann\", password='hunter2')", "py"),
            ("+export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENG", "md"),
            ("+PASSWORD=hunter2", "sh"),
        ] {
            assert!(found(line, extension), "{line}");
        }
    }
}
