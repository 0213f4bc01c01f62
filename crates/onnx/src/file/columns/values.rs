//! A float for each row and input, before missing numbers are filled.

use super::categories::{Coded, coded_numbers, coded_texts, number_flags, texts};
use super::part::Part;
use crate::encoding::{Categories, Encoding, Input, InputType, flags};
use crate::file::messages::{Attribute, DOUBLE, FLOAT};

/// Floats of all inputs that become something, one input after the other.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The names of the values: vectors, each of one or more inputs.
    pub(super) names: Vec<String>,
    /// The positions of the inputs, in the order in which the vectors have them.
    pub(super) inputs: Vec<usize>,
}

/// Inputs of which all rows are treated alike, and so together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Doubles,
    Longs,
    Booleans,
    TextFlags,
}

impl Group {
    const ALL: [Self; 4] = [Self::Doubles, Self::Longs, Self::Booleans, Self::TextFlags];

    fn of(input: &Input) -> Option<Self> {
        match (&input.encoding, input.input_type) {
            (Encoding::Number { .. }, InputType::Double) => Some(Self::Doubles),
            (Encoding::Number { .. }, InputType::Long) => Some(Self::Longs),
            (Encoding::Flag { .. }, InputType::Boolean) => Some(Self::Booleans),
            (Encoding::Flag { .. }, InputType::String) => Some(Self::TextFlags),
            _ => None,
        }
    }

    /// The operators from all rows of the group to floats.
    fn floats(self, part: &mut Part, rows: &str) -> String {
        match self {
            Self::Doubles => part.cast(rows, "doubles", FLOAT),
            // By way of double: numbers in memory were read as double before they are rounded.
            Self::Longs => {
                let doubles = part.cast(rows, "longs/doubles", DOUBLE);
                part.cast(&doubles, "longs", FLOAT)
            }
            Self::Booleans => part.cast(rows, "booleans", FLOAT),
            Self::TextFlags => {
                let all: Vec<_> = flags().collect();
                let number = |yes: bool| if yes { 1.0 } else { 0.0 };
                let known = all.iter().map(|(text, yes)| (text.as_str(), number(*yes)));
                texts(part, rows, "flags", known.collect(), f32::NAN)
            }
        }
    }

    fn rows(self) -> &'static str {
        match self {
            Self::Doubles => "doubles/rows",
            Self::Longs => "longs/rows",
            Self::Booleans => "booleans/rows",
            Self::TextFlags => "flags/rows",
        }
    }
}

impl Values {
    /// The operators from the inputs to floats.
    pub(super) fn of(part: &mut Part, inputs: &[Input]) -> Self {
        let mut values = Self::default();
        for group in Group::ALL {
            let members = (0..inputs.len()).filter(|&at| Group::of(&inputs[at]) == Some(group));
            values.add_group(part, group, inputs, members.collect());
        }
        for (at, input) in inputs.iter().enumerate() {
            if let Some(value) = category(part, input, &format!("column_{at}")) {
                values.names.push(value);
                values.inputs.push(at);
            }
        }
        values
    }

    fn add_group(&mut self, part: &mut Part, group: Group, inputs: &[Input], members: Vec<usize>) {
        if members.is_empty() {
            return;
        }
        let names: Vec<&str> = members.iter().map(|&at| inputs[at].name.as_str()).collect();
        let rows = concat(part, &names, group.rows());
        self.names.push(group.floats(part, &rows));
        self.inputs.extend(members);
    }
}

/// One value after the other.
pub(super) fn concat(part: &mut Part, values: &[&str], output: &str) -> String {
    part.add("Concat", values, output, vec![Attribute::int("axis", 0)])
}

/// The operators of an input that is in no group, if it becomes something.
fn category(part: &mut Part, input: &Input, output: &str) -> Option<String> {
    if Group::of(input).is_some() || input.width() == 0 {
        return None;
    }
    let Some(coded) = Coded::of(&input.encoding) else {
        let doubles = doubles(part, input, output);
        return Some(number_flags(part, &doubles, output));
    };
    Some(match coded.categories {
        Categories::Texts(known) => coded_texts(part, &input.name, output, coded, known),
        Categories::Numbers(known) => {
            let doubles = doubles(part, input, output);
            coded_numbers(part, &doubles, output, coded, known)
        }
    })
}

fn doubles(part: &mut Part, input: &Input, output: &str) -> String {
    match input.input_type {
        InputType::Double => input.name.clone(),
        _ => part.cast(&input.name, &format!("{output}/doubles"), DOUBLE),
    }
}
