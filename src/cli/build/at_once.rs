//! Documents that are made at once, with the same outcome as one after the other.

use crate::error::Error;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Each document of a project of 10,000 records takes about 200 MB while it is made.
const MOST: usize = 3;

/// The engine that sets PDFs goes deep where blocks stand in blocks: as much as a main thread has, and
/// more, for builds without optimization.
const STACK: usize = 32 << 20;

/// Makes so many things, some at once; returns them in their order, or the failure of the first of them
/// that failed, whichever came first.
///
/// These are threads of their own: one of those that share all work would begin another document
/// whenever it has to wait within one, and hold them all in memory.
pub(super) fn in_order<T: Send>(
    n: usize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let next = AtomicUsize::new(0);
    let work = || {
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < n);
        let made = |at| {
            let made = make(at);
            if made.is_err() {
                // All before it are taken, and none after it counts any more.
                next.store(n, Ordering::Relaxed);
            }
            (at, made)
        };
        std::iter::from_fn(take).map(made).collect::<Vec<_>>()
    };
    let n_cores = thread::available_parallelism().map_or(1, usize::from);
    let mut made = thread::scope(|scope| -> Result<Vec<_>, Error> {
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let started: Result<Vec<_>, _> = (0..n_cores.min(MOST).min(n)).map(start).collect();
        let started = started.map_err(|cause| Error::Threads(cause.to_string()))?;
        let ended = started.into_iter().map(|thread| thread.join());
        Ok(ended.flat_map(|made| made.unwrap_or_else(|panic| resume_unwind(panic))).collect())
    })?;
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// The later ones are done first.
    fn made(n: usize, failing: &[usize]) -> Result<Vec<usize>, String> {
        let n_begun = AtomicUsize::new(0);
        let made = in_order(n, |at| {
            n_begun.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis((n - at) as u64));
            match failing.contains(&at) {
                true => Err(Error::Usage(at.to_string())),
                false => Ok(at),
            }
        });
        made.map_err(|error| format!("{error} {}", n_begun.into_inner() < n))
    }

    #[test]
    fn the_order_and_the_failure_are_those_of_one_after_the_other() {
        assert_eq!(made(20, &[]), Ok((0..20).collect()));
        assert_eq!(made(0, &[]), Ok(Vec::new()));
        assert_eq!(made(20, &[19, 7, 8]), Err("7 true".to_string()));
    }

    #[test]
    #[should_panic(expected = "of the third")]
    fn a_panic_is_not_swallowed() {
        let _ = in_order(5, |at| if at == 2 { panic!("of the third") } else { Ok(at) });
    }
}
