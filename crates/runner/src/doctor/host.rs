//! What `scripts/doctor` found on the host.

use super::finding::{Finding, Status};

/// The findings in `text`: lines of a status, a name, what was found and what to type, with tabs
/// between. A line of another form is none.
pub(super) fn findings(text: &str) -> impl Iterator<Item = Finding> {
    text.lines().filter_map(finding)
}

fn finding(line: &str) -> Option<Finding> {
    let mut fields = line.split('\t');
    let status = match fields.next()? {
        "ok" => Status::Ok,
        "warn" => Status::Warn,
        "FAIL" => Status::Fail,
        _ => return None,
    };
    let (name, found) = (fields.next()?, fields.next()?);
    let remedy = fields.next().filter(|remedy| !remedy.is_empty());
    Some(Finding {
        status,
        remedy: remedy.map(str::to_owned),
        ..Finding::ok(name, found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_script_found_is_taken_over_line_by_line() {
        let text = "ok\tgit\t2.47\t\nFAIL\tdisk\tfull\tdocker builder prune\n\nnothing\n";
        let found: Vec<_> = findings(text).collect();
        let expected = [
            Finding::ok("git", "2.47"),
            Finding::fail("disk", "full", "docker builder prune"),
        ];
        assert_eq!(found, expected);
    }
}
