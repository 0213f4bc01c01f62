//! What a stage's container reaches.

use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use runner::launch::Network;

use super::{Running, await_container, daemon, holds, plan, python};

/// Whoever makes a network has Docker take the jump to the rules that keep networks apart out of its chain, and put it
/// back at the top. In between, a container on one network reached a server on another, in one run of eight.
static NETWORKS: Mutex<()> = Mutex::new(());

fn while_no_other_is_made() -> MutexGuard<'static, ()> {
    NETWORKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A network that is removed when it is dropped.
struct Made(String);

impl Made {
    fn new(name: &str) -> Self {
        let name = format!("mlops-test-{name}-{}", process::id());
        daemon().ensure_network(&name).unwrap();
        Self(name)
    }

    fn bridge(&self, uri: &str) -> Network {
        Network::Bridge {
            network: self.0.clone(),
            uri: uri.to_owned(),
        }
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = daemon().remove_network(&self.0);
    }
}

/// A server at port 5000 that leaves a file where its container alone sees it.
const LISTEN: &str = "import socket
open('/dev/shm/secret', 'w').close()
s = socket.create_server(('0.0.0.0', 5000))
while True: s.accept()";

/// Whether something listens at port 5000 of `host`, within ten seconds.
fn answers(host: &str) -> String {
    format!(
        "any(not socket.socket().connect_ex(('{host}', 5000)) or __import__('time').sleep(0.2) for _ in range(50))"
    )
}

#[test]
fn a_stage_without_tracker_has_no_network_but_its_own() {
    let plan = plan("alone", "64m", Network::None);
    assert!(holds(
        &plan,
        "[name for _, name in socket.if_nameindex()] == ['lo']"
    ));
    // 192.0.2.1 is an address for documentation; without a route, connecting fails at once.
    let unreachable = "socket.socket().connect_ex(('192.0.2.1', 80)) == 101";
    assert!(holds(&plan, unreachable), "ENETUNREACH");
}

#[test]
fn a_stage_with_the_own_tracker_reaches_it_and_sees_none_of_its_files() {
    let server = plan("server", "64m", Network::None);
    let running = Running::start(&server, LISTEN);
    await_container(&server.name);
    let network = Network::Tracker {
        container: server.name.clone(),
    };
    assert_eq!(
        network.tracker_uri().as_deref(),
        Some("http://127.0.0.1:5000")
    );
    let stage = plan("client", "64m", network);
    assert!(holds(&stage, &answers("127.0.0.1")));
    assert!(holds(&stage, "not os.path.exists('/dev/shm/secret')"));
    drop(running);
}

#[test]
fn a_stage_on_the_bridge_reaches_a_server_by_its_containers_name_and_the_host_by_host_docker_internal()
 {
    let _alone = while_no_other_is_made();
    let network = Made::new("bridge");
    let server = plan("bridge-server", "64m", network.bridge("http://unused"));
    let running = Running::start(&server, LISTEN);
    await_container(&server.name);
    let uri = format!("http://{}:5000", server.name);
    let stage = plan("bridge-client", "64m", network.bridge(&uri));
    assert!(holds(&stage, &answers(&server.name)));
    let host = format!(
        "socket.gethostbyname('host.docker.internal') not in ('127.0.0.1', socket.gethostbyname('{}'))",
        server.name
    );
    assert!(holds(&stage, &host));
    drop(running);
}

/// All trackers of a machine were on one network, and any container there could use any of them.
#[test]
fn a_container_on_another_network_reaches_a_server_neither_by_name_nor_by_address() {
    let _alone = while_no_other_is_made();
    let (ours, theirs) = (Made::new("ours"), Made::new("theirs"));
    let server = plan("own-server", "64m", ours.bridge("http://unused"));
    let running = Running::start(&server, LISTEN);
    let found = await_container(&server.name);
    let networks = found.network_settings.unwrap().networks.unwrap();
    let address = networks[&ours.0].ip_address.clone().unwrap();
    let connects = |host: &str| {
        format!("socket.setdefaulttimeout(2) or not socket.socket().connect_ex(('{host}', 5000))")
    };
    let neighbour = plan("neighbour", "64m", ours.bridge("http://unused"));
    assert!(holds(&neighbour, &answers(&address)));
    let stranger = plan("stranger", "64m", theirs.bridge("http://unused"));
    assert!(!holds(&stranger, &connects(&address)));
    assert!(!holds(&stranger, &connects(&server.name)));
    drop(running);
}

/// The networks of trackers that had not been stopped used up all that a daemon has room for.
#[test]
fn a_network_is_removed_with_its_last_container_and_not_before() {
    let _alone = while_no_other_is_made();
    let network = Made::new("removed");
    let server = plan("network-user", "64m", network.bridge("http://unused"));
    let running = Running::start(&server, LISTEN);
    await_container(&server.name);
    daemon().remove_network(&network.0).unwrap();
    drop(running);
    let name = network.0.clone();
    daemon().remove_network(&name).unwrap();
    let gone = daemon().run(&server.name, python(&server, "")).unwrap_err();
    assert!(gone.to_string().contains(&name), "{gone}");
}

/// Two commands that started a tracker at once made two networks of one name, and Docker refused every
/// container on it from then on: the name was ambiguous.
#[test]
fn a_network_that_several_make_at_once_is_one() {
    let _alone = while_no_other_is_made();
    let name = format!("mlops-test-at-once-{}", process::id());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| daemon().ensure_network(&name).unwrap());
        }
    });
    let network = Made(name);
    assert!(holds(
        &plan("at-once", "64m", network.bridge("http://unused")),
        "True"
    ));
}
