//! A real server, of MLflow, S3 or container images, in a container of the test's own.

use std::net::SocketAddr;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::Message;

/// How long a server may take to start: seconds, but for a machine that does much else.
const START_TIMEOUT: Duration = Duration::from_mins(4);

/// A server that is removed when it is dropped.
#[derive(Debug)]
pub struct Server {
    container: String,
    /// Where it answers.
    pub address: SocketAddr,
}

/// Where the data lies: in memory, so that the disk is no part of a test.
pub const IN_MEMORY: &[&str] = &["--tmpfs", "/data:uid=1000,gid=1000"];

impl Server {
    /// Starts a server of MLflow: `image` with the options of `docker run`, and `command`
    /// instead of the image's own where it is not empty.
    #[must_use]
    pub fn start(image: &str, options: &[&str], command: &[&str]) -> Self {
        Self::answering("/health", image, options, command)
    }

    /// Starts a server of MLflow, from `image`, that serves everything below `path`, such as `/ann/iris.mlflow`, in memory.
    #[must_use]
    pub fn mlflow_below(path: &str, image: &str) -> Self {
        let command = "mlflow server --host 0.0.0.0 --port 5000 --workers 1 \
                       --backend-store-uri sqlite:////data/mlflow.db --artifacts-destination /data/artifacts --static-prefix";
        let command: Vec<_> = command.split_whitespace().chain([path]).collect();
        Self::answering(&format!("{path}/health"), image, IN_MEMORY, &command)
    }

    /// Starts a server of MLflow, from `image`, that stages reach as `host.docker.internal`, in memory.
    #[must_use]
    pub fn mlflow_for_stages(image: &str) -> Self {
        let command = "mlflow server --host 0.0.0.0 --port 5000 --workers 1 \
                       --backend-store-uri sqlite:////data/mlflow.db --artifacts-destination /data/artifacts \
                       --allowed-hosts host.docker.internal:*,localhost:*,127.0.0.1:*,0.0.0.0:*";
        let command: Vec<_> = command.split_whitespace().collect();
        Self::published("0.0.0.0::5000", "/health", image, IN_MEMORY, &command)
    }

    /// The address by which a stage reaches it.
    #[must_use]
    pub fn uri_for_stages(&self) -> String {
        format!("http://host.docker.internal:{}", self.address.port())
    }

    /// Starts a server of S3 that holds `bucket`, in memory.
    #[must_use]
    pub fn s3(bucket: &str) -> Self {
        let server = Self::answering("/moto-api/", "mlops-moto", &[], &[]);
        let path = format!("/{bucket}");
        let create = Message::request("PUT", &path, server.address, &Value::Null);
        assert_eq!(server.send(&create).status(), 200, "a bucket is made");
        server
    }

    /// Starts an empty registry of container images.
    #[must_use]
    pub fn registry() -> Self {
        Self::answering("/v2/", "mlops-registry", &[], &[])
    }

    /// Starts a server that is ready when it answers to `path` with 200.
    fn answering(path: &str, image: &str, options: &[&str], command: &[&str]) -> Self {
        Self::published("127.0.0.1::5000", path, image, options, command)
    }

    fn published(port: &str, path: &str, image: &str, options: &[&str], command: &[&str]) -> Self {
        let run = ["run", "--detach", "--rm", "--pull", "never"];
        let port = ["--publish", port];
        let container = docker(&[&run[..], &port, options, &[image], command].concat());
        // Owned from here on: a failure below removes the container too.
        let mut server = Self {
            address: ([127, 0, 0, 1], 0).into(),
            container,
        };
        let ports = docker(&["port", &server.container, "5000/tcp"]);
        let port = ports.lines().next().expect("a port");
        server.address = port.parse().expect("an address and a port");
        server.wait_until_answering(path);
        server
    }

    fn wait_until_answering(&self, path: &str) {
        let started = Instant::now();
        let health = Message::request("GET", path, self.address, &Value::Null);
        while !health
            .send(self.address)
            .is_ok_and(|answer| answer.status() == 200)
        {
            assert!(
                started.elapsed() < START_TIMEOUT,
                "the server does not start: {}",
                docker(&["logs", "--tail", "20", &self.container])
            );
            thread::sleep(Duration::from_millis(200));
        }
    }

    /// The address for a client.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a request to MLflow's REST interface, such as `runs/get?run_id=...`,
    /// and gives the status and the JSON of the answer.
    #[must_use]
    pub fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let path = format!("/api/2.0/mlflow/{path}");
        let answer = self.send(&Message::request(method, &path, self.address, body));
        let content = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        (answer.status(), content)
    }

    /// [`Server::ask`] for what must succeed.
    #[must_use]
    pub fn get(&self, path: &str) -> Value {
        let (status, content) = self.ask("GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}: {content}");
        content
    }

    /// Sends any request.
    #[must_use]
    pub fn send(&self, request: &Message) -> Message {
        let answer = request.send(self.address);
        answer.unwrap_or_else(|error| panic!("{}: {error}", request.start))
    }

    /// Ends the server.
    pub fn stop(&self) {
        let _ = docker(&["rm", "--force", &self.container]);
    }

    /// Runs a command in the container.
    pub fn inside(&self, command: &str) {
        let _ = docker(&["exec", &self.container, "sh", "-c", command]);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut removal = Command::new("docker");
        // A test that failed already must not panic again.
        let _ = removal.args(["rm", "--force", &self.container]).output();
    }
}

/// Runs docker and gives what it printed, without the last line's end.
#[must_use]
pub fn docker(args: &[&str]) -> String {
    let output = Command::new("docker").args(args).output();
    let output = output.unwrap_or_else(|error| panic!("docker: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    assert!(
        output.status.success(),
        "docker {args:?}: {}",
        text(&output.stderr)
    );
    text(&output.stdout)
}
