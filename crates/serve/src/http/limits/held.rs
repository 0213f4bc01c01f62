//! The body of an answer, and the memory that it takes until its client has it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;

/// How much is handed to the connection at a time. What it has not taken yet counts as held.
const PIECE: usize = 64 << 10;

/// The body of an answer.
#[derive(Debug)]
pub(in crate::http) struct Held {
    rest: Bytes,
    /// Given back when the connection has taken all.
    memory: Option<OwnedSemaphorePermit>,
}

impl Held {
    pub(in crate::http) const fn new(bytes: Bytes) -> Self {
        Self {
            rest: bytes,
            memory: None,
        }
    }

    /// How many permits it needs, each of a kibibyte; none where it is handed over at once.
    pub(in crate::http) fn kibibytes(&self) -> Option<u32> {
        let length = self.rest.len();
        (length > PIECE).then(|| u32::try_from(length.div_ceil(1024)).unwrap_or(u32::MAX))
    }

    /// Keeps these permits until the connection has taken all.
    pub(in crate::http) fn keep(&mut self, memory: OwnedSemaphorePermit) {
        self.memory = Some(memory);
    }
}

impl Body for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let next = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(next);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
