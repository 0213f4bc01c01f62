//! Prometheus' text format.

use std::fmt::{Display, Write as _};

/// Samples in Prometheus' text format, version 0.0.4.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    text: String,
}

impl Exposition {
    /// Begins a metric; its samples follow.
    pub(crate) fn metric(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// A sample with these labels.
    pub(crate) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.text.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let before = if at == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{before}{label}=\"{}\"", escaped(text));
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }

    /// All of it.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_quoted() {
        let mut text = Exposition::default();
        text.metric("a_total", "counter", "Things.");
        text.sample("a_total", &[], 1);
        text.sample("a_total", &[("b", "x\"\\\ny"), ("c", "")], 2.5);
        let expected = "# HELP a_total Things.\n# TYPE a_total counter\na_total 1\na_total{b=\"x\\\"\\\\\\ny\",c=\"\"} 2.5\n";
        assert_eq!(text.finish(), expected);
    }
}
