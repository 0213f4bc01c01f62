//! Lines under lines.

use std::fmt;

/// How long a line of facts may get, in characters, before it goes on in the next one.
const WIDTH: usize = 84;

/// A line, and those that belong to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    line: String,
    below: Vec<Tree>,
}

impl Tree {
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self {
            line: line.into(),
            below: Vec::new(),
        }
    }

    /// With more lines below.
    pub(crate) fn with(mut self, below: impl IntoIterator<Item = Self>) -> Self {
        self.below.extend(below);
        self
    }

    /// `name` and then `facts` with `between` between them, on as many lines as they need.
    pub(crate) fn listed(name: &str, facts: &[String], between: &str) -> Self {
        let mut lines: Vec<String> = Vec::new();
        for fact in facts {
            match lines.last_mut() {
                Some(line) if line.chars().count() + fact.chars().count() < WIDTH => {
                    *line += between;
                    *line += fact;
                }
                _ => lines.push(fact.clone()),
            }
        }
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_else(|| "none".to_owned());
        Self::new(format!("{name} {first}")).with(lines.map(Self::new))
    }

    fn write_below(&self, out: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        for (at, tree) in self.below.iter().enumerate() {
            let is_last = at + 1 == self.below.len();
            let (branch, trunk) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            write!(out, "\n{indent}{branch}{}", tree.line)?;
            tree.write_below(out, &format!("{indent}{trunk}"))?;
        }
        Ok(())
    }
}

/// Without a line end at the end.
impl fmt::Display for Tree {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.line)?;
        self.write_below(out, "")
    }
}
