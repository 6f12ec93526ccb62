//! Bytes that are counted as they are read.

use std::io::{self, BufRead, Read};

/// A reader that stops with an error where more is read than may be: for one piece, and for all that share the store.
pub struct Metered<'p, R> {
    inner: R,
    left: &'p mut u64,
    piece: u64,
    full: bool,
}

impl<'p, R> Metered<'p, R> {
    /// Takes from the bytes that are left.
    pub fn new(inner: R, left: &'p mut u64) -> Self {
        Metered { inner, left, piece: u64::MAX, full: false }
    }

    /// A piece of at most so many bytes begins.
    pub fn begin(&mut self, most: u64) {
        self.piece = most;
    }

    /// Whether it stopped.
    pub fn is_full(&self) -> bool {
        self.full
    }
}

impl<R: BufRead> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Metered<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let most = usize::try_from(self.piece.min(*self.left)).unwrap_or(usize::MAX);
        if most == 0 {
            self.full = true;
            return Err(io::Error::other("more than is read"));
        }
        let ready = self.inner.fill_buf()?;
        Ok(ready.get(..most).unwrap_or(ready))
    }

    fn consume(&mut self, count: usize) {
        *self.left = self.left.saturating_sub(count as u64);
        self.piece = self.piece.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_a_piece_or_all_together_may_have() {
        let mut left = 10;
        let mut bytes = Metered::new(&b"abcdefgh"[..], &mut left);
        bytes.begin(4);
        let mut read = [0; 4];
        bytes.read_exact(&mut read).unwrap();
        assert!(bytes.read_exact(&mut read).is_err() && bytes.is_full());
        bytes.begin(8);
        bytes.read_exact(&mut read).unwrap();
        assert_eq!(left, 2);
        let mut bytes = Metered::new(&b"abc"[..], &mut left);
        assert!(bytes.read_exact(&mut [0; 3]).is_err() && bytes.is_full());
    }
}
