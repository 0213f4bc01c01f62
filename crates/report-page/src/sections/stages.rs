//! What the stages took.

use maud::{Markup, html};

use crate::content::Stage;
use crate::table::{Table, text};
use crate::words::{bytes, name, seconds};

pub(super) fn html(stages: &[Stage]) -> Markup {
    let row = |stage: &Stage| {
        let Some(usage) = &stage.usage else {
            let unknown = [text("not run here"), text("–"), text("–")];
            return [name(&stage.name)].into_iter().chain(unknown).collect();
        };
        let peak = usage
            .peak_bytes
            .map_or_else(|| "not known".to_owned(), bytes);
        vec![
            name(&stage.name),
            text(seconds(usage.seconds)),
            text(peak),
            name(&usage.ended),
        ]
    };
    let table = Table {
        caption: "The last run of each stage in this checkout",
        columns: ["Stage", "Time", "Largest memory", "Ended"]
            .map(text)
            .to_vec(),
        rows: stages.iter().map(row).collect(),
    };
    html! {
        p {
            "Time is from the start of the stage's container to its end, memory the most that its program held. \
             A stage whose inputs have not changed is not run again."
        }
        (table.html())
    }
}
