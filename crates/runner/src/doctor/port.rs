//! The port at which the checkout's own tracker is reached from the host.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use super::Scene;
use super::finding::Finding;
use crate::processes::{self, Process};
use crate::settings::TrackerAddress;
use crate::tracker::{self, TrackerState};

pub(super) const NAME: &str = "port";

/// The state of a listening socket in `/proc/net/tcp`.
const LISTENING: &str = "0A";

/// Whether the tracker has a port, or finds one; and else who has it.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    if scene.settings.tracker() != TrackerAddress::Own {
        return Finding::ok(NAME, "none is needed: the settings name another tracker").into();
    }
    let state = scene
        .daemon()
        .map(|daemon| tracker::state(&scene.checkout, &daemon));
    if let Ok(Ok(TrackerState::Running { url, .. })) = state {
        return Finding::ok(NAME, format!("the tracker has its own: {url}")).into();
    }
    let wanted = scene.settings.get("MLFLOW_PORT");
    let text = wanted.clone().unwrap_or_else(|| tracker::PORT.to_string());
    let remedy = format!(
        "edit .env: MLFLOW_PORT={}",
        tracker::own_port(&scene.checkout.main())
    );
    let Some(port) = text.parse().ok().filter(|port: &u16| *port > 0) else {
        let found = format!("MLFLOW_PORT is `{text}`; expected a number from 1 to 65535");
        return Finding::fail(NAME, found, remedy).into();
    };
    let Some(taken) = taken(port) else {
        return Finding::ok(NAME, format!("{port} is free for the tracker")).into();
    };
    match wanted {
        Some(_) => Finding::fail(
            NAME,
            format!("{taken}, and MLFLOW_PORT asks for it"),
            remedy,
        ),
        None => Finding::ok(NAME, format!("{taken}; the tracker takes another one")),
    }
    .into()
}

/// That `port` is taken and by whom, as a clause; none if it is free.
fn taken(port: u16) -> Option<String> {
    let error = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).err()?;
    let sockets = listening(port);
    is_taken(error.kind(), &sockets).then(|| by_whom(port, &sockets))
}

/// Whether a port is taken at which this program could not listen, and these sockets do.
fn is_taken(error: ErrorKind, sockets: &[String]) -> bool {
    match error {
        ErrorKind::AddrInUse => true,
        // The lowest ports are for root alone, and it is Docker that will listen there.
        ErrorKind::PermissionDenied => !sockets.is_empty(),
        _ => false,
    }
}

fn by_whom(port: u16, sockets: &[String]) -> String {
    match processes::all().into_iter().find(|one| has(one, sockets)) {
        Some(process) => {
            let command = process.command().unwrap_or_default();
            let program = command.first().map_or("", String::as_str);
            let number = process.number;
            format!("port {port} is taken by `{program}` (process {number})")
        }
        None if sockets.is_empty() => format!("port {port} is taken, though nothing listens there"),
        None => format!("port {port} is taken by a program that cannot be seen from here"),
    }
}

/// Whether one of the sockets is the process's. The system tells that of another user's to root
/// alone.
fn has(process: &Process, sockets: &[String]) -> bool {
    let open = fs::read_dir(format!("/proc/{}/fd", process.number));
    let open = open.into_iter().flatten().flatten();
    let mut links = open.filter_map(|entry| fs::read_link(entry.path()).ok());
    links.any(|link| {
        let link = link.to_string_lossy();
        let number = link
            .strip_prefix("socket:[")
            .and_then(|rest| rest.strip_suffix(']'));
        number.is_some_and(|number| sockets.iter().any(|socket| socket == number))
    })
}

/// The numbers of the sockets that listen at `port`.
fn listening(port: u16) -> Vec<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(fs::read_to_string);
    let tables = tables.into_iter().flatten();
    tables.flat_map(|table| sockets(&table, port)).collect()
}

/// The numbers of the sockets that listen at `port`, in a table of the kernel: the second field is
/// address and port, in hexadecimal digits, the fourth the state, the tenth the number.
fn sockets(table: &str, port: u16) -> Vec<String> {
    let end = format!(":{port:04X}");
    let fields = table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let ours = fields
        .filter(|fields| fields.len() > 9 && fields[1].ends_with(&end) && fields[3] == LISTENING);
    ours.map(|fields| fields[9].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_at_a_port_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = taken(port).unwrap();
        let own = std::process::id().to_string();
        assert!(told.contains(&format!("(process {own})")), "{told}");
        drop(listener);
        assert_eq!(taken(port), None);
    }

    /// `MLFLOW_PORT=80` was told to be impossible to everybody but root.
    #[test]
    fn a_port_for_root_alone_is_free_for_docker() {
        let socket = ["12345678901".to_owned()];
        assert!(!is_taken(ErrorKind::PermissionDenied, &[]));
        assert!(is_taken(ErrorKind::PermissionDenied, &socket));
        assert_eq!(
            by_whom(80, &socket),
            "port 80 is taken by a program that cannot be seen from here"
        );
        assert_eq!(
            by_whom(80, &[]),
            "port 80 is taken, though nothing listens there"
        );
    }
}
