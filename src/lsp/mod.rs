//! The language server: what an editor asks over the Language Server Protocol, answered by the session that the command line
//! asks, too. Messages are answered one after the other, in the order in which they come; only a cancellation overtakes.

mod actions;
mod answers;
mod ask;
mod client;
mod completion;
mod convert;
mod desk;
mod diagnostics;
pub mod frames;
mod hierarchy;
mod hover;
mod initials;
mod lens;
mod navigate;
mod offered;
mod outline;
mod publish;
mod signature;
mod tokens;
mod workspace;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crossbeam_channel::{Receiver, Sender, TryRecvError};
use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};

use crate::base::Cancel;
use answers::Failure;
use client::Client;
use desk::Desk;
pub use desk::Setup;

/// The stack of the thread that answers, in bytes: as the main thread of most systems has it.
const STACK: usize = 8 << 20;

/// The requests that wait for an answer.
#[derive(Default)]
struct Pending(Mutex<HashMap<RequestId, Cancel>>);

impl Pending {
    fn all(&self) -> MutexGuard<'_, HashMap<RequestId, Cancel>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves one client until it leaves; whether it said before that it would.
///
/// # Errors
/// What the client did against the protocol.
pub fn serve(connection: &Connection, setup: Setup) -> Result<bool, ProtocolError> {
    let (id, params) = match connection.initialize_start() {
        // who leaves before anything was said did nothing wrong
        Err(error) if error.channel_is_disconnected() => return Ok(false),
        begun => begun?,
    };
    let client = match serde_json::from_value(params) {
        Ok(params) => Client::new(&params, setup.lang),
        Err(error) => {
            let refused = Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string());
            // who is gone needs no answer
            drop(connection.sender.send(refused.into()));
            return Ok(false);
        }
    };
    let offer = Response::new_ok(id, ask::json(offered::answer(client.encoding)));
    // who is gone needs no answer; what a client asks before it says that it is ready is answered, too
    drop(connection.sender.send(offer.into()));
    let (jobs, queue) = crossbeam_channel::unbounded();
    let pending = Pending::default();
    let desk = Desk::new(setup, client, connection.sender.clone());
    let asked = AtomicBool::new(false);
    thread::scope(|scope| {
        let worker = Worker { desk, queue, sender: connection.sender.clone(), pending: &pending, leaving: &asked };
        let started = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || worker.run());
        if started.is_ok() {
            read(connection, &jobs, &pending);
        }
        drop(jobs);
    });
    Ok(asked.into_inner())
}

/// Hands messages on until the client leaves.
fn read(connection: &Connection, jobs: &Sender<Message>, pending: &Pending) {
    for message in &connection.receiver {
        match &message {
            Message::Request(request) => {
                pending.all().insert(request.id.clone(), Cancel::default());
            }
            Message::Notification(Notification { method, params }) if method == "$/cancelRequest" => {
                if let Some(cancel) = cancelled(params).and_then(|id| pending.all().get(&id).cloned()) {
                    cancel.cancel();
                }
                continue;
            }
            Message::Notification(note) if note.method == "exit" => break,
            _ => {}
        }
        if jobs.send(message).is_err() {
            break;
        }
    }
    // nobody waits any longer
    pending.all().values().for_each(Cancel::cancel);
}

/// The request that a cancellation names.
fn cancelled(params: &serde_json::Value) -> Option<RequestId> {
    serde_json::from_value(params.get("id")?.clone()).ok()
}

/// Who answers.
struct Worker<'p> {
    desk: Desk,
    queue: Receiver<Message>,
    sender: Sender<Message>,
    pending: &'p Pending,
    /// Whether the client has asked to end.
    leaving: &'p AtomicBool,
}

impl Worker<'_> {
    fn run(mut self) {
        self.desk.look_again();
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) => self.answer(request),
                Message::Notification(note) => self.desk.take(note),
                Message::Response(_) => {}
            }
        }
    }

    /// The next message. While none is there, what is due is done.
    fn next(&mut self) -> Option<Message> {
        loop {
            match self.queue.try_recv() {
                Ok(message) => return Some(message),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if publish::do_what_is_due(&mut self.desk) => {}
                Err(TryRecvError::Empty) => return self.queue.recv().ok(),
            }
        }
    }

    fn answer(&mut self, request: Request) {
        let id = request.id.clone();
        let cancel = self.pending.all().get(&id).cloned().unwrap_or_default();
        let answered = match request.method.as_str() {
            _ if self.leaving.load(Ordering::Relaxed) => {
                Err(Failure(ErrorCode::InvalidRequest, "the server was asked to shut down".to_owned(), None))
            }
            "shutdown" => {
                self.leaving.store(true, Ordering::Relaxed);
                Ok(serde_json::Value::Null)
            }
            _ => answers::answer(&self.desk, request, &cancel),
        };
        self.pending.all().remove(&id);
        let response = match answered {
            Ok(result) => Response::new_ok(id, result),
            Err(failure) => failure.response(id),
        };
        // who is gone needs no answer
        drop(self.sender.send(response.into()));
    }
}
