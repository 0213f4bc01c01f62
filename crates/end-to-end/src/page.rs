//! A page of the documentation as something that can be typed and compared.

/// A block of code.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// The last line before it.
    pub title: &'a str,
    /// What stands behind the three backticks.
    pub language: &'a str,
    /// Its lines.
    pub text: &'a str,
}

/// The blocks of code of a page, or of a part of it, in their order.
#[must_use]
pub fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((before, opened)) = rest.split_once("```") {
        let (language, opened) = opened.split_once('\n').expect("a block has lines");
        let (text, after) = opened.split_once("```").expect("a block ends");
        let title = before.trim_end().lines().last().unwrap_or_default();
        found.push(Block {
            title,
            language,
            text,
        });
        rest = after;
    }
    found
}

/// The commands of a block, the lines behind `$ `, each with the lines that it prints.
#[must_use]
pub fn commands(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command, Vec::new())),
            (None, Some((_, printed))) => printed.push(line),
            (None, None) => panic!("`{line}` is printed by no command"),
        }
    }
    found
}

/// Whether a page shows the command as one that fails: by a message, or by make's last line.
#[must_use]
pub fn fails(shown: &[&str]) -> bool {
    let tells = |line: &&str| line.contains(": failed to ") || line.contains("] Error ");
    shown.iter().any(tells)
}

/// What an edit takes away, the lines behind `-`, and what it puts there, those behind `+`.
#[must_use]
pub fn edit(diff: &str) -> [String; 2] {
    ['-', '+'].map(|sign| {
        let lines = diff.lines().filter_map(|line| line.strip_prefix(sign));
        lines.flat_map(|line| [line, "\n"]).collect()
    })
}

/// The pieces of a page that are code: what stands in backquotes, and the lines of its blocks. Messages in blocks
/// have code in backquotes, too.
#[must_use]
pub fn code(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, part) in page.split("```").enumerate() {
        if at % 2 == 1 {
            found.extend(part.lines().skip(1));
        }
        found.extend(part.split('`').skip(1).step_by(2));
    }
    found
}

/// Which of the lines that a page shows `text` does not have. `…` stands for anything, and a line of `...`
/// for lines that are left out.
#[must_use]
pub fn missing<'a>(shown: &[&'a str], text: &str) -> Vec<&'a str> {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let is_there = |line: &str| lines.iter().any(|found| fits(line, found));
    let shown = shown.iter().copied().filter(|line| *line != "...");
    shown.filter(|line| !is_there(line.trim_end())).collect()
}

/// Whether `line` is `pattern`, with anything where that has `…`.
fn fits(pattern: &str, line: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('…') else {
        return pattern == line;
    };
    let Some(mut line) = line.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<_> = rest.split('…').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        match line.split_once(part) {
            Some((_, after)) => line = after,
            None => return false,
        }
    }
    line.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_commands_with_what_they_print() {
        let page = "Look:\n\n```\n$ a b\n...\nx … z\n$ c\n```\n";
        let [block] = blocks(page)[..] else { panic!() };
        assert_eq!(block.title, "Look:");
        assert_eq!(
            commands(block.text),
            [("a b", vec!["...", "x … z"]), ("c", vec![])]
        );
    }

    #[test]
    fn an_edit_is_whole_lines_and_a_failure_is_told_by_what_is_shown() {
        let diff = "-  a: 1\n+  a: 2\n+  b: 3\n";
        assert_eq!(edit(diff), ["  a: 1\n", "  a: 2\n  b: 3\n"]);
        assert!(fails(&["...", "mlops: failed to check `a`: 2 problems"]));
        assert!(fails(&["make: *** […run] Error 2"]));
        assert!(!fails(&["gate failed: accuracy 0.9"]));
    }

    #[test]
    fn code_is_what_stands_in_backquotes_and_in_blocks() {
        let page = "Type `make a`:\n\n```sh\nmake b\nsay `make c`\n```\n";
        assert_eq!(code(page), ["make a", "make b", "say `make c`", "make c"]);
    }

    #[test]
    fn what_differs_each_time_is_an_ellipsis_and_all_else_has_to_be_there() {
        let text = "first\nx 12 y 3 z\nlast  \n";
        assert_eq!(
            missing(&["...", "x … y … z", "last", "…"], text),
            Vec::<&str>::new()
        );
        assert_eq!(
            missing(&["x … z …y", "x 12", "firs"], text),
            ["x … z …y", "x 12", "firs"]
        );
    }
}
