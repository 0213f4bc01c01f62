//! The definition of one hyperparameter.

use crate::show::Show;

/// What a hyperparameter is called and what it may be.
#[derive(Clone, Copy, Debug)]
pub struct Hyperparameter<T: 'static> {
    name: &'static str,
    expected: &'static str,
    allows: fn(&T) -> bool,
}

/// A hyperparameter has a value that it may not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("use `{name}` = {value}: expected {expected}")]
pub struct InvalidHyperparameter {
    /// The name, by which scikit-learn or linfa knows it.
    pub name: &'static str,
    /// The value found.
    pub value: String,
    /// What is allowed.
    pub expected: &'static str,
}

impl<T> Hyperparameter<T> {
    pub(crate) const fn new(
        name: &'static str,
        expected: &'static str,
        allows: fn(&T) -> bool,
    ) -> Self {
        Self {
            name,
            expected,
            allows,
        }
    }

    /// The name, by which scikit-learn or linfa knows it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What is allowed, in words that read after "expected".
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        self.expected
    }

    /// Whether it may have this value.
    #[must_use]
    pub fn allows(&self, value: &T) -> bool {
        (self.allows)(value)
    }

    pub(crate) fn check(&self, value: &T) -> Result<(), InvalidHyperparameter>
    where
        T: Show,
    {
        if self.allows(value) {
            return Ok(());
        }
        Err(self.refuse(value, self.expected))
    }

    /// That `value`, allowed by itself, does not go with the value of another one.
    pub(crate) fn refuse(&self, value: &T, expected: &'static str) -> InvalidHyperparameter
    where
        T: Show,
    {
        InvalidHyperparameter {
            name: self.name,
            value: value.show(),
            expected,
        }
    }
}

/// A flag, both of whose values are allowed.
pub(crate) const fn flag(name: &'static str) -> Hyperparameter<bool> {
    Hyperparameter::new(name, "true or false", |_| true)
}

/// Whether a number is finite and at least `least`.
pub(crate) fn finite_from(least: f64, number: f64) -> bool {
    (least..f64::INFINITY).contains(&number)
}
