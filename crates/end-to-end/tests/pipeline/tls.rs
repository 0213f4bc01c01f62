//! A tracker behind https, for whose certificate an authority of one's own vouches.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::programs::image;
use end_to_end::server::docker;

use crate::after_first_run;

/// Makes an authority and a certificate of the server. It takes an elliptic curve's key a
/// moment, where one for RSA takes seconds.
const MAKE_CERTIFICATES: &str = "cd /certificates
new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
openssl req -x509 $new -subj /CN=authority -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.pem
openssl req $new -subj /CN=tracker -keyout key.pem -out request.pem
echo subjectAltName=DNS:host.docker.internal,DNS:localhost >names
openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -extfile names -out cert.pem
chmod a+r key.pem";

const ANSWERS: &str = "import ssl, urllib.request
context = ssl.create_default_context(cafile='/certificates/ca.pem')
urllib.request.urlopen('https://localhost:5000/health', context=context)";

/// A real MLflow server that speaks TLS, until it is dropped.
struct TlsServer {
    container: String,
    /// The certificate of the authority.
    authority: PathBuf,
}

impl TlsServer {
    fn start() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates");
        fs::create_dir_all(&folder).unwrap();
        // A field of CSV, as in scripts/mounted.
        let source = folder.display().to_string().replace('"', "\"\"");
        let mount = format!("type=bind,\"source={source}\",target=/certificates");
        let run = ["run", "--rm", "--pull", "never", "--mount", &mount];
        let image = image("mlflow");
        let make = [
            "--user",
            "0",
            "--entrypoint",
            "sh",
            &image,
            "-ec",
            MAKE_CERTIFICATES,
        ];
        let _ = docker(&[&run[..], &make].concat());
        let listen = [
            "--detach",
            "--publish",
            "5000",
            "--tmpfs",
            "/data:uid=1000,gid=1000",
            &image,
        ];
        let server = "mlflow server --host 0.0.0.0 --port 5000 --workers 1 \
                      --backend-store-uri sqlite:////data/mlflow.db --artifacts-destination /data/artifacts \
                      --allowed-hosts host.docker.internal:*,localhost:*";
        let mut command: Vec<_> = server.split_whitespace().collect();
        command.extend([
            "--uvicorn-opts",
            "--ssl-keyfile /certificates/key.pem --ssl-certfile /certificates/cert.pem",
        ]);
        let container = docker(&[&run[..], &listen, &command].concat());
        let server = Self {
            container,
            authority: folder.join("ca.pem"),
        };
        server.wait();
        server
    }

    fn wait(&self) {
        let started = Instant::now();
        let ask = ["exec", &self.container, "python3", "-c", ANSWERS];
        while !Command::new("docker")
            .args(ask)
            .output()
            .unwrap()
            .status
            .success()
        {
            assert!(
                started.elapsed() < Duration::from_mins(4),
                "the server does not start"
            );
            thread::sleep(Duration::from_millis(500));
        }
    }

    fn uri(&self) -> String {
        let published = docker(&["port", &self.container, "5000/tcp"]);
        let first = published.lines().next().expect("a port");
        let (_, port) = first.rsplit_once(':').expect("an address and a port");
        format!("https://host.docker.internal:{port}")
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        // A test that failed already must not panic again.
        let _ = Command::new("docker")
            .args(["rm", "--force", &self.container])
            .output();
    }
}

/// The message named `MLFLOW_TRACKING_SERVER_CERT_PATH`, and whoever set it got the same message
/// again: neither the setting nor the file reached the stage.
#[test]
fn a_stage_uses_a_tracker_for_which_an_authority_of_ones_own_vouches() {
    let guard = after_first_run();
    let clone = &guard.0;
    let changes = clone.changes();
    let server = TlsServer::start();
    let uri = server.uri();
    let train = ["dvc", "repro", "--force", "--single-item", "train"];

    clone.write(".env", &format!("MLFLOW_TRACKING_URI={uri}\n"));
    let refused = clone.in_runner(&train).assert_failure();
    refused.assert_contains("is not accepted");
    refused.assert_contains("set MLFLOW_TRACKING_SERVER_CERT_PATH in .env");

    let authority = server.authority.display();
    let setting =
        format!("MLFLOW_TRACKING_URI={uri}\nMLFLOW_TRACKING_SERVER_CERT_PATH={authority}\n");
    clone.write(".env", &setting);
    let trained = clone.in_runner(&train).assert_success();
    trained.assert_contains("registered iris-classifier version 1");
    // Not only the stage speaks to the tracker.
    let models = clone.in_runner(&["mlops", "models"]).assert_success();
    models.assert_contains("9803afdd");

    fs::remove_file(clone.path(".env")).unwrap();
    assert_eq!(clone.changes(), changes);
}
