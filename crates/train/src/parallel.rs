//! Independent pieces of work on several threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in their order; as many at a time as rayon has threads.
///
/// The threads are not rayon's: a thread of its pool that waits for the trees of one forest would
/// begin with the next forest meanwhile, and so on, until all of them are in memory.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                return done;
            };
            done.push((at, work(item)));
        }
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
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<_> = (0..100).collect();
        let found = map(&items, |&item| {
            // The first ones take longest.
            thread::sleep(std::time::Duration::from_micros(100 - item));
            item * 2
        });
        assert_eq!(found, (0..100).map(|item| item * 2).collect::<Vec<_>>());
        assert!(map(&[] as &[u8], |_| ()).is_empty());
    }
}
