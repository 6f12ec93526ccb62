//! Messages as they come in, each behind a header that says how long it is. One that makes no sense or is too long is passed over, and
//! the client is told; only where nobody can say where the next one begins is it the end.

use std::io::{self, BufRead, Read};

use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde_json::{Value, json};

use crate::project::LARGEST;

/// No message is longer, in bytes: the largest file fits, with each of its letters written as an escape.
const LONGEST: u64 = 2 * LARGEST + (1 << 20);

/// No line of a header is longer, in bytes.
const LONGEST_LINE: u64 = 8 << 10;

/// What came in.
#[derive(Debug)]
pub enum Framed {
    /// A message.
    Message(Message),
    /// A message that nobody can follow, and what the client is told of it.
    Refused(Message),
    /// The client is gone.
    End,
}

/// The next message.
///
/// # Errors
/// What cannot be read, or where the next message begins cannot be told.
pub fn read(input: &mut impl BufRead) -> io::Result<Framed> {
    let Some(length) = length(input)? else { return Ok(Framed::End) };
    if length > LONGEST {
        let passed = io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        let reason = format!("a message of {length} bytes was passed over: at most {LONGEST} are read");
        return Ok(if passed < length { Framed::End } else { Framed::Refused(told(reason)) });
    }
    // room is taken as bytes come, not as many as somebody says will come
    let mut body = Vec::new();
    if (input.by_ref().take(length).read_to_end(&mut body)? as u64) < length {
        return Ok(Framed::End);
    }
    let value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        Err(error) => {
            return Ok(Framed::Refused(told(format!("a message that is no JSON was passed over: {error}"))));
        }
    };
    let id = value.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
    match serde_json::from_value(value) {
        Ok(message) => Ok(Framed::Message(message)),
        Err(_) => {
            let reason = "it is neither a request nor an answer nor a notification".to_owned();
            Ok(Framed::Refused(match id {
                Some(id) => Response::new_err(id, ErrorCode::InvalidRequest as i32, reason).into(),
                None => told(format!("a message was passed over: {reason}")),
            }))
        }
    }
}

/// How long the next message is, as its header says; nothing at the end.
fn length(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let Some(text) = text.strip_suffix('\n').map(str::trim_end) else {
            return if (line.len() as u64) < LONGEST_LINE { Ok(None) } else { Err(torn("its line has no end")) };
        };
        match (text.split_once(':'), length) {
            (Some((name, value)), _) if name.eq_ignore_ascii_case("Content-Length") => {
                length = Some(value.trim().parse().map_err(|_| torn("its length is no number"))?);
            }
            (Some(_), _) => {}
            (None, Some(length)) if text.is_empty() => return Ok(Some(length)),
            (None, _) => return Err(torn("it says no length")),
        }
    }
}

fn torn(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the header of a message cannot be read: {reason}"))
}

/// What a client writes where it keeps what servers say.
fn told(reason: String) -> Message {
    const ERROR: u8 = 1;
    Notification { method: "window/logMessage".to_owned(), params: json!({ "type": ERROR, "message": reason }) }.into()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, repeat};

    use super::{Framed, LONGEST, read};

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// What comes in, a word each; the last one is the end or what is wrong.
    fn all(mut input: impl BufRead) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            match read(&mut input) {
                Ok(Framed::Message(message)) => seen.push(format!("{message:?}")),
                Ok(Framed::Refused(answer)) => {
                    seen.push(format!("refused: {}", serde_json::to_string(&answer).unwrap()))
                }
                Ok(Framed::End) => return [seen, vec!["end".to_owned()]].concat(),
                Err(error) => return [seen, vec![error.to_string()]].concat(),
            }
        }
    }

    #[test]
    fn what_makes_no_sense_is_passed_over_and_told() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#);
        for (bad, told) in [
            (framed("{\"method\":"), "no JSON"),
            (framed("[1, 2]"), "neither a request"),
            (framed("{\"id\":7,\"params\":{}}"), "\"id\":7"),
            (framed(&"[".repeat(100_000)), "no JSON"),
            (format!("Content-Type: x\r\n{good}{}", framed("\u{feff}")), "no JSON"),
        ] {
            let seen = all(format!("{bad}{good}").as_bytes());
            let refused: Vec<&String> = seen.iter().filter(|one| one.starts_with("refused")).collect();
            assert!(matches!(refused[..], [one] if one.contains(told)), "{bad:?}: {seen:?}");
            let [.., last, end] = seen.as_slice() else { panic!("{seen:?}") };
            assert!(last.contains("initialized") && end == "end", "{seen:?}");
        }
    }

    #[test]
    fn a_length_that_nobody_means_takes_no_room() {
        for length in [u64::MAX, LONGEST + 1, LONGEST, 3] {
            assert_eq!(all(format!("content-length:{length}\n\n{{}}").as_bytes()), ["end"], "{length}");
        }
        let (header, next) = (format!("Content-Length: {}\r\n\r\n", LONGEST + 1), framed("{\"method\":\"exit\"}"));
        let body = repeat(b' ').take(LONGEST + 1);
        let seen = all(BufReader::new(header.as_bytes().chain(body).chain(next.as_bytes())));
        assert!(seen[0].contains("passed over") && seen[1].contains("exit") && seen[2] == "end", "{seen:?}");
    }

    #[test]
    fn a_header_that_cannot_be_read_is_the_end() {
        for header in
            ["Content-Length: -1\r\n\r\n", "Content-Length: x\r\n\r\n", "\r\n\r\n", "{}\r\n", &"a".repeat(9_000)]
        {
            let seen = all(header.as_bytes());
            assert!(matches!(&seen[..], [one] if one.starts_with("the header")), "{header:?}: {seen:?}");
        }
        assert_eq!(all(&b""[..]), ["end"]);
        assert_eq!(all(&b"Content-Len"[..]), ["end"]);
    }
}
