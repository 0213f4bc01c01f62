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
    match error.kind() {
        ErrorKind::AddrInUse => Some(match listener(port) {
            Some(process) => {
                let command = process.command().unwrap_or_default();
                let program = command.first().map_or("", String::as_str);
                format!(
                    "port {port} is taken by `{program}` (process {})",
                    process.number
                )
            }
            None => format!("port {port} is taken by another user's program"),
        }),
        ErrorKind::PermissionDenied => Some(format!("port {port} is for root alone")),
        _ => None,
    }
}

/// The process that listens at `port`, where the system tells.
fn listener(port: u16) -> Option<Process> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(fs::read_to_string);
    let sockets: Vec<_> = tables
        .into_iter()
        .flatten()
        .flat_map(|table| sockets(&table, port))
        .collect();
    let has = |process: &Process| {
        let open = fs::read_dir(format!("/proc/{}/fd", process.number));
        let links = open.into_iter().flatten().flatten();
        links
            .filter_map(|entry| fs::read_link(entry.path()).ok())
            .any(|link| {
                let link = link.to_string_lossy().into_owned();
                sockets
                    .iter()
                    .any(|socket| link == format!("socket:[{socket}]"))
            })
    };
    processes::all().into_iter().find(has)
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
}
