//! A value as a message shows it.

use crate::{ClassWeight, Criterion, MaxFeatures, Rows, SplitQuality};

pub(crate) trait Show {
    fn show(&self) -> String;
}

/// What `Debug` writes: floats with their point, and names of numbers that are none.
macro_rules! as_debug {
    ($($type:ty),*) => {
        $(impl Show for $type {
            fn show(&self) -> String {
                format!("{self:?}")
            }
        })*
    };
}

as_debug!(bool, usize, u32, u64, f64);

impl<T: Show> Show for Option<T> {
    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "null".to_owned(), Show::show)
    }
}

impl Show for Rows {
    fn show(&self) -> String {
        match self {
            Self::Count(count) => count.show(),
            Self::Fraction(fraction) => fraction.show(),
        }
    }
}

impl Show for MaxFeatures {
    fn show(&self) -> String {
        match self {
            Self::Sqrt => "sqrt".to_owned(),
            Self::Log2 => "log2".to_owned(),
            Self::Count(count) => count.show(),
            Self::Fraction(fraction) => fraction.show(),
            Self::All => "null".to_owned(),
        }
    }
}

impl Show for Criterion {
    fn show(&self) -> String {
        name_of(&Self::NAMES, self)
    }
}

impl Show for SplitQuality {
    fn show(&self) -> String {
        name_of(&Self::NAMES, self)
    }
}

impl Show for ClassWeight {
    fn show(&self) -> String {
        match self {
            Self::PerClass(weights) => format!("{weights:?}"),
            named => name_of(&Self::NAMES, named),
        }
    }
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> String {
    let found = names.iter().find(|(_, named)| named == value);
    found.map_or("", |(name, _)| name).to_owned()
}
