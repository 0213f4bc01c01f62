//! Tables of numbers: normal variables, nearly, that do not depend on each other.

use std::io::Write as _;

use end_to_end::draw::Draw;

use crate::Rows;
use crate::cell::push_decimal;

type Push = fn(f64, &mut Vec<u8>);

pub(crate) struct Numbers {
    columns: u32,
    push: Push,
}

impl Numbers {
    pub(crate) fn decimals(columns: u32) -> Self {
        let push: Push = |value, text| push_decimal(value, 6, text);
        Self { columns, push }
    }

    pub(crate) fn floats(columns: u32) -> Self {
        let push: Push = |value, text| {
            // Writing to memory does not fail.
            let _ = write!(text, "{value}");
        };
        Self { columns, push }
    }
}

impl Rows for Numbers {
    fn header(&self) -> String {
        let names: Vec<_> = (1..=self.columns).map(|at| format!("x{at}")).collect();
        names.join(",")
    }

    fn described(&self) -> String {
        " null".to_owned()
    }

    fn write(&self, _: u64, draw: &mut Draw, text: &mut Vec<u8>) -> f64 {
        let mut first = [0.0; 4];
        for at in 0..self.columns as usize {
            let value = draw.normal(0.0, 1.0);
            if let Some(kept) = first.get_mut(at) {
                *kept = value;
            }
            (self.push)(value, text);
            text.push(b',');
        }
        // A straight dependence, one on a size, and one of two columns together.
        let [a, b, c, d] = first;
        0.75 * a + 0.6 * (b.abs() - 0.8) + 0.5 * c * d
    }
}
