//! A tracker that is away for a while.

use std::io::{self, BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;

use end_to_end::Checkout;

use crate::after_first_run;
use crate::ran::{ENDED, SKIPPED, states};

/// What a task says whose tracker does not answer.
const AWAY: &str = " ended with 5 (";

#[test]
fn a_tracker_that_comes_back_is_found_by_the_next_try() {
    let guard = after_first_run();
    let (clone, first) = &*guard;
    let tracker = port_of_tracker(&first.text).expect("the run shows where its tracker is");
    let away = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let away = away.expect("a free port").port();

    let mut run = run_with(clone, away);
    let mut text = String::new();
    for line in BufReader::new(run.stdout.take().expect("a pipe")).lines() {
        let line = line.expect("text");
        if line.contains(AWAY) && !text.contains(AWAY) {
            forward(away, tracker);
        }
        text += &line;
        text.push('\n');
    }
    assert!(run.wait().expect("an end").success(), "{text}");
    assert_eq!(text.matches(AWAY).count(), 1, "{text}");
    let states = states(&text);
    assert_eq!(
        (&*states["mlops.check"], &*states["train"]),
        (ENDED, SKIPPED)
    );
    assert_eq!(states["mlops.report"], ENDED, "{text}");
    assert_eq!(clone.changes(), "");
}

/// The port of the clone's own tracker, as the report says it.
fn port_of_tracker(text: &str) -> Option<u16> {
    let mut lines = text.lines();
    let address = lines.find_map(|line| line.strip_prefix("tracker    http://127.0.0.1:"))?;
    address.split('/').next()?.parse().ok()
}

/// `make airflow-run` with a tracker at this port; both of its streams in one.
fn run_with(clone: &Checkout, port: u16) -> Child {
    let mut run = Command::new("sh");
    run.args(["-c", "exec make airflow-run 2>&1"]);
    run.env("MLFLOW_TRACKING_URI", format!("http://127.0.0.1:{port}"));
    let run = run.current_dir(clone.root()).stdout(Stdio::piped());
    run.spawn().expect("make starts")
}

/// Has a port lead to another one, until these tests end.
fn forward(from: u16, to: u16) {
    let listener = TcpListener::bind(("127.0.0.1", from)).expect("the port is free still");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(("127.0.0.1", to));
            let Ok(server) = server else { continue };
            copy(&client, &server);
            copy(&server, &client);
        }
    });
}

fn copy(from: &TcpStream, to: &TcpStream) {
    let (from, to) = (from.try_clone(), to.try_clone());
    let (mut from, mut to) = (from.expect("a socket"), to.expect("a socket"));
    thread::spawn(move || {
        // One that ends amid an answer is for the client to tell.
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
}
