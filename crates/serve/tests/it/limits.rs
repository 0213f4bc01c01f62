//! How much a client may ask for, and how slow it may be.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::common::{Server, received};

const HEAD: &str =
    "POST /invocations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/csv\r\n";

/// A request whose body of 7 bytes the server waits for, as it has said.
fn begun(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    write!(
        stream,
        "{HEAD}Expect: 100-continue\r\nContent-Length: 7\r\n\r\n"
    )
    .unwrap();
    let mut said = [0; 25];
    stream.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[test]
fn a_body_that_is_too_long_is_refused_whether_or_not_it_says_so() {
    let server = Server::start(&["--max-body", "100"]);
    let said = server.post("text/csv", &"x".repeat(101));
    assert_eq!(said.status, 413);
    assert_snapshot!(said.body, @r#"{"error_code":"BAD_REQUEST","message":"expected a body of at most 100 bytes; send the rows in several requests"}"#);
    assert!(said.head.contains("connection: close"), "{}", said.head);
    let chunk = format!("40\r\n{}\r\n", "x".repeat(64));
    let endless = server.send(format!(
        "{HEAD}Transfer-Encoding: chunked\r\n\r\n{}",
        chunk.repeat(10)
    ));
    assert_eq!(endless.status, 413);
    assert_eq!(server.post("text/csv", "size\n3\n").status, 200);
}

#[test]
fn more_rows_than_allowed_are_refused() {
    let server = Server::start(&["--max-rows", "2"]);
    assert_eq!(server.post("text/csv", "size\n3\n4\n").status, 200);
    let said = server.post("text/csv", "size\n3\n4\n5\n");
    assert_eq!(said.status, 400);
    assert_snapshot!(said.body, @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"expected at most 2 rows in a request; send them in several"}"#);
}

#[test]
fn a_client_that_sends_too_slowly_is_told_or_left() {
    let server = Server::start(&["--timeout", "1"]);
    let since = Instant::now();
    let body = server.send(format!("{HEAD}Content-Length: 10\r\n\r\nsize"));
    assert_eq!(body.status, 408);
    assert_snapshot!(body.body, @r#"{"error_code":"BAD_REQUEST","message":"expected the whole body of the request within 1 s"}"#);
    // Of a head that never ends, nothing is known that could be answered.
    let mut silent = server.connect();
    silent.write_all(b"POST /invo").unwrap();
    assert_eq!(received(silent).status, 0);
    assert!(
        since.elapsed() < Duration::from_secs(10),
        "{:?}",
        since.elapsed()
    );
}

/// Answers of megabytes that nobody reads would be kept for ever.
#[test]
fn a_client_that_does_not_read_its_answer_is_left() {
    let server = Server::start(&["--timeout", "1", "--max-connections", "1"]);
    let rows = "size\n".to_owned() + &"3\n".repeat(100_000);
    let mut deaf = server.connect();
    write!(deaf, "{HEAD}Content-Length: {}\r\n\r\n{rows}", rows.len()).unwrap();
    // The only connection: another one is answered once it is given up.
    assert_eq!(server.get("/ping").status, 200);
    let mut answer = Vec::new();
    let read = deaf.read_to_end(&mut answer);
    assert!(
        read.is_err() || !answer.ends_with(b"]}"),
        "{} bytes",
        answer.len()
    );
}

#[test]
fn requests_beyond_the_limit_are_told_to_come_back() {
    let server = Server::start(&["--max-requests", "1", "--timeout", "20"]);
    let mut first = begun(&server);
    let second = server.post("text/csv", "size\n3\n");
    assert_eq!(second.status, 503);
    assert!(second.head.contains("retry-after: 1"), "{}", second.head);
    assert_snapshot!(second.body, @r#"{"error_code":"TEMPORARILY_UNAVAILABLE","message":"as many requests as the server takes at a time are being answered; try again"}"#);
    assert_eq!(server.get("/ping").status, 200);
    first.write_all(b"size\n3\n").unwrap();
    assert_eq!(received(first).status, 200);
}

/// Small requests for large answers, which nobody reads, took as much memory as there were connections.
#[test]
fn answers_that_nobody_reads_are_bounded() {
    let server = Server::start(&["--timeout", "20"]);
    let rows = "size\n".to_owned() + &"3\n".repeat(100_000);
    let ask = || {
        let mut stream = server.connect();
        write!(stream, "{HEAD}Content-Length: {}\r\n\r\n{rows}", rows.len()).unwrap();
        stream
    };
    let started = |stream: &mut TcpStream| {
        let mut head = [0; 12];
        stream.read_exact(&mut head).unwrap();
        String::from_utf8(head.to_vec()).unwrap()
    };
    // Each is 9 MB, of which the system takes some.
    let mut held: Vec<_> = (0..40).map(|_| ask()).collect();
    let said: Vec<_> = held.iter_mut().map(started).collect();
    assert!(said.contains(&"HTTP/1.1 200".to_owned()), "{said:?}");
    assert!(said.contains(&"HTTP/1.1 503".to_owned()), "{said:?}");
    // Short answers are given still, and long ones again when those are gone.
    assert_eq!(server.post("text/csv", "size\n3\n").status, 200);
    drop(held);
    let since = Instant::now();
    while !started(&mut ask()).ends_with("200") {
        assert!(since.elapsed() < Duration::from_secs(10));
    }
}

/// Bodies of 64 requests at a time would have taken more memory than the container has.
#[test]
fn all_bodies_together_are_bounded() {
    let server = Server::start(&["--max-body", "1024"]);
    let held: Vec<_> = (0..4).map(|_| begun(&server)).collect();
    assert_eq!(server.post("text/csv", "size\n3\n").status, 503);
    drop(held);
    let since = Instant::now();
    while server.post("text/csv", "size\n3\n").status != 200 {
        assert!(since.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn what_was_asked_before_a_stop_is_answered() {
    let mut server = Server::start(&[]);
    let mut asked = begun(&server);
    let idle = server.connect();
    let late = thread::spawn(move || {
        thread::sleep(Duration::from_millis(500));
        asked.write_all(b"size\n3\n").unwrap();
        received(asked)
    });
    let (code, time) = server.stop("TERM");
    assert_eq!(code, Some(143));
    assert!(time < Duration::from_secs(3), "{time:?}");
    assert_eq!(late.join().unwrap().status, 200);
    drop(idle);
}

#[test]
fn a_stop_does_not_wait_for_those_who_never_end() {
    let mut server = Server::start(&[]);
    let never = begun(&server);
    let (code, time) = server.stop("INT");
    assert_eq!(code, Some(130));
    assert!(time < Duration::from_secs(5), "{time:?}");
    drop(never);
}

#[test]
fn bytes_that_are_no_http_do_not_end_the_server() {
    let server = Server::start(&[]);
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET\r\n\r\n",
        b"POST /invocations HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /invocations HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /invocations HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\nZZ\r\n",
    ] {
        let answer = server.send(bytes);
        assert!(answer.status == 400 || answer.status == 0, "{answer:?}");
    }
    assert_eq!(server.get("/ping").status, 200);
}
