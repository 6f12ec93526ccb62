//! Work on several reports at once, told of in the order in which they were named.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;

/// The stack of a thread that lays out pages, in bytes: as much as a program's first thread has.
const STACK: usize = 8 << 20;

/// Makes something of each item, on all cores, and hands it on in the items' order.
pub(super) fn in_turn<T: Sync, M: Send>(items: &[T], make: impl Fn(&T) -> M + Sync, mut hand_on: impl FnMut(&T, M)) {
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let (sender, made) = mpsc::channel();
    let work = |sender: Sender<(usize, M)>| {
        let take = || {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        };
        while let Some((index, item)) = take() {
            if sender.send((index, make(item))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..cores {
            let (sender, work) = (sender.clone(), &work);
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(sender));
            if thread.is_err() {
                break;
            }
        }
        drop(sender);
        // what is made before its turn
        let mut waiting = BTreeMap::new();
        for (turn, item) in items.iter().enumerate() {
            while !waiting.contains_key(&turn) {
                match made.recv() {
                    Ok((index, made)) => drop(waiting.insert(index, made)),
                    // no thread could be had: the work is done here
                    Err(_) => drop(waiting.insert(turn, make(item))),
                }
            }
            if let Some(made) = waiting.remove(&turn) {
                hand_on(item, made);
            }
        }
    });
}
