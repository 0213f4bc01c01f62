//! What is to be queued: the combinations of some settings, checked, without those that are
//! there.

use std::fmt;
use std::path::Path;

use params::yaml::Node;
use params::{Params, ParamsError, shorten};
use stage::exit::{Exit, Failure};

use crate::git::{Git, GitError};
use crate::grid::{self, Combination};
use crate::hydra;
use crate::queue::Task;
use crate::saved::{self, LOCK, PARAMS, Saved};
use crate::setting::{self, NoSetting, Setting};

/// How many problems are told: nobody reads more at once.
const SHOWN: usize = 20;

/// Grids for DVC's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// For each grid, the values of `--set-param`.
    pub grids: Vec<Vec<String>>,
    /// How many experiments these are.
    pub size: usize,
    /// Experiments that are saved and were made with some of the combinations, from the sources
    /// that are here.
    pub saved: Vec<String>,
    /// Experiments in the queue with others of them.
    pub queued: Vec<String>,
    /// Files that git does not know, and no experiment has therefore.
    pub untracked: Vec<String>,
}

/// What is here, before something is queued.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    /// The checkout.
    pub root: &'a Path,
    /// What the queue holds.
    pub tasks: &'a [Task],
    /// How many combinations may be queued.
    pub limit: usize,
}

/// Why nothing is queued.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// `params.yaml` is no tree.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The settings are wrong, or what they make of `params.yaml` is.
    #[error("check SET: {}", List(.0))]
    Settings(Vec<String>),
    /// More combinations than a person may have meant.
    #[error(
        "check SET: it makes {} combinations; expected at most {limit}; try fewer values, or \
         say LIMIT={} if you mean it",
        shown(*.size), .size.map_or("...".to_owned(), |size| size.to_string())
    )]
    Large {
        /// How many; none for more than a number can hold.
        size: Option<usize>,
        /// How many may be queued.
        limit: usize,
    },
    /// git cannot be asked.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl Failure for PlanError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

struct List<'a>(&'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [one] = self.0 {
            return write!(out, "{one}");
        }
        write!(out, "{} problems", self.0.len())?;
        for problem in self.0.iter().take(SHOWN) {
            write!(out, "\n  {problem}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(out, "\n  and {more} more"),
        }
    }
}

fn shown(size: Option<usize>) -> String {
    size.map_or("more than can be counted".to_owned(), |size| {
        size.to_string()
    })
}

/// Plans all combinations of the settings in `text`, on top of `tree`, which `params.yaml` holds.
///
/// # Errors
///
/// When a setting is wrong or a combination is not what `params.yaml` may hold, which is told of
/// all of them at once, when there are more than the limit, or git cannot be asked.
pub fn plan(text: &str, tree: &Node, present: Present<'_>) -> Result<Plan, PlanError> {
    let settings = setting::parse(text).map_err(|wrong| {
        PlanError::Settings(wrong.into_iter().map(|NoSetting(text)| text).collect())
    })?;
    let size = grid::size(&settings);
    if size.is_none_or(|size| size > present.limit) {
        let limit = present.limit;
        return Err(PlanError::Large { size, limit });
    }
    let combinations = grid::combinations(&settings);
    let trees = check(&settings, &combinations, tree)?;
    let git = Git::at(present.root);
    let known = Known::read(&git, present.tasks)?;
    let mut plan = Plan {
        grids: Vec::new(),
        size: 0,
        saved: Vec::new(),
        queued: Vec::new(),
        untracked: untracked(&git)?,
    };
    let mut left = Vec::new();
    for (combination, tree) in combinations.into_iter().zip(&trees) {
        if let Some(name) = known.saved(&git, tree)? {
            plan.saved.push(name);
        } else if let Some(name) = known.queued(&git, tree)? {
            plan.queued.push(name);
        } else {
            left.push(combination);
        }
    }
    plan.size = left.len();
    let grids = grid::grids(&left).into_iter();
    let overrides = |grid: Vec<Vec<Node>>| {
        let pairs = settings.iter().zip(&grid);
        pairs
            .map(|(setting, values)| hydra::override_of(&setting.key, values))
            .collect()
    };
    plan.grids = grids.map(overrides).collect();
    Ok(plan)
}

/// What `params.yaml` becomes by each combination.
fn check(
    settings: &[Setting],
    combinations: &[Combination<'_>],
    tree: &Node,
) -> Result<Vec<Node>, PlanError> {
    let mut problems: Vec<String> = Vec::new();
    let mut add = |problem: String| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    let mut trees = Vec::new();
    for combination in combinations {
        let mut changed = tree.clone();
        for (Setting { key, .. }, value) in settings.iter().zip(combination) {
            if let Err(at) = changed.set(key, (*value).clone()) {
                let text = "has nothing below it, since it is no section";
                add(format!(
                    "`{key}` cannot be set: `{}` {text}",
                    shorten::text(&at)
                ));
            }
        }
        match Params::check(&changed, Path::new(PARAMS)) {
            Err(ParamsError::Invalid { problems, .. }) => {
                for problem in problems {
                    add(match problem.line() {
                        0 => problem.text().to_owned(),
                        line => format!("`{PARAMS}`, line {line}: {}", problem.text()),
                    });
                }
            }
            checked => drop(checked?),
        }
        trees.push(changed);
    }
    if problems.is_empty() {
        Ok(trees)
    } else {
        Err(PlanError::Settings(problems))
    }
}

/// The experiments that there are.
struct Known {
    saved: Vec<Saved>,
    /// Those in the queue that have not ended, and their parameters.
    queued: Vec<(Task, Node)>,
}

impl Known {
    fn read(git: &Git, tasks: &[Task]) -> Result<Self, GitError> {
        let open: Vec<_> = tasks.iter().filter(|task| task.is_open()).collect();
        let objects = open
            .iter()
            .map(|task| format!("{}:./{PARAMS}", task.commit));
        let contents = git.contents(&objects.collect::<Vec<_>>())?;
        let tree = |(task, text): (&Task, Option<String>)| {
            let tree = params::yaml::parse(&text?).ok()?;
            Some((task.clone(), tree))
        };
        Ok(Self {
            saved: saved::read(git)?,
            queued: open.into_iter().zip(contents).filter_map(tree).collect(),
        })
    }

    /// The saved experiment with these parameters that was made from what is here.
    fn saved(&self, git: &Git, tree: &Node) -> Result<Option<String>, GitError> {
        for saved in &self.saved {
            if saved.params.as_ref() == Some(tree) && changed(git, &saved.commit)?.is_empty() {
                return Ok(Some(saved.name.clone()));
            }
        }
        Ok(None)
    }

    /// The same of those in the queue.
    fn queued(&self, git: &Git, tree: &Node) -> Result<Option<String>, GitError> {
        for (task, known) in &self.queued {
            if known == tree && changed(git, &task.commit)?.is_empty() {
                return Ok(Some(task.name.clone()));
            }
        }
        Ok(None)
    }
}

fn untracked(git: &Git) -> Result<Vec<String>, GitError> {
    let listed = git.output(&["ls-files", "--others", "--exclude-standard"])?;
    Ok(listed.lines().map(str::to_owned).collect())
}

/// The files that git knows, apart from the parameters and what the stages write, that are others
/// in the checkout than in `commit`.
pub(crate) fn changed(git: &Git, commit: &str) -> Result<Vec<String>, GitError> {
    let excluded = [PARAMS, LOCK, "metrics", "models"].map(|name| format!(":(exclude){name}"));
    let args = ["diff", "--name-only", "--no-renames", commit, "--", "."];
    let excluded = excluded.iter().map(String::as_str);
    let listed = git.output(&args.into_iter().chain(excluded).collect::<Vec<_>>())?;
    Ok(listed.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests;
