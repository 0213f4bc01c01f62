//! The tracker's container: whom it answers, what it costs, and that it heals.

use std::thread;

use crate::after_first_run;
use crate::tracking::in_tracker;

/// Inside the tracker's container: what the server answers to a request with each of these names
/// as `Host`.
const STATUS_OF_HOSTS: &str = r#"
import sys, urllib.error, urllib.request
for host in sys.argv[1:]:
    url = "http://127.0.0.1:5000/api/2.0/mlflow/experiments/get?experiment_id=0"
    request = urllib.request.Request(url, headers={"Host": host})
    try: print(urllib.request.urlopen(request).status)
    except urllib.error.HTTPError as error: print(error.code)
"#;

/// A page at `mlops-mlflow-a.evil.example` pointed its name to 127.0.0.1, and the visitor's browser read and
/// changed the tracker for it.
#[test]
fn a_web_page_that_points_its_name_to_the_tracker_is_refused() {
    let guard = after_first_run();
    let clone = &guard.0;
    let name = clone.container("mlflow");
    let own = format!("{name}:5000");
    let ours = [own.as_str(), "127.0.0.1:5000", "localhost:8080"];
    let longer = format!("{name}.evil.example:5000");
    let theirs = [
        "mlops-mlflow-a.evil.example:5000",
        &longer,
        "evil.example",
        "",
    ];
    let answers = in_tracker(clone, &[&[STATUS_OF_HOSTS][..], &ours, &theirs].concat());
    let expected = [["200"; 3].as_slice(), &["403"; 4]].concat();
    assert_eq!(
        answers.lines().collect::<Vec<_>>(),
        expected,
        "{ours:?}, {theirs:?}"
    );
}

/// Inside the tracker's container: how much of one processor it uses in 10 seconds, in percent.
const USE: &str = r#"
import time
def used():
    try: return int(open("/sys/fs/cgroup/cpuacct/cpuacct.usage").read()) / 1e9
    except FileNotFoundError: return int(open("/sys/fs/cgroup/cpu.stat").read().split()[1]) / 1e6
before = used()
time.sleep(10)
print((used() - before) * 10)
"#;

/// A health check started Python every two seconds, which took 4 % of a processor for as long as the
/// tracker was there, and its log was nothing but `GET /health`.
#[test]
fn an_idle_tracker_rests_and_prints_nothing() {
    let guard = after_first_run();
    let clone = &guard.0;
    let name = clone.container("mlflow");
    let log = || {
        clone
            .command("docker", &["logs", &name])
            .assert_success()
            .text
    };
    let before = log();
    let mut uses = (0..3).map(|_| in_tracker(clone, &[USE]).parse::<f64>().unwrap());
    assert!(uses.any(|percent| percent < 0.5), "not in half a minute");
    assert_eq!(log(), before);
    assert!(!before.contains("/health"), "{before}");
}

/// Every run failed with Docker's words about a port that is not published; and where two commands
/// started the tracker at once, one failed with Docker's words about a name in use.
#[test]
fn a_tracker_that_lost_its_network_is_started_again_by_several_at_once() {
    let guard = after_first_run();
    let clone = &guard.0;
    let name = clone.container("mlflow");
    let networks = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}";
    let network = clone.command("docker", &["inspect", "--format", networks, &name]);
    let network = network.assert_success().text;
    let _ = clone
        .command("docker", &["network", "disconnect", network.trim(), &name])
        .assert_success();
    let up = || {
        clone
            .in_runner(&["mlops", "tracker", "up"])
            .assert_success()
            .text
    };
    let texts = thread::scope(|scope| {
        let both = [scope.spawn(up), scope.spawn(up)];
        both.map(|one| one.join().expect("it succeeds"))
    });
    let started = |text: &&String| text.contains("tracker: starting MLflow");
    assert_eq!(texts.iter().filter(started).count(), 1, "{texts:?}");
    let again = clone.make("run").assert_success();
    assert!(again.ran().is_empty(), "{}", again.text);
    again.assert_contains("production iris-classifier version");
}
