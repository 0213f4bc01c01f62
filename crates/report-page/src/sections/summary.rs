//! The verdict, and what the model is.

use maud::{Markup, html};

use crate::content::{Fact, Outcome, Report, Score, Verdict};
use crate::words::{interval, name, score, sentence};

/// How many metrics are shown large.
const LARGE: usize = 3;

pub(super) fn html(report: &Report) -> Markup {
    html! {
        @for remark in &report.remarks {
            p.remark { strong { "Note: " } (sentence(remark)) }
        }
        (verdict(&report.verdict))
        @if !report.scores.all.is_empty() {
            ul.cards {
                @for score in report.scores.all.iter().take(LARGE) { li { (large(score)) } }
            }
        }
        dl.facts { @for found in &report.facts { (fact(found)) } }
    }
}

fn verdict(verdict: &Verdict) -> Markup {
    let (class, sign, word) = match verdict.outcome {
        Outcome::Passed => ("passed", "✓", "passed"),
        Outcome::Failed => ("failed", "✕", "failed"),
        Outcome::Kept => ("kept", "=", "kept"),
        Outcome::Undecided => ("undecided", "?", "undecided"),
        Outcome::NotAsked => ("undecided", "?", "not asked"),
    };
    html! {
        div class={ "verdict " (class) } {
            p.outcome { span aria-hidden="true" { (sign) " " } "Gate: " (word) }
            p { (sentence(&verdict.grounds)) }
            @if let Some(paired) = &verdict.paired { p { (sentence(paired)) } }
            p { (sentence(&verdict.production)) }
        }
    }
}

fn large(found: &Score) -> Markup {
    html! {
        span.label { (name(&found.name)) }
        span.value { (score(found.value.value)) }
        @if let Some(ends) = found.value.interval { span.ends { (interval(ends)) } }
    }
}

fn fact(fact: &Fact) -> Markup {
    let link = fact.link.as_deref().filter(|link| is_web(link));
    html! {
        div {
            dt { (plots::cleaned(&fact.name)) }
            dd {
                @if let Some(link) = link {
                    a href=(link) rel="noreferrer noopener" { (name(&fact.value)) }
                } @else {
                    (name(&fact.value))
                }
            }
        }
    }
}

/// Anything else could be a script.
fn is_web(link: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|start| link.starts_with(start))
}
