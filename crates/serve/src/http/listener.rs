//! Takes connections until the server stops.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::limits::Patience;
use super::routes;
use super::service::Service;

/// How long requests that are under way when the server stops may still take.
const GRACE: Duration = Duration::from_secs(4);
/// How long to wait for another connection when there are no more files for it.
const PAUSE: Duration = Duration::from_millis(50);
/// The most bytes of a request's line and headers.
const HEAD: usize = 32 << 10;

/// Tells all connections that the server stops.
pub(crate) type Stop = watch::Receiver<bool>;

/// Opens the address.
///
/// # Errors
///
/// When it is taken, or not one of this machine.
pub(crate) async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

impl Service {
    /// Answers until `stop` says that it is enough, and then for a few seconds those who have asked before.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener, mut stop: Stop) {
        let connecting = stop.clone();
        let accept = Arc::clone(&self).accept(listener, connecting);
        let stopped = stop.wait_for(|stop| *stop);
        first_of(accept, stopped).await;
        let all = u32::try_from(self.limits.max_connections).unwrap_or(u32::MAX);
        // Each connection gives its permit back when it ends.
        let _ = timeout(GRACE, self.connections.acquire_many(all)).await;
    }

    async fn accept(self: Arc<Self>, listener: TcpListener, stop: Stop) {
        loop {
            let Ok(permit) = Arc::clone(&self.connections).acquire_owned().await else {
                return;
            };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let (service, stop) = (Arc::clone(&self), stop.clone());
                    tokio::spawn(async move {
                        service.connection(stream, stop).await;
                        drop(permit);
                    });
                }
                Err(_) => sleep(PAUSE).await,
            }
        }
    }

    /// Answers on a connection until it ends.
    async fn connection(&self, stream: TcpStream, stop: Stop) {
        // Answers are written at once and as a whole.
        let _ = stream.set_nodelay(true);
        let time = self.limits.timeout;
        let stream = Patience::new(stream, time);
        let Some(tls) = &self.tls else {
            return self.requests(stream, stop).await;
        };
        // Who does not encrypt, or takes too long to begin, has nothing to say.
        if let Ok(Ok(stream)) = timeout(time, tls.accept(stream)).await {
            self.requests(stream, stop).await;
        }
    }

    /// Answers the requests on a connection, one after the other.
    async fn requests(&self, stream: impl AsyncRead + AsyncWrite + Unpin, mut stop: Stop) {
        let io = TokioIo::new(stream);
        let answer = service_fn(|request| async {
            Ok::<_, Infallible>(routes::answer(self, request).await)
        });
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.timeout)
            .max_header_size(HEAD);
        let mut connection = pin!(builder.serve_connection(io, answer));
        let ended = first_of(connection.as_mut(), stop.wait_for(|stop| *stop)).await;
        if !ended {
            connection.as_mut().graceful_shutdown();
            // A client that is gone, or says what is no HTTP, has no other to tell.
            let _ = connection.await;
        }
    }
}

/// Waits for one of the two; gives whether it was the first.
async fn first_of<A: Future, B: Future>(first: A, second: B) -> bool {
    use futures_util::future::{Either, select};
    let (first, second) = (pin!(first), pin!(second));
    matches!(select(first, second).await, Either::Left(_))
}
