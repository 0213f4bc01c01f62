//! The lineage as a page for people: `lineage/data_lineage.md` among the run's files.

use std::fmt::Write as _;

use provenance::DataFile;
use stage::metadata::ModelMetadata;

use super::{Data, Lineage};

/// What stands above the rest where nothing was trained.
const BROUGHT_IN: &str = "\nThe model was trained before this run, perhaps on another machine, and brought in as it \
                          is. Code below is what brought it in.\n";

/// The page, in Markdown that reads well as plain text too.
#[must_use]
pub(crate) fn document(lineage: &Lineage, metadata: &ModelMetadata) -> String {
    let mut page = String::from("# Where this run comes from\n");
    if lineage.brought_in {
        page += BROUGHT_IN;
    }
    section(&mut page, "Data", &data(lineage));
    section(&mut page, "Code", &code(lineage));
    section(&mut page, "Parameters", &parameters(metadata));
    section(&mut page, "Model", &model(metadata));
    page
}

fn section(page: &mut String, title: &str, body: &str) {
    // Writing to a string cannot fail.
    let _ = write!(page, "\n## {title}\n\n{body}");
}

fn data(lineage: &Lineage) -> String {
    let Some(Data {
        version, matches, ..
    }) = &lineage.data
    else {
        return "Not known: there was no dvc.lock that names data files.\n".to_owned();
    };
    let mut text = format!("- data version: {version}\n");
    text += match matches {
        true => "- the tables used are those in dvc.lock\n\n",
        false => "- the tables used are NOT those in dvc.lock\n\n",
    };
    text += "| file | stage | MD5 | bytes | link |\n|---|---|---|---|---|\n";
    for file in lineage.files() {
        text += &row(lineage, file);
    }
    text
}

fn row(lineage: &Lineage, file: &DataFile) -> String {
    let DataFile {
        stage,
        path,
        md5,
        size,
    } = file;
    let wrote = lineage.data.as_ref().and_then(|data| data.lock.file(path));
    let stage = match wrote {
        Some(_) => format!("written by {stage}"),
        None => format!("read by {stage}"),
    };
    let link = lineage.link(path).unwrap_or_default();
    format!("| {path} | {stage} | {md5} | {size} | {link} |\n")
}

fn code(lineage: &Lineage) -> String {
    let git = lineage.git.as_ref();
    let dirty = git.and_then(|git| git.dirty);
    let dirty = dirty.map(|dirty| if dirty { "yes" } else { "no" }.to_owned());
    let branch = git.and_then(|git| git.branch.clone());
    let url = git.and_then(|git| git.repo_url.clone());
    let mut facts = vec![
        ("commit".to_owned(), git.map(|git| git.commit.clone())),
        ("branch".to_owned(), branch),
        ("changes that are not committed".to_owned(), dirty),
        ("repository".to_owned(), url),
    ];
    let experiment = lineage.experiment.iter().cloned();
    facts.extend(experiment.map(|name| ("experiment of DVC".to_owned(), Some(name))));
    let image = lineage.image.as_ref();
    facts.extend([
        ("image".to_owned(), image.map(|image| image.name.clone())),
        (
            "id of the image".to_owned(),
            image.map(|image| image.id.clone()),
        ),
    ]);
    list(facts)
}

fn parameters(metadata: &ModelMetadata) -> String {
    let mut facts = vec![("model_type".to_owned(), Some(metadata.model_type.clone()))];
    let used = metadata.params.iter();
    facts.extend(used.map(|(name, value)| (name.clone(), Some(value.to_string()))));
    list(facts)
}

fn model(metadata: &ModelMetadata) -> String {
    list(vec![
        ("name".to_owned(), Some(metadata.model_name.clone())),
        ("SHA-256".to_owned(), Some(metadata.model_sha256.clone())),
        ("key (tag mlops.key)".to_owned(), Some(metadata.key.clone())),
    ])
}

fn list(facts: Vec<(String, Option<String>)>) -> String {
    let line = |(name, value)| {
        let value: Option<String> = value;
        format!("- {name}: {}\n", value.as_deref().unwrap_or("not known"))
    };
    facts.into_iter().map(line).collect()
}
