//! A sign of life for work that takes longer than a moment: on a terminal only, gone when the work is done.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::ProgressBar;

use super::Voice;
use crate::base::Say;
use crate::base::unseen::visible;

/// Work done by then needs no sign.
const MOMENT: Duration = Duration::from_millis(400);
const TURN: Duration = Duration::from_millis(100);

/// Shown until it is dropped.
pub(super) struct Sign(Option<(Sender<()>, JoinHandle<()>)>);

/// Shows, after a moment, what is being done.
pub(super) fn start(doing: &Say, voice: &Voice) -> Sign {
    if voice.quiet || !stderr().is_terminal() {
        return Sign(None);
    }
    let doing = visible(doing.get(voice.lang)).into_owned();
    let (done, end) = mpsc::channel::<()>();
    let shown = thread::Builder::new().spawn(move || {
        if end.recv_timeout(MOMENT) == Err(RecvTimeoutError::Timeout) {
            let bar = ProgressBar::new_spinner().with_message(doing);
            bar.enable_steady_tick(TURN);
            // the other end is dropped, nothing is ever sent
            let _ = end.recv();
            bar.finish_and_clear();
        }
    });
    Sign(shown.ok().map(|thread| (done, thread)))
}

/// Leaves the line that a sign may stand on, when the program ends before the work.
pub(super) fn leave() {
    if stderr().is_terminal() {
        drop(writeln!(stderr()));
    }
}

impl Drop for Sign {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.0.take() {
            drop(done);
            // cleared before anything else is printed
            drop(thread.join());
        }
    }
}
