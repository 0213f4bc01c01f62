//! A stream of bytes in pieces of whole lines.

use std::io::{self, Read};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use memchr::{memchr_iter, memrchr};

use crate::threads::on_threads;

/// How many bytes of zero stand behind the bytes of a piece, so that what looks eight bytes ahead
/// need not look whether there are any.
pub const PADDING: usize = 32;

/// A stream of bytes that is handed out in pieces of whole lines, to several threads. A line feed
/// between quotation marks (`"`) ends no line.
///
/// A piece ends with the last line that ends within its size; a longer line makes a longer piece.
/// Where quotation marks stand in the middle of a cell, lines may be cut elsewhere: whoever finds
/// one has to read the file in another way.
pub struct Pieces {
    reading: Mutex<Reading>,
    turn: Mutex<Turn>,
    moved: Condvar,
    size: usize,
    longest_line: usize,
}

struct Reading {
    stream: Box<dyn Read + Send>,
    /// What was read behind the last line end.
    carry: Vec<u8>,
    next: usize,
    /// Nothing more is handed out: the stream has ended, or reading it has failed.
    ended: bool,
}

/// Which piece may go on where order counts.
#[derive(Debug, Default)]
struct Turn {
    number: usize,
    stopped: bool,
}

/// Some whole lines of a stream.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// Its place among the pieces, from 0.
    pub number: usize,
    padded: Vec<u8>,
}

impl Piece {
    /// Its lines. The last one of the stream may have no line end.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.padded[..self.padded.len().saturating_sub(PADDING)]
    }

    /// Its lines, and [`PADDING`] bytes of zero.
    #[must_use]
    pub fn padded(&self) -> &[u8] {
        &self.padded
    }
}

impl Pieces {
    /// Pieces of about `size` bytes of `stream`, which has no line of more than `longest_line`
    /// bytes.
    #[must_use]
    pub fn new(stream: impl Read + Send + 'static, size: usize, longest_line: usize) -> Self {
        Self {
            reading: Mutex::new(Reading {
                stream: Box::new(stream),
                carry: Vec::new(),
                next: 0,
                ended: false,
            }),
            turn: Mutex::default(),
            moved: Condvar::new(),
            size: size.max(1),
            longest_line,
        }
    }

    /// As many pieces as this, for something else than text that is handed out by its number.
    #[must_use]
    pub fn turns(n: usize) -> Self {
        Self::new(io::repeat(b'\n').take(n as u64), 1, 1)
    }

    /// Puts the next piece into `piece`, in place of what was there; false at the end.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, or a line is longer than it may be
    /// ([`io::ErrorKind::FileTooLarge`]).
    pub fn next(&self, piece: &mut Piece) -> io::Result<bool> {
        let mut reading = lock(&self.reading);
        let bytes = &mut piece.padded;
        bytes.clear();
        // Behind an error, what comes next may begin in the middle of a line.
        if std::mem::replace(&mut reading.ended, true) {
            return Ok(false);
        }
        bytes.append(&mut reading.carry);
        let end = self.fill(&mut reading, bytes)?;
        reading.carry.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        if bytes.is_empty() {
            return Ok(false);
        }
        reading.ended = false;
        piece.number = reading.next;
        reading.next += 1;
        bytes.resize(end + PADDING, 0);
        Ok(true)
    }

    /// Reads until there is a line end, and tells where the last one is.
    fn fill(&self, reading: &mut Reading, bytes: &mut Vec<u8>) -> io::Result<usize> {
        // What was looked through is not looked through again: a line may be much longer than a piece.
        let (mut seen, mut inside) = (0, false);
        loop {
            let stream = &mut reading.stream;
            let read = stream.take(self.size as u64).read_to_end(bytes)?;
            if read == 0 {
                return Ok(bytes.len());
            }
            let unseen = &bytes[seen..];
            if let Some(end) = last_line_end(unseen, inside) {
                return Ok(seen + end);
            }
            inside ^= count_quotes(unseen) % 2 == 1;
            seen = bytes.len();
            if bytes.len() > self.longest_line {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
    }

    /// Goes through all pieces on this number of `threads`, each of which makes itself a worker.
    ///
    /// # Errors
    ///
    /// The first in time that a worker ends with, or that reading the stream gives; it need not be
    /// the first in the file. Other workers then stop after their piece.
    pub fn for_each<W, E>(&self, threads: usize, worker: impl Fn() -> W + Sync) -> Result<(), E>
    where
        W: FnMut(&Piece) -> Result<(), E>,
        E: From<io::Error> + Send,
    {
        on_threads(threads, |_| {
            let stop = StopUnlessDone(self);
            self.work(&mut worker())?;
            std::mem::forget(stop);
            Ok(())
        })
    }

    fn work<E>(&self, worker: &mut impl FnMut(&Piece) -> Result<(), E>) -> Result<(), E>
    where
        E: From<io::Error>,
    {
        let mut piece = Piece::default();
        while !lock(&self.turn).stopped && self.next(&mut piece)? {
            worker(&piece)?;
            self.in_turn(&piece, || ());
        }
        Ok(())
    }

    /// Waits until the pieces before `piece` have had their turn, and then does `what`; nothing
    /// if some worker failed, or the piece has had its turn.
    pub fn in_turn<R>(&self, piece: &Piece, what: impl FnOnce() -> R) -> Option<R> {
        let turn = self.turn_of(piece);
        if turn.stopped || turn.number > piece.number {
            return None;
        }
        // No other piece has its turn before the number moves on, so that nobody need wait for the
        // lock who only begins a piece.
        drop(turn);
        let done = what();
        lock(&self.turn).number += 1;
        self.moved.notify_all();
        Some(done)
    }

    /// Whether the pieces before `piece` have had their turn, so that nobody need wait for them.
    #[must_use]
    pub fn has_turn(&self, piece: &Piece) -> bool {
        let turn = lock(&self.turn);
        turn.number == piece.number && !turn.stopped
    }

    /// Waits until the pieces before `piece` have had their turn, which it then has until its
    /// worker is done with it; false if some worker failed.
    pub fn wait_for_turn(&self, piece: &Piece) -> bool {
        !self.turn_of(piece).stopped
    }

    /// Whose turn it is when it is no longer that of a piece before `piece`.
    fn turn_of(&self, piece: &Piece) -> MutexGuard<'_, Turn> {
        let turn = self.moved.wait_while(lock(&self.turn), |turn| {
            turn.number < piece.number && !turn.stopped
        });
        turn.unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        lock(&self.turn).stopped = true;
        self.moved.notify_all();
    }
}

/// A worker that fails or panics would let the others wait for its turn for ever.
struct StopUnlessDone<'a>(&'a Pieces);

impl Drop for StopUnlessDone<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Behind the last line feed that an even number of quotation marks precede, so that it is between
/// none; nothing if there is no such line feed. `inside` tells that `bytes` begin between two.
fn last_line_end(bytes: &[u8], inside: bool) -> Option<usize> {
    let mut end = memrchr(b'\n', bytes)? + 1;
    let mut quotes = usize::from(inside) + count_quotes(&bytes[..end]);
    while quotes % 2 == 1 {
        let before = memrchr(b'\n', &bytes[..end - 1])? + 1;
        quotes -= count_quotes(&bytes[before..end]);
        end = before;
    }
    Some(end)
}

fn count_quotes(bytes: &[u8]) -> usize {
    memchr_iter(b'"', bytes).count()
}

/// A thread that panicked has not left behind anything that is half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::thread;

    use super::*;

    fn pieces(text: &'static str, size: usize) -> Vec<String> {
        let pieces = Pieces::new(text.as_bytes(), size, 100);
        let (mut piece, mut found) = (Piece::default(), Vec::new());
        while pieces.next(&mut piece).unwrap() {
            assert_eq!(piece.number, found.len());
            found.push(String::from_utf8(piece.bytes().to_vec()).unwrap());
            assert_eq!(piece.padded()[piece.bytes().len()..], [0; PADDING]);
        }
        found
    }

    #[test]
    fn pieces_end_with_a_line_and_lose_nothing() {
        let text = "a,b\n1,2\n\n33333333333,4\n5,6";
        for size in 1..30 {
            let found = pieces(text, size);
            assert_eq!(found.concat(), text, "{size}");
            let (_, whole) = found.split_last().unwrap();
            assert!(whole.iter().all(|piece| piece.ends_with('\n')), "{size}");
        }
    }

    #[test]
    fn a_line_end_between_quotation_marks_ends_no_piece() {
        let text = "a\n\"x\ny\nz\"\n\"\"\n\"\n\"\nb\n";
        for size in 1..20 {
            assert_eq!(pieces(text, size).concat(), text, "{size}");
            for piece in pieces(text, size) {
                assert_eq!(piece.matches('"').count() % 2, 0, "{size}: {piece:?}");
            }
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_refused() {
        let text: &[u8] = &[b'1'; 1000];
        let error = Pieces::new(text, 16, 100).next(&mut Piece::default());
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn results_come_in_the_order_of_the_file_on_any_number_of_threads() {
        let lines: Vec<_> = (0..5000).map(|line| format!("{line}\n")).collect();
        let text = lines.concat();
        for threads in [1, 2, 5] {
            let pieces = Pieces::new(io::Cursor::new(text.clone()), 64, 100);
            let joined = Mutex::new(Vec::new());
            let worker = || {
                |piece: &Piece| {
                    let add = || lock(&joined).extend_from_slice(piece.bytes());
                    pieces.in_turn(piece, add);
                    Ok::<_, io::Error>(())
                }
            };
            pieces.for_each(threads, worker).unwrap();
            assert_eq!(joined.into_inner().unwrap(), text.as_bytes(), "{threads}");
        }
    }

    #[test]
    fn a_turn_lasts_until_the_worker_is_done() {
        for threads in [1, 3] {
            let turns = Pieces::turns(40);
            let order = Mutex::new(Vec::new());
            let worker = || {
                |piece: &Piece| {
                    assert!(turns.wait_for_turn(piece) && turns.has_turn(piece));
                    lock(&order).push(piece.number);
                    thread::yield_now();
                    lock(&order).push(piece.number);
                    Ok::<_, io::Error>(())
                }
            };
            turns.for_each(threads, worker).unwrap();
            let expected: Vec<_> = (0..40).flat_map(|number| [number, number]).collect();
            assert_eq!(order.into_inner().unwrap(), expected, "{threads}");
        }
    }

    /// Gives some lines, and then an error once.
    struct Failing(usize);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 == 3 {
                return Err(io::Error::other("the disk is gone"));
            }
            (&b"12\n34"[..]).read(buffer)
        }
    }

    /// The line that was cut off at the error was lost, and what followed was taken for a piece.
    #[test]
    fn behind_an_error_nothing_is_handed_out() {
        let pieces = Pieces::new(Failing(0), 5, 100);
        let mut piece = Piece::default();
        assert!(pieces.next(&mut piece).unwrap());
        assert_eq!(piece.bytes(), b"12\n");
        while pieces.next(&mut piece).is_ok_and(|found| found) {}
        assert!(!pieces.next(&mut piece).unwrap());
        assert!(piece.bytes().is_empty());
    }

    #[test]
    fn a_worker_that_panics_does_not_let_others_wait_for_ever() {
        let pieces = Pieces::new(io::Cursor::new("1\n".repeat(1000)), 8, 100);
        let worker = || {
            |piece: &Piece| {
                assert_ne!(piece.number, 3);
                pieces.in_turn(piece, || ());
                Ok::<_, io::Error>(())
            }
        };
        let work = || pieces.for_each(3, worker);
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err());
    }

    #[test]
    fn a_worker_that_fails_stops_those_that_wait_for_it() {
        let pieces = Pieces::new(io::Cursor::new("1\n".repeat(1000)), 8, 100);
        let worker = || {
            |piece: &Piece| match piece.number {
                7 => Err(io::Error::other("seven")),
                _ => Ok(()),
            }
        };
        let error = pieces.for_each(3, worker).unwrap_err();
        assert_eq!(error.to_string(), "seven");
    }
}
