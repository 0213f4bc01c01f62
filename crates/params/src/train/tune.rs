//! `train.tune`: which settings are tried, and by which of their validation scores one is chosen.

mod grid;

use serde::{Deserialize, Serialize};

use super::family::Written;
use super::validation::Validation;
use crate::metric::Metric;
use crate::section::Section;
pub use grid::{Grid, describe};

/// Section `train.tune`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tune {
    /// Which settings of the grid are tried.
    pub search: Search,
    /// What is compared.
    pub metric: Metric,
    /// All settings.
    pub grid: Grid,
}

/// Which settings of a grid are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "search", rename_all = "snake_case")]
pub enum Search {
    /// Each: scikit-learn's `ParameterGrid`.
    Grid,
    /// Some: scikit-learn's `ParameterSampler`.
    Random {
        /// How many; all where there are not as many.
        n_iter: usize,
        /// The seed of the draw.
        random_state: u32,
    },
}

/// The most settings that are tried: each is trained, several times where there are folds.
const MOST_TRIES: usize = 1000;
/// The most settings that a random search draws from: scikit-learn's draws have 32 bits.
const MOST_SETTINGS: usize = u32::MAX as usize;

const SEARCHES: [(&str, bool); 2] = [("grid", false), ("random", true)];
const METRICS: [(&str, Metric); Metric::ALL.len()] = {
    let mut named = [("", Metric::Accuracy); Metric::ALL.len()];
    let mut i = 0;
    while i < named.len() {
        named[i] = (Metric::ALL[i].name(), Metric::ALL[i]);
        i += 1;
    }
    named
};

impl Tune {
    /// Reads the section, for models that are `written` and validated as `validation` says; nothing
    /// where it is not there, or null.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent section, as everywhere in this crate"
    )]
    pub(crate) fn read(
        train: &mut Section<'_>,
        written: Option<Written>,
        validation: Option<Option<Validation>>,
    ) -> Option<Option<Self>> {
        let Some(mut section) = train.optional_section("tune", "null or a section of keys")? else {
            return Some(None);
        };
        let search = search(&mut section);
        let metric = section.choice("metric", &METRICS, Some(Metric::Accuracy));
        let grid = Grid::read(&mut section, written);
        // What is wrong with the validation was noted where it is read.
        let validated = validation.and_then(|validation| check_validation(&section, validation));
        let checked = check(&section, search, grid.as_ref(), validation.flatten());
        section.finish();
        validated?;
        checked?;
        Some(Some(Self {
            search: search?,
            metric: metric?,
            grid: grid?,
        }))
    }

    /// How many settings are tried.
    #[must_use]
    pub fn n_tries(&self) -> usize {
        match self.search {
            Search::Grid => self.grid.len(),
            Search::Random { n_iter, .. } => n_iter.min(self.grid.len()),
        }
    }
}

/// `n_iter` and `random_state` may be there for a grid as well, so that only `search` need be
/// changed.
fn search(section: &mut Section<'_>) -> Option<Search> {
    let random = section.choice("search", &SEARCHES, Some(false));
    let n_iter = section.integer("n_iter", 1..=MOST_TRIES, Some(10));
    let random_state = section.integer("random_state", 0..=u32::MAX, Some(42));
    let (n_iter, random_state) = (n_iter?, random_state?);
    Some(if random? {
        Search::Random {
            n_iter,
            random_state,
        }
    } else {
        Search::Grid
    })
}

fn check(
    section: &Section<'_>,
    search: Option<Search>,
    grid: Option<&Grid>,
    validation: Option<Validation>,
) -> Option<()> {
    let grid = grid?;
    let sized = search.and_then(|search| check_size(section, search, grid));
    let all = search == Some(Search::Grid) && sized.is_some();
    let checked = grid.check(section, all, validation);
    sized?;
    checked
}

fn check_validation(section: &Section<'_>, validation: Option<Validation>) -> Option<()> {
    if validation.is_some() {
        return Some(());
    }
    let text = "`train.tune` compares validation scores, and `train.validation` asks for none; \
                write `validation: k_fold` (or out_of_bag, held_out) there";
    section.note(section.line(), text.to_owned());
    None
}

fn check_size(section: &Section<'_>, search: Search, grid: &Grid) -> Option<()> {
    let (most, advice) = match search {
        Search::Grid => (MOST_TRIES, "name fewer values, or choose `search: random`"),
        Search::Random { .. } => (MOST_SETTINGS, "name fewer values"),
    };
    let n = grid.len();
    if n <= most {
        return Some(());
    }
    let path = section.path("params");
    let text = format!("`{path}` makes {n} settings, and {most} is the most; {advice}");
    section.note(section.line_of("params"), text);
    None
}
