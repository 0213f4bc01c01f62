//! The steps that are under way at the same time.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The steps that are under way, by their numbers.
pub(super) struct Running(Mutex<Steps>);

struct Steps {
    /// In the order in which they began.
    numbers: Vec<u64>,
    /// How many have ever begun.
    begun: u64,
}

impl Running {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Steps {
            numbers: Vec::new(),
            begun: 0,
        }))
    }

    /// Begins a step, and gives its number.
    pub(super) fn begin(&self) -> u64 {
        let mut steps = self.steps();
        steps.begun += 1;
        let number = steps.begun;
        steps.numbers.push(number);
        number
    }

    /// Ends a step. Whichever began last of those that are left is the last one from here on.
    pub(super) fn end(&self, number: u64) {
        self.steps().numbers.retain(|running| *running != number);
    }

    /// Whether no step that began later is under way.
    pub(super) fn is_last(&self, number: u64) -> bool {
        self.steps().numbers.last() == Some(&number)
    }

    fn steps(&self) -> MutexGuard<'_, Steps> {
        // Nothing that is done while it is held can panic halfway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of those of the three that are the last.
    fn last(running: &Running, steps: [u64; 3]) -> Vec<u64> {
        let steps = steps.into_iter();
        steps.filter(|step| running.is_last(*step)).collect()
    }

    /// Of three steps, the second one ended first, and the third one then gave its line to the
    /// second: nothing was written of the first any more.
    #[test]
    fn whichever_order_three_steps_end_in_the_last_of_those_that_are_left_writes() {
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let running = Running::new();
            let steps = [(); 3].map(|()| running.begin());
            let mut left = steps.to_vec();
            for ended in order {
                let expected: Vec<_> = left.last().copied().into_iter().collect();
                assert_eq!(last(&running, steps), expected, "{order:?}");
                running.end(steps[ended]);
                left.retain(|step| *step != steps[ended]);
            }
            assert!(last(&running, steps).is_empty(), "{order:?}");
        }
    }
}
