//! Independent pieces of work on several threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in their order; as many at a time as rayon has threads.
///
/// The threads are not rayon's: a thread of its pool that waits for the trees of one forest would
/// begin with the next forest meanwhile, and so on, until all of them are in memory.
///
/// # Errors
///
/// The first item's that fails, on any number of threads. None is begun after that: those before
/// it were begun already, and each is worked on to its end.
pub(crate) fn map<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let worker = || {
        let mut done = Vec::new();
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                break;
            };
            let made = work(item);
            if made.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            done.push((at, made));
        }
        done
    };
    let threads = rayon::current_num_threads().min(items.len());
    let mut done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let workers = workers.into_iter();
        workers
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<_> = (0..100).collect();
        let found = map(&items, |&item| {
            // The first ones take longest.
            thread::sleep(Duration::from_micros(100 - item));
            Ok::<_, Infallible>(item * 2)
        });
        let expected: Vec<_> = (0..100).map(|item| item * 2).collect();
        assert_eq!(found, Ok(expected));
        let nothing = map(&[] as &[u8], |_| Ok::<_, Infallible>(()));
        assert_eq!(nothing, Ok(Vec::new()));
    }

    /// A setting that was refused was told when all others had been tried.
    #[test]
    fn nothing_is_begun_after_a_failure_and_the_first_item_that_fails_is_told() {
        let items: Vec<_> = (0..1000).collect();
        let begun = AtomicUsize::new(0);
        let found = map(&items, |&item| {
            begun.fetch_add(1, Ordering::Relaxed);
            if item < 10 {
                return Ok(());
            }
            // Long enough that a failure is known before another thread is through with its next item.
            if item > 10 {
                thread::sleep(Duration::from_millis(200));
            }
            Err(item)
        });
        assert_eq!(found, Err(10));
        let begun = begun.into_inner();
        let most = 10 + rayon::current_num_threads();
        assert!(
            begun <= most,
            "{begun} were begun, and {most} at most had to be"
        );
    }
}
