//! A value as a message shows it.

/// What can be shown in a message.
pub(crate) trait Show {
    /// The value as `params.yaml` would have it.
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

/// The name of a value, if it is among those that have one.
pub(crate) fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> String {
    let found = names.iter().find(|(_, named)| named == value);
    found.map_or("", |(name, _)| name).to_owned()
}
