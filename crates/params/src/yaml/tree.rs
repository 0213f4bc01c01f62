//! The tree of a document, built as the parser reads it.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Tag};

use super::collection::Collection;
use super::{Node, YamlError, scalar};

/// How deep values may be nested. Whoever walks the tree calls itself for each level.
const MOST_LEVELS: usize = 64;
/// How much anchors and aliases may stand for, in bytes of text and one more for each value. A
/// few lines of them can stand for more than any memory holds.
const MOST_COPIED: usize = 1 << 20;

/// How many values a file may hold, keys included: each takes more memory than text.
const MOST_VALUES: usize = 500_000;

/// The tree of a document, as far as it was read.
#[derive(Default)]
pub(super) struct Tree {
    /// From the outermost.
    open: Vec<Open>,
    /// What has a name to be repeated by, by the parser's number for it.
    named: HashMap<usize, Measured>,
    /// What aliases have stood for so far.
    copied: usize,
    /// How many values were read so far.
    values: usize,
    documents: usize,
    root: Option<Node>,
}

/// A list or section whose end has not been read.
struct Open {
    collection: Collection,
    name: usize,
    extent: Extent,
}

/// A value that has a name.
struct Measured {
    node: Node,
    extent: Extent,
}

/// How much a value is.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// How many levels of lists and sections it has, 0 for a scalar.
    levels: usize,
    /// The bytes of its texts, and one for each value.
    size: usize,
}

impl Tree {
    /// Adds what the parser found at `line`.
    pub(super) fn add(&mut self, event: Event<'_>, line: usize) -> Result<(), YamlError> {
        match event {
            Event::DocumentStart(_) => self.start_document(line),
            Event::SequenceStart(name, tag) => {
                self.open(Collection::list(line), name, tag.as_ref(), line)
            }
            Event::MappingStart(name, tag) => {
                self.open(Collection::section(line), name, tag.as_ref(), line)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Scalar(text, style, name, tag) => {
                let levels = 0;
                let size = text.len() + 1;
                let value = scalar::value(text, style, tag.as_ref()).ok_or_else(|| tagged(line))?;
                let extent = Extent { levels, size };
                self.insert(Node::new(line, value), extent, name)
            }
            Event::Alias(name) => self.repeat(name, line),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    /// What was read; nothing if there was no document.
    pub(super) fn into_root(self) -> Option<Node> {
        self.root
    }

    fn start_document(&mut self, line: usize) -> Result<(), YamlError> {
        self.documents += 1;
        if self.documents > 1 {
            let problem = "starts a second document; expected one in a file".to_owned();
            return Err(YamlError { line, problem });
        }
        Ok(())
    }

    fn open(
        &mut self,
        collection: Collection,
        name: usize,
        tag: Option<&Cow<'_, Tag>>,
        line: usize,
    ) -> Result<(), YamlError> {
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
            return Err(tagged(line));
        }
        self.check_levels(1, line)?;
        let extent = Extent { levels: 1, size: 1 };
        self.open.push(Open {
            collection,
            name,
            extent,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), YamlError> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        self.insert(open.collection.into_node(), open.extent, open.name)
    }

    /// Puts a copy of what has the name `name` in the place of its alias.
    fn repeat(&mut self, name: usize, line: usize) -> Result<(), YamlError> {
        let Some(Measured { node, extent }) = self.named.get(&name) else {
            let problem = "an alias stands inside of what it names".to_owned();
            return Err(YamlError { line, problem });
        };
        let extent = *extent;
        self.check_levels(extent.levels, line)?;
        count_copy(&mut self.copied, extent, line)?;
        let copy = Node::new(line, node.value().clone());
        self.insert(copy, extent, 0)
    }

    /// Adds a value to the innermost list or section, or takes it for the root.
    fn insert(&mut self, node: Node, extent: Extent, name: usize) -> Result<(), YamlError> {
        self.values += 1;
        if self.values > MOST_VALUES {
            let (line, problem) = (node.line(), format!("holds more than {MOST_VALUES} values"));
            return Err(YamlError { line, problem });
        }
        // The parser counts names from 1.
        if name > 0 {
            count_copy(&mut self.copied, extent, node.line())?;
            let node = node.clone();
            self.named.insert(name, Measured { node, extent });
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        parent.extent.size += extent.size;
        parent.extent.levels = parent.extent.levels.max(extent.levels + 1);
        parent.collection.add(node)
    }

    fn check_levels(&self, more: usize, line: usize) -> Result<(), YamlError> {
        if self.open.len() + more <= MOST_LEVELS {
            return Ok(());
        }
        Err(too_deep(line))
    }
}

pub(super) fn too_deep(line: usize) -> YamlError {
    let problem = format!("is nested more than {MOST_LEVELS} deep");
    YamlError { line, problem }
}

fn count_copy(copied: &mut usize, extent: Extent, line: usize) -> Result<(), YamlError> {
    *copied += extent.size;
    if *copied <= MOST_COPIED {
        return Ok(());
    }
    let problem =
        "the anchors and aliases up to here stand for more than 1 MiB; write the values out"
            .to_owned();
    Err(YamlError { line, problem })
}

fn tagged(line: usize) -> YamlError {
    let problem = "uses a YAML tag; write the value without it".to_owned();
    YamlError { line, problem }
}
