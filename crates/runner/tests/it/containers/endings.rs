//! How a stage's container ends.

use std::env;
use std::process::{Child, Command};

use runner::docker::Ending;
use runner::launch::{ContainerPlan, Mount, Network};

use super::{SLEEP, await_container, daemon, ends_with, plan, python, run};

#[test]
fn exit_codes_come_back_unchanged_and_the_container_goes() {
    let plan = plan("codes", "64m", Network::None);
    for code in [0, 2, 5, 70, 143] {
        assert_eq!(
            run(&plan, &format!("raise SystemExit({code})")),
            ends_with(code)
        );
        assert!(daemon().container(&plan.name).unwrap().is_none());
    }
    assert_eq!(
        run(&plan, "import os; os.kill(os.getpid(), 9)"),
        ends_with(137)
    );
}

#[test]
fn a_stage_that_uses_too_much_memory_is_told_from_one_that_was_killed() {
    let plan = plan("memory", "32m", Network::None);
    let ending = run(&plan, "x = bytearray(1 << 28); print(sum(x[::4096]))");
    let expected = Ending {
        code: 137,
        out_of_memory: true,
    };
    assert_eq!(ending, expected);
}

#[test]
fn a_request_that_docker_refuses_leaves_no_container() {
    let mut plan = plan("refused", "64m", Network::None);
    plan.mounts = vec![Mount {
        source: "/nowhere/at/all".to_owned(),
        target: "/workspace/data".to_owned(),
        readonly: true,
    }];
    let error = daemon().run(&plan.name, python(&plan, "")).unwrap_err();
    assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    assert!(daemon().container(&plan.name).unwrap().is_none());
}

#[test]
fn a_signal_to_the_starter_ends_the_stage_and_the_container_goes() {
    for (signal, code) in [("HUP", 129), ("INT", 130), ("QUIT", 131), ("TERM", 143)] {
        let plan = plan(&format!("signal-{signal}"), "64m", Network::None);
        let mut starter = starter(&plan.name, code);
        await_container(&plan.name);
        let number = starter.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &number]).status();
        assert!(sent.unwrap().success());
        assert!(starter.wait().unwrap().success(), "SIG{signal}");
        assert!(daemon().container(&plan.name).unwrap().is_none());
    }
}

/// A process that runs the test below: a signal to this one would reach the other tests.
/// It catches SIGHUP even if these tests run under `nohup`.
fn starter(container: &str, code: u8) -> Child {
    Command::new("env")
        .arg("--default-signal=HUP")
        .arg(env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "containers::endings::starter_of_a_stage",
        ])
        .env("MLOPS_TEST_CONTAINER", container)
        .env("MLOPS_TEST_CODE", code.to_string())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "the test above runs it as a process of its own"]
fn starter_of_a_stage() {
    let Ok(name) = env::var("MLOPS_TEST_CONTAINER") else {
        return;
    };
    let code = env::var("MLOPS_TEST_CODE").unwrap().parse().unwrap();
    let plan = ContainerPlan {
        name,
        ..plan("starter", "64m", Network::None)
    };
    assert_eq!(run(&plan, SLEEP), ends_with(code));
}
