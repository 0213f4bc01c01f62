//! What a stage's container reaches.

use runner::launch::Network;

use super::{Running, await_container, daemon, holds, plan};

/// The network of the project.
const NETWORK: &str = "mlops";

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
    daemon().ensure_network(NETWORK).unwrap();
    let bridge = |uri: &str| Network::Bridge {
        uri: uri.to_owned(),
    };
    let server = plan("bridge-server", "64m", bridge("http://unused"));
    let running = Running::start(&server, LISTEN);
    await_container(&server.name);
    let network = bridge(&format!("http://{}:5000", server.name));
    let stage = plan("bridge-client", "64m", network);
    assert!(holds(&stage, &answers(&server.name)));
    let host = format!(
        "socket.gethostbyname('host.docker.internal') not in ('127.0.0.1', socket.gethostbyname('{}'))",
        server.name
    );
    assert!(holds(&stage, &host));
    drop(running);
}
