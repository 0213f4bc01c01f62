//! One stage of `dvc.yaml`.

use std::path::{Component, Path};

use params::shorten;
use params::suggest::did_you_mean;
use params::yaml::{Node, Value, YamlError};

use super::PARAMS_YAML;
use super::memory::Memory;
use super::template::{self, Values};
use crate::checkout::is_source;

/// The lists whose paths a stage writes.
const OUTPUTS: [&str; 3] = ["outs", "metrics", "plots"];
/// The keys of `meta` that are ours; whoever uses DVC may add others.
const META: [&str; 3] = ["tracker", "memory", "reads"];

/// What a stage reads and writes, and what else it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageEntry {
    /// Its name.
    pub name: String,
    /// The files of parameters, with the keys in use.
    pub params: Vec<Params>,
    /// The dependencies that are data, relative to the checkout: files or folders.
    pub data: Vec<String>,
    /// The dependencies that images are built from, relative to the checkout.
    pub sources: Vec<String>,
    /// The outputs, metrics and plots, relative to the checkout.
    pub outputs: Vec<String>,
    /// Whether it speaks to the tracker (`meta.tracker`); without, it has no network.
    pub uses_tracker: bool,
    /// The memory that it may use (`meta.memory`).
    pub memory: Option<Memory>,
    /// What it reads where it is there, though it is no dependency (`meta.reads`).
    pub optional: Vec<String>,
}

/// A file of parameters and the keys of it that a stage depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// The file, relative to the checkout.
    pub file: String,
    /// Keys with dots between their parts, such as `data.classes`; none for the whole file.
    pub keys: Vec<String>,
}

impl StageEntry {
    /// Whether it has parameters below `stages`, which only its program understands.
    #[must_use]
    pub fn has_own_params(&self) -> bool {
        let files = self
            .params
            .iter()
            .filter(|params| params.file == PARAMS_YAML);
        let mut keys = files.flat_map(|params| &params.keys);
        keys.any(|key| key == "stages" || key.starts_with("stages."))
    }

    /// Whether data of this stage is an output of `other`, holds one, or lies in one.
    pub(super) fn reads_from(&self, other: &Self) -> bool {
        let within = |a: &str, b: &str| Path::new(a).starts_with(b);
        let mut pairs = self.data.iter().flat_map(|data| {
            let outputs = other.outputs.iter();
            outputs.map(move |output| (data.as_str(), output.as_str()))
        });
        pairs.any(|(data, output)| within(data, output) || within(output, data))
    }

    pub(super) fn read(name: &str, node: &Node, values: &Values) -> Result<Self, YamlError> {
        if let Some(wdir) = node.get("wdir") {
            let text =
                format!("stage `{name}` has a `wdir`; stages run in the root of the checkout");
            return Err(problem(wdir, text));
        }
        let meta = node.get("meta");
        check_meta(meta)?;
        let mut outputs = Vec::new();
        for list in OUTPUTS {
            outputs.extend(items(node.get(list), |item| output(item, values))?);
        }
        let deps = paths(node.get("deps"), values)?.into_iter();
        let (sources, data) = deps.partition(|path| is_source(path));
        Ok(Self {
            name: name.to_owned(),
            params: params(node.get("params"))?,
            data,
            sources,
            outputs,
            uses_tracker: flag(meta, "tracker")?,
            memory: memory(meta)?,
            optional: paths(meta.and_then(|meta| meta.get("reads")), values)?,
        })
    }
}

/// The paths in a list, whose items are paths, or sections of one path with its options.
fn paths(list: Option<&Node>, values: &Values) -> Result<Vec<String>, YamlError> {
    items(list, |item| path(item, values))
}

fn items(
    list: Option<&Node>,
    read: impl Fn(&Node) -> Result<String, YamlError>,
) -> Result<Vec<String>, YamlError> {
    let Some(list) = list else {
        return Ok(Vec::new());
    };
    let Value::List(items) = list.value() else {
        return Err(problem(list, "expected a list of paths".to_owned()));
    };
    items.iter().map(read).collect()
}

/// A path with a folder before its last part.
fn output(item: &Node, values: &Values) -> Result<String, YamlError> {
    let output = path(item, values)?;
    let parts = Path::new(&output).components();
    let names = parts.filter(|part| matches!(part, Component::Normal(_)));
    if names.count() > 1 {
        return Ok(output);
    }
    let text = format!(
        "the output `{}` is not in a folder; a stage may write to the folder of each of its \
         outputs, and here that would be the whole checkout",
        shorten::text(&output)
    );
    Err(problem(item, text))
}

fn path(item: &Node, values: &Values) -> Result<String, YamlError> {
    let written = match item.value() {
        Value::Text(path) => path.as_str(),
        Value::Section(entries) if entries.len() == 1 => entries[0].key(),
        other => {
            return Err(problem(
                item,
                format!("found {}; expected a path", shown(other)),
            ));
        }
    };
    let refuse = |text: String| {
        let written = shorten::text(written);
        Err(problem(item, format!("found `{written}`; {text}")))
    };
    match values.resolve(written) {
        Err(text) => refuse(text),
        Ok(path) if path.starts_with('/') || path.split('/').any(|part| part == "..") => {
            refuse("expected a path inside the checkout".to_owned())
        }
        Ok(path) => Ok(path.trim_end_matches('/').to_owned()),
    }
}

/// The items are keys of `params.yaml`, or sections of a file with a list of its keys, which
/// is empty for the whole file.
fn params(list: Option<&Node>) -> Result<Vec<Params>, YamlError> {
    let mut found: Vec<Params> = Vec::new();
    let Some(list) = list else {
        return Ok(found);
    };
    let Value::List(items) = list.value() else {
        return Err(problem(list, "expected a list of parameters".to_owned()));
    };
    for item in items {
        match item.value() {
            Value::Text(_) => add(&mut found, PARAMS_YAML, vec![key(item)?]),
            Value::Section(files) => {
                for file in files {
                    add(&mut found, file.key(), texts(file.node())?);
                }
            }
            other => {
                return Err(problem(
                    item,
                    format!("found {}; expected a parameter", shown(other)),
                ));
            }
        }
    }
    Ok(found)
}

fn add(found: &mut Vec<Params>, file: &str, keys: Vec<String>) {
    match found.iter_mut().find(|params| params.file == file) {
        Some(params) => params.keys.extend(keys),
        None => found.push(Params {
            file: file.to_owned(),
            keys,
        }),
    }
}

fn texts(list: &Node) -> Result<Vec<String>, YamlError> {
    match list.value() {
        Value::Null => Ok(Vec::new()),
        Value::List(items) => items.iter().map(key).collect(),
        other => Err(problem(
            list,
            format!("found {}; expected a list of parameters", shown(other)),
        )),
    }
}

/// The key of a parameter, which is written out.
fn key(item: &Node) -> Result<String, YamlError> {
    match item.value() {
        Value::Text(key) if !template::is_in(key) => Ok(key.clone()),
        other => Err(problem(
            item,
            format!("found {}; expected the key of a parameter", shown(other)),
        )),
    }
}

/// A typo would otherwise leave a stage without its network.
fn check_meta(meta: Option<&Node>) -> Result<(), YamlError> {
    for entry in meta.map(Node::entries).unwrap_or_default() {
        let key = entry.key();
        let hint = did_you_mean(key, META);
        if !META.contains(&key) && !hint.is_empty() {
            return Err(problem(
                entry.node(),
                format!("unknown key `meta.{key}`{hint}"),
            ));
        }
    }
    Ok(())
}

fn flag(meta: Option<&Node>, key: &str) -> Result<bool, YamlError> {
    let Some(node) = meta.and_then(|meta| meta.get(key)) else {
        return Ok(false);
    };
    match node.value() {
        Value::Boolean(flag) => Ok(*flag),
        other => Err(problem(
            node,
            format!("`meta.{key}` is {}; expected true or false", shown(other)),
        )),
    }
}

fn memory(meta: Option<&Node>) -> Result<Option<Memory>, YamlError> {
    let Some(node) = meta.and_then(|meta| meta.get("memory")) else {
        return Ok(None);
    };
    let text = node.value().to_string();
    let parsed = text.parse().map(Some);
    parsed.map_err(|expected| {
        problem(
            node,
            format!(
                "`meta.memory` is {}; expected {expected}",
                shorten::text(&text)
            ),
        )
    })
}

/// A value as a message shows it.
fn shown(value: &Value) -> String {
    shorten::text(&value.to_string())
}

fn problem(node: &Node, problem: String) -> YamlError {
    YamlError {
        line: node.line(),
        problem,
    }
}
