//! The frame around the sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::content::Report;
use crate::sections::{self, Section};
use crate::words::name;

/// Our own, so that it needs no escaping; `<` is not in it.
const STYLE: &str = include_str!("page.css");
/// A browser loads nothing for this page, whatever is in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page: one file of HTML.
#[must_use]
pub fn html(report: &Report) -> String {
    let sections = sections::all(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (plots::cleaned(&report.title)) " – report" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                (header(report, &sections))
                main #content tabindex="-1" {
                    @for section in &sections { (framed(section)) }
                }
                footer { p { "Made by " code { "make report" } ". It needs no network and runs no script." } }
            }
        }
    };
    format!("{}\n", page.into_string())
}

fn header(report: &Report, sections: &[Section]) -> Markup {
    html! {
        header {
            h1 { (name(&report.title)) }
            nav aria-label="Sections" {
                ul {
                    @for section in sections {
                        li { a href={ "#" (section.id) } { (section.title) } }
                    }
                }
            }
        }
    }
}

fn framed(section: &Section) -> Markup {
    let title = format!("{}-title", section.id);
    html! {
        section id=(section.id) aria-labelledby=(title) {
            h2 id=(title) { (section.title) }
            (section.content)
        }
    }
}
