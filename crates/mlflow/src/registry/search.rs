//! Finding versions: by their run, by a tag, or all of them.

use super::ModelVersion;
use super::message::{ModelResponse, SearchResponse};
use crate::error::{Error, Fault};
use crate::tracking::batches::{Tag, check_tags};
use crate::tracking::filter::quoted;
use crate::transport::Api;

/// How many versions one request asks for.
const PAGE_SIZE: &str = "1000";

/// The versions that a run made, the newest first.
pub(crate) async fn versions_of_run(
    api: &Api,
    name: &str,
    run_id: &str,
) -> Result<Vec<ModelVersion>, Error> {
    let action = action(name);
    let filter = format!("name={} and run_id='{run_id}'", quoted(&action, name)?);
    Ok(search_page(api, &action, &filter, "100", "").await?.0)
}

/// The newest version that carries a tag.
pub(crate) async fn newest_with_tag(
    api: &Api,
    name: &str,
    tag: &str,
    value: &str,
) -> Result<Option<ModelVersion>, Error> {
    let action = action(name);
    // Also keeps quotes out of the tag's name, which the filter puts between some.
    check_tags(&action, &[Tag::new(tag, value)])?;
    let (name_is, tag_is) = (quoted(&action, name)?, quoted(&action, value)?);
    let filter = format!("name={name_is} and tags.\"{tag}\"={tag_is}");
    match search_page(api, &action, &filter, "1", "").await {
        Ok((versions, _)) => Ok(versions.into_iter().next()),
        // A tracker that does not filter versions by their tags.
        Err(error) if matches!(error.fault(), Some(Fault::Invalid { .. })) => {
            let mut all = search_all(api, name).await?.into_iter();
            Ok(all.find(|version| version.tags.get(tag).is_some_and(|found| found == value)))
        }
        Err(error) => Err(error),
    }
}

/// All versions with their aliases, the newest first.
pub(crate) async fn versions(api: &Api, name: &str) -> Result<Vec<ModelVersion>, Error> {
    let mut all = search_all(api, name).await?;
    if all.is_empty() {
        return Ok(all);
    }
    // The answer to a search leaves them out, in MLflow 2.11 and 3.17 alike.
    for (alias, number) in aliases(api, name).await? {
        for version in all.iter_mut().filter(|one| one.version == number) {
            version.aliases.push(alias.clone());
        }
    }
    Ok(all)
}

/// All versions as the search gives them.
async fn search_all(api: &Api, name: &str) -> Result<Vec<ModelVersion>, Error> {
    let action = action(name);
    let filter = format!("name={}", quoted(&action, name)?);
    let (mut all, mut token) = search_page(api, &action, &filter, PAGE_SIZE, "").await?;
    while !token.is_empty() {
        let (more, next) = search_page(api, &action, &filter, PAGE_SIZE, &token).await?;
        all.extend(more);
        token = next;
    }
    // A tracker that gives them all the same is not to make them double.
    for version in &mut all {
        version.aliases.clear();
    }
    Ok(all)
}

/// `GET registered-models/get`: the aliases of a model and their versions.
async fn aliases(api: &Api, name: &str) -> Result<Vec<(String, u64)>, Error> {
    let action = format!("read the aliases of `{name}`");
    let path = "registered-models/get";
    let response: ModelResponse = api.get(action, path, &[("name", name)]).await?;
    let aliases = response.registered_model.aliases.into_iter();
    Ok(aliases
        .filter_map(|one| Some((one.alias, one.version.parse().ok()?)))
        .collect())
}

fn action(name: &str) -> String {
    format!("search the versions of `{name}`")
}

/// `GET model-versions/search`, the newest first, with the token of the next
/// page. A model that the tracker does not know has no versions.
async fn search_page(
    api: &Api,
    action: &str,
    filter: &str,
    max_results: &str,
    token: &str,
) -> Result<(Vec<ModelVersion>, String), Error> {
    let mut query = vec![
        ("filter", filter),
        ("order_by", "version_number DESC"),
        ("max_results", max_results),
    ];
    if !token.is_empty() {
        query.push(("page_token", token));
    }
    let path = "model-versions/search";
    let response: SearchResponse = api.get(action.to_owned(), path, &query).await?;
    let found = response.model_versions.into_iter();
    let versions = found.map(|version| version.checked(api, action));
    Ok((
        versions.collect::<Result<_, _>>()?,
        response.next_page_token,
    ))
}
