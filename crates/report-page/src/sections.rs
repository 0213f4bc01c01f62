//! The parts of the page, in its order.

mod data;
mod params;
mod pictures;
mod scores;
mod stages;
mod summary;

use maud::Markup;

use crate::content::Report;

/// A part of the page.
pub(crate) struct Section {
    /// What links lead to.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) content: Markup,
}

/// Those that have something to show.
pub(crate) fn all(report: &Report) -> Vec<Section> {
    let section = |id, title, content| Section { id, title, content };
    let mut all = vec![
        section("summary", "Summary", summary::html(report)),
        section("scores", "Scores", scores::html(&report.scores)),
    ];
    if !report.figures.is_empty() {
        all.push(section(
            "pictures",
            "Pictures",
            pictures::html(&report.figures),
        ));
    }
    all.extend([
        section("data", "Data", data::html(&report.data)),
        section("params", "Parameters", params::html(&report.params)),
        section("stages", "Time and memory", stages::html(&report.stages)),
    ]);
    all
}
