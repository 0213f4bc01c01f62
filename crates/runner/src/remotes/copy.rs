//! DVC's configuration for a copy of the checkout, as an experiment or a reproduction runs in.

use std::collections::BTreeMap;
use std::path::Path;

use super::configuration::{Configuration, Setting};
use crate::checkout::Checkout;

/// The section of the cache, which the copy shares.
const CACHE: &str = "cache";
const FOLDER: &str = "dir";

/// The text of a file. What lies below `.dvc` is in `checkout` alone, and so are credentials that git
/// does not know; any other path of the checkout has its like in the copy.
pub(super) fn text(
    configuration: &Configuration,
    checkout: &Checkout,
    home: &Path,
    cache: &Path,
) -> String {
    let value = |setting: &Setting| match setting.path(home) {
        Some(path) if path.starts_with(checkout.path(".dvc")) => path.display().to_string(),
        _ => setting.value.clone(),
    };
    let mut sections: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for (section, key, setting) in configuration.settings() {
        let is_url = section != "core" && (key == "url" || is_path(&setting.value));
        let value = if is_url {
            value(setting)
        } else {
            setting.value.clone()
        };
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

/// Whether a value names a file relative to the configuration, as DVC lets credentials do.
fn is_path(value: &str) -> bool {
    value.starts_with("./") || value.starts_with("../")
}

/// `remote "nas"` stands in quotes, as DVC writes it.
fn quoted_section(section: &str) -> String {
    if section.contains('"') {
        format!("'{section}'")
    } else {
        section.to_owned()
    }
}

/// Else a comment would begin at a `#`.
fn quoted(value: &str) -> String {
    match value {
        value if !value.contains('#') => value.to_owned(),
        value if value.contains('"') => format!("'{value}'"),
        value => format!("\"{value}\""),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_copy_shares_the_cache_and_the_folders_below_dvc_and_has_the_others_itself() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        let file = checkout.path(".dvc/config");
        fs::create_dir(checkout.path(".dvc")).unwrap();
        let settings = "[core]\nremote = storage\n['remote \"storage\"']\nurl = storage\n\
            ['remote \"bundled\"']\nurl = ../dataset\n['remote \"s3\"']\nurl = s3://bucket/iris\n\
            secret_access_key = \"a#b\"\n";
        fs::write(&file, settings).unwrap();
        let configuration = Configuration::read(&[file]).unwrap();
        let cache = checkout.path(".dvc/cache");
        let text = text(&configuration, &checkout, Path::new("/home/ann"), &cache);
        let text = text.replace(&folder.path().display().to_string(), "CHECKOUT");
        assert_snapshot!(text, @r#"
        [cache]
            dir = CHECKOUT/.dvc/cache
        [core]
            remote = storage
        ['remote "bundled"']
            url = ../dataset
        ['remote "s3"']
            secret_access_key = "a#b"
            url = s3://bucket/iris
        ['remote "storage"']
            url = CHECKOUT/.dvc/storage
        "#);
    }
}
