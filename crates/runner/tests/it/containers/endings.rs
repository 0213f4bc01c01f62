//! How a stage's container ends.

use runner::docker::Ending;
use runner::launch::{Mount, Network};

use super::{daemon, ends_with, plan, python, run};

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
        peak_bytes: None,
    };
    assert_eq!(ending, expected);
}

#[test]
fn a_program_that_is_asked_for_its_memory_tells_it() {
    let plan = plan("usage", "64m", Network::None);
    let program = "import os, sys\n\
        sys.stderr.write('train: a remark\\n')\n\
        sys.stderr.write('\\x1emlops-usage 4096\\n' if 'MLOPS_TELL_USAGE' in os.environ else '')";
    let expected = Ending {
        peak_bytes: Some(4096),
        ..ends_with(0)
    };
    assert_eq!(run(&plan, program), expected);
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
