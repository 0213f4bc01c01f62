//! A bad network: a proxy that spoils a share of the requests that pass it.
//!
//! What is spoiled, and how, is drawn from a seeded generator, one draw per
//! request in the order of their arrival.

use std::collections::BTreeMap;
use std::io::{self, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use socket2::SockRef;

use crate::http::{Kind, Message};
use crate::listener::Listener;

/// What happens to a request. "Late" is when its client has given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The connection ends in order; the server never hears of the request.
    DropBefore,
    /// The server carries the request out, and the connection ends without a response.
    DropAfter,
    /// As [`Fault::DropBefore`], by a TCP reset.
    ResetBefore,
    /// As [`Fault::DropAfter`], by a TCP reset.
    ResetAfter,
    /// The server hears of the request late, and carries it out.
    LateRequest,
    /// The server carries the request out at once; its response is late.
    LateResponse,
    /// An error instead of the request: the server never hears of it.
    StatusBefore(u16),
    /// The server carries the request out, and an error is answered.
    StatusAfter(u16),
    /// 429 with a `Retry-After` of a second. A server that answers 429 has
    /// not carried the request out, so there is no 429 afterwards.
    RetryAfter,
}

impl Fault {
    /// Every fault, each as likely as another.
    pub const ALL: [Self; 14] = [
        Self::DropBefore,
        Self::DropAfter,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::LateRequest,
        Self::LateResponse,
        Self::StatusBefore(429),
        Self::RetryAfter,
        Self::StatusBefore(500),
        Self::StatusAfter(500),
        Self::StatusBefore(502),
        Self::StatusAfter(502),
        Self::StatusBefore(503),
        Self::StatusAfter(503),
    ];
}

/// How many requests are spoiled, and for how long late ones are late.
#[derive(Debug, Clone, Copy)]
pub struct FaultPlan {
    /// Where the draws begin.
    pub seed: u64,
    /// The share of requests that are spoiled, 0 to 1.
    pub share: f64,
    /// How late "late" is at least and at most: more than the client's time
    /// for one attempt.
    pub late: [Duration; 2],
}

/// The requests that passed a proxy.
#[derive(Debug, Clone, Default)]
pub struct Traffic {
    /// All requests.
    pub requests: usize,
    /// The spoiled ones.
    pub faults: BTreeMap<Fault, usize>,
}

impl Traffic {
    /// Adds what passed another proxy.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
    }
}

/// A proxy that runs until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    listener: Listener,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    server: SocketAddr,
    plan: FaultPlan,
    draws: Mutex<SmallRng>,
    traffic: Mutex<Traffic>,
}

impl Proxy {
    /// A proxy before `server`, on a free port of this machine.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start(server: SocketAddr, plan: FaultPlan) -> io::Result<Self> {
        let inner = Arc::new(Inner {
            server,
            plan,
            draws: Mutex::new(SmallRng::seed_from_u64(plan.seed)),
            traffic: Mutex::default(),
        });
        let shared = Arc::clone(&inner);
        // A broken connection is what this is about.
        let serve = move |stream: &TcpStream| drop(shared.serve(stream));
        let listener = Listener::start(Ipv4Addr::LOCALHOST, serve)?;
        Ok(Self { listener, inner })
    }

    /// Where clients reach it.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("http://{}", self.listener.address())
    }

    /// Waits until late requests have been carried out, and says what passed.
    #[must_use]
    pub fn finish(self) -> Traffic {
        let started = Instant::now();
        while self.listener.open() > 0 && started.elapsed().as_secs() < 30 {
            thread::sleep(Duration::from_millis(5));
        }
        locked(&self.inner.traffic).clone()
    }
}

impl Inner {
    /// Passes the requests of one connection until it ends or is ended.
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(request) = Message::read(&mut reader, Kind::Request)? {
            let fault = self.draw();
            let Some(response) = self.pass(&request, fault, stream)? else {
                break;
            };
            response.write(&mut &*stream, "keep-alive")?;
        }
        Ok(())
    }

    fn draw(&self) -> Option<Fault> {
        let mut draws = locked(&self.draws);
        let spoiled = draws.gen_bool(self.plan.share);
        let fault = Fault::ALL[draws.gen_range(0..Fault::ALL.len())];
        drop(draws);
        let mut traffic = locked(&self.traffic);
        traffic.requests += 1;
        if !spoiled {
            return None;
        }
        *traffic.faults.entry(fault).or_default() += 1;
        Some(fault)
    }

    fn delay(&self) -> Duration {
        let [least, most] = self.plan.late;
        least
            + most
                .saturating_sub(least)
                .mul_f64(locked(&self.draws).r#gen())
    }

    /// The response for the client; none when its connection ends instead.
    fn pass(
        &self,
        request: &Message,
        fault: Option<Fault>,
        client: &TcpStream,
    ) -> io::Result<Option<Message>> {
        let forward = || request.send(self.server);
        let reset = || SockRef::from(client).set_linger(Some(Duration::ZERO));
        let Some(fault) = fault else {
            return forward().map(Some);
        };
        match fault {
            Fault::DropBefore => return Ok(None),
            Fault::ResetBefore => return reset().map(|()| None),
            Fault::StatusBefore(status) => return Ok(Some(error(status))),
            Fault::RetryAfter => {
                let mut response = error(429);
                response.headers.push("Retry-After: 1".to_owned());
                return Ok(Some(response));
            }
            Fault::LateRequest => thread::sleep(self.delay()),
            _ => {}
        }
        let response = forward()?;
        match fault {
            Fault::StatusAfter(status) => Ok(Some(error(status))),
            Fault::ResetAfter => reset().map(|()| None),
            Fault::LateResponse => {
                thread::sleep(self.delay());
                Ok(Some(response))
            }
            Fault::LateRequest => Ok(Some(response)),
            _ => Ok(None),
        }
    }
}

fn error(status: u16) -> Message {
    Message::response(status, "Fault")
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
