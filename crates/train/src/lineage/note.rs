//! The description of a run, which MLflow shows at the top of its page.

use stage::metadata::ModelMetadata;

use super::Lineage;

/// Whose files they are, for links of MLflow's own pages.
pub(crate) struct RunId<'a> {
    /// The experiment of MLflow.
    pub(crate) experiment: &'a str,
    /// The run.
    pub(crate) run: &'a str,
}

/// Data, code and model in Markdown, with links to more. What the gate says comes from evaluate, below it.
#[must_use]
pub(crate) fn note(lineage: &Lineage, metadata: &ModelMetadata, id: &RunId<'_>) -> String {
    let lines = [
        model(metadata),
        data(lineage, id),
        code(lineage, id),
        format!("All of it: {}.", artifact(id, "lineage/run.json", "record")),
    ];
    lines.join("\n\n")
}

fn model(metadata: &ModelMetadata) -> String {
    let params: Vec<_> = metadata
        .params
        .iter()
        .filter(|(name, value)| *name != "model" && !value.is_object())
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let with = if params.is_empty() { "" } else { " with " };
    format!(
        "**Model**: {}{with}{}, SHA-256 `{}`",
        metadata.model_type,
        params.join(", "),
        short(&metadata.model_sha256, 12)
    )
}

fn data(lineage: &Lineage, id: &RunId<'_>) -> String {
    let page = artifact(id, "lineage/data_lineage.md", "its files");
    match &lineage.data {
        Some(data) if data.matches => format!("**Data**: version `{}`, {page}", data.version),
        Some(data) => format!(
            "**Data**: version `{}`, but the tables that were read are others, {page}",
            data.version
        ),
        None => "**Data**: not known to DVC".to_owned(),
    }
}

fn code(lineage: &Lineage, id: &RunId<'_>) -> String {
    let Some(git) = &lineage.git else {
        return "**Code**: not known to git".to_owned();
    };
    let commit = short(&git.commit, 9);
    let commit = match git
        .repo_url
        .as_deref()
        .and_then(|url| commit_page(url, &git.commit))
    {
        Some(page) => format!("[`{commit}`]({page})"),
        None => format!("`{commit}`"),
    };
    let branch = git.branch.as_ref();
    let branch = branch
        .map(|branch| format!(" on `{branch}`"))
        .unwrap_or_default();
    let changes = match (git.dirty, &git.patch) {
        (Some(true), Some(patch)) => format!(
            " with {}",
            artifact(id, patch, "changes that were not committed")
        ),
        (Some(true), None) => " with changes that were not committed and are not kept".to_owned(),
        _ => String::new(),
    };
    format!("**Code**: commit {commit}{branch}{changes}")
}

/// The page of a commit, where the repository is one of the usual hosts.
fn commit_page(url: &str, commit: &str) -> Option<String> {
    let path = url
        .strip_prefix("https://")
        .map(str::to_owned)
        .or_else(|| Some(url.strip_prefix("git@")?.replacen(':', "/", 1)))?;
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    let folder = match path.split('/').next()? {
        "github.com" | "dagshub.com" => "commit",
        "gitlab.com" => "-/commit",
        "bitbucket.org" => "commits",
        _ => return None,
    };
    Some(format!("https://{path}/{folder}/{commit}"))
}

/// A link to a file of the run, in whatever place the pages of MLflow are.
fn artifact(id: &RunId<'_>, path: &str, text: &str) -> String {
    let RunId { experiment, run } = id;
    format!("[{text}](#/experiments/{experiment}/runs/{run}/artifacts/{path})")
}

fn short(text: &str, digits: usize) -> &str {
    text.get(..digits).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_has_a_page_on_the_usual_hosts_alone() {
        let page = |url| commit_page(url, "ab12");
        assert_eq!(
            page("git@github.com:ann/iris.git").as_deref(),
            Some("https://github.com/ann/iris/commit/ab12")
        );
        assert_eq!(
            page("https://gitlab.com/ann/iris.git").as_deref(),
            Some("https://gitlab.com/ann/iris/-/commit/ab12")
        );
        assert_eq!(page("https://git.example.org/iris.git"), None);
        assert_eq!(page("/srv/git/iris.git"), None);
    }
}
