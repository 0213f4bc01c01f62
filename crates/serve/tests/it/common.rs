//! A small model, the program that serves it, and requests to it as bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use estimators::fit;
use hyperparameters::{DecisionTreeParams, ModelParams};
use linfa::Dataset;
use ndarray::{Array1, Array2};
use onnx::Interface;
use stage::testing::{Sandbox, signal};

/// A tree on one feature, `size`, whose class is the tens of the size.
pub(crate) fn onnx() -> Vec<u8> {
    onnx_of(|row| row / 10)
}

/// A tree on that feature, of rows of these classes.
pub(crate) fn onnx_of(class: impl Fn(usize) -> usize) -> Vec<u8> {
    let sizes = Array2::from_shape_fn((30, 1), |(row, _)| row as f64);
    let classes = Array1::from_shape_fn(30, class);
    let params = ModelParams::DecisionTree(DecisionTreeParams::default());
    let model = fit(&params, &Dataset::new(sizes, classes)).unwrap();
    let interface = Interface {
        features: &["size".to_owned()],
        classes: &["small", "medium", "large"].map(str::to_owned),
        integers: false,
        inputs: None,
    };
    model.to_onnx(&interface).unwrap()
}

/// A sandbox with that model.
pub(crate) fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("models/model.onnx", onnx());
    sandbox
}

/// The program, which is ended with the test.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// The first line that it printed.
    pub(crate) announced: String,
    _sandbox: Sandbox,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The status line and the headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_in(sandbox(), args)
    }

    pub(crate) fn start_in(sandbox: Sandbox, args: &[&str]) -> Self {
        Self::start_with(sandbox, args, &[])
    }

    /// Starts the program in `sandbox` with this environment and nothing else of ours.
    pub(crate) fn start_with(
        sandbox: Sandbox,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_serve"))
            .args(["--listen", "127.0.0.1:0"])
            .args(args)
            .current_dir(sandbox.path(""))
            .env_clear()
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut announced = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut announced).unwrap();
        let Some((_, address)) = announced.trim().rsplit_once("://") else {
            panic!("{announced}: {:?}", child.wait_with_output());
        };
        Self {
            child,
            address: address.to_owned(),
            announced: announced.clone(),
            _sandbox: sandbox,
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }

    /// Sends these bytes, and reads all that comes back until the connection is closed.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut stream = self.connect();
        // The server may have answered, and closed, before all was sent.
        let _ = stream.write_all(bytes.as_ref());
        received(stream)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "", "")
    }

    /// Asks for predictions by a body of this content type.
    pub(crate) fn post(&self, content_type: &str, body: &str) -> Answer {
        self.request(
            "POST",
            "/invocations",
            &format!("Content-Type: {content_type}\r\n"),
            body,
        )
    }

    pub(crate) fn request(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        self.send(format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    /// Ends the program, and gives what it has said on stderr.
    pub(crate) fn said(&mut self) -> String {
        self.child.kill().unwrap();
        let mut said = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        said
    }

    /// Sends the signal, and gives the exit code and how long the end took.
    pub(crate) fn stop(&mut self, name: &str) -> (Option<i32>, Duration) {
        signal(&self.child, name);
        let since = Instant::now();
        let status = self.child.wait().unwrap();
        (status.code(), since.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that comes on a connection until it is closed, as one answer.
pub(crate) fn received(mut stream: impl Read) -> Answer {
    let mut bytes = Vec::new();
    // What came before a reset counts. Of a connection that is encrypted, nothing can be read.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap_or_default();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Answer {
        status: status.unwrap_or_default(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}
