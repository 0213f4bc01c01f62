//! DVC's configuration for a copy of the checkout, as an experiment or a reproduction runs in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::configuration::{Configuration, Setting};
use super::outside::named_file;
use crate::checkout::Checkout;

/// The section of the cache, which the copy shares.
const CACHE: &str = "cache";
const FOLDER: &str = "dir";
/// The folder of a remote, or its address.
const URL: &str = "url";
/// What a value may stand in: the first that it does not hold itself.
const QUOTES: [&str; 4] = ["\"", "'", "\"\"\"", "'''"];

/// The text of a file. What lies below `.dvc` is in `checkout` alone, and so are credentials that git
/// does not know; any other folder of the checkout has its like in the copy.
pub(super) fn text(
    configuration: &Configuration,
    checkout: &Checkout,
    home: &Path,
    cache: &Path,
) -> String {
    let mut sections: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for (section, key, setting) in configuration.settings() {
        let path = path(key, setting, checkout, home);
        let value = path.map_or_else(|| setting.value.clone(), |path| path.display().to_string());
        sections.entry(section).or_default().insert(key, value);
    }
    let folder = cache.display().to_string();
    sections.entry(CACHE).or_default().insert(FOLDER, folder);
    let mut text = String::new();
    for (section, entries) in sections {
        text.extend(["[", &quoted_section(section), "]\n"]);
        for (key, value) in entries {
            text.extend(["    ", key, " = ", &quoted(&value), "\n"]);
        }
    }
    text
}

/// Where the folder or file of a setting is, unless the copy has its like in the same place.
fn path(key: &str, setting: &Setting, checkout: &Checkout, home: &Path) -> Option<PathBuf> {
    if key != URL {
        return named_file(key, setting, checkout, home);
    }
    let is_copied =
        |path: &Path| path.starts_with(checkout.root()) && !path.starts_with(checkout.path(".dvc"));
    setting.path(home).filter(|path| !is_copied(path))
}

/// `remote "nas"` stands in quotes, as DVC writes it.
pub(super) fn quoted_section(section: &str) -> String {
    if section.contains('"') {
        format!("'{section}'")
    } else {
        section.to_owned()
    }
}

/// Else a comment would begin at a `#`, and a list at a comma.
pub(super) fn quoted(value: &str) -> String {
    let is_whole = |quote: &&str| !value.contains(*quote) && !value.ends_with(&quote[..1]);
    let quote = QUOTES.into_iter().find(is_whole).unwrap_or(QUOTES[0]);
    format!("{quote}{value}{quote}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    const SETTINGS: &str = r##"
[core]
remote = storage
['remote "storage"']
url = storage
['remote "bundled"']
url = ../dataset
['remote "beside"']
url = ../../shared
['remote "nas"']
url = /mnt/nas
keyfile = ~/keys/nas
['remote "s3"']
url = s3://bucket/iris
credentialpath = ../keys/s3
configpath = keys/config
ssl_verify = keys/ca.pem
secret_access_key = "a#b, c"
other_key = 'say "hi"'
another_key = "it's"
last_key = '''it's "#1"'''
['remote "open"']
ssl_verify = false
"##;

    #[test]
    fn a_copy_shares_the_cache_and_the_folders_below_dvc_and_has_the_others_itself() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        let read = |text: &str| {
            let file = checkout.path(".dvc/config");
            fs::create_dir_all(checkout.path(".dvc")).unwrap();
            fs::write(&file, text).unwrap();
            Configuration::read(&[file]).unwrap()
        };
        let configuration = read(SETTINGS);
        let cache = checkout.path(".dvc/cache");
        let text = text(&configuration, &checkout, Path::new("/home/ann"), &cache);
        let values = |configuration: &Configuration| -> Vec<_> {
            let all = configuration.settings();
            all.filter(|(_, key, _)| key.ends_with("_key"))
                .map(|(_, _, setting)| setting.value.clone())
                .collect()
        };
        assert_eq!(values(&read(&text)), values(&configuration));
        assert_eq!(values(&configuration).len(), 4);
        let parent = folder.path().parent().unwrap().display().to_string();
        let text = text.replace(&folder.path().display().to_string(), "CHECKOUT");
        let text = text.replace(&format!("\"{parent}/"), "\"BESIDE/");
        assert_snapshot!(text, @r##"
        [cache]
            dir = "CHECKOUT/.dvc/cache"
        [core]
            remote = "storage"
        ['remote "beside"']
            url = "BESIDE/shared"
        ['remote "bundled"']
            url = "../dataset"
        ['remote "nas"']
            keyfile = "/home/ann/keys/nas"
            url = "/mnt/nas"
        ['remote "open"']
            ssl_verify = "false"
        ['remote "s3"']
            another_key = "it's"
            configpath = "CHECKOUT/.dvc/keys/config"
            credentialpath = "CHECKOUT/keys/s3"
            last_key = '''it's "#1"'''
            other_key = 'say "hi"'
            secret_access_key = "a#b, c"
            ssl_verify = "CHECKOUT/keys/ca.pem"
            url = "s3://bucket/iris"
        ['remote "storage"']
            url = "CHECKOUT/.dvc/storage"
        "##);
    }
}
