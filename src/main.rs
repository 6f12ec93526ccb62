//! The program: everything is in the library.

use std::process::ExitCode;
use std::thread;

/// The stack of the thread that does the work, in bytes; only what is used of it is taken. The limits on nesting keep
/// well below it.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let work = thread::Builder::new().stack_size(STACK).spawn(budgetc::cli::run);
    match work.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // what panicked has said so itself
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
