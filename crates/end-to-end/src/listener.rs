//! A port at which connections are served until the server is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// A listener with a thread of its own, and one more for each connection.
#[derive(Debug)]
pub(crate) struct Listener {
    port: u16,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    stopped: AtomicBool,
    /// Connections that are being served.
    open: AtomicUsize,
}

impl Listener {
    /// Hands the connections to a free port of `address` to `serve`.
    pub(crate) fn start(
        address: Ipv4Addr,
        serve: impl Fn(&TcpStream) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((address, 0))?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::default());
        let (shared, serve) = (Arc::clone(&state), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (shared, serve) = (Arc::clone(&shared), Arc::clone(&serve));
                shared.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    serve(&stream);
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { port, state })
    }

    /// How many connections are being served.
    pub(crate) fn open(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }

    /// Where it listens, for this machine.
    pub(crate) fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // The listener waits for a connection: this is its last.
        let _ = TcpStream::connect(self.address());
    }
}
