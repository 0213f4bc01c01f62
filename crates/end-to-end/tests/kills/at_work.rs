//! The processes and containers of a clone, and signals to them.

use end_to_end::Checkout;

use crate::kill::{Kill, Target};

/// What is at work in a clone.
pub(crate) struct AtWork<'a>(pub(crate) &'a Checkout);

impl AtWork<'_> {
    /// Whether there was something to kill.
    pub(crate) fn strike(&self, kill: Kill, make: u32) -> bool {
        let signal = kill.signal;
        match kill.target {
            Target::Stage => self.kill_container(signal, &self.stages()),
            Target::Runner => self.kill_container(signal, &self.runners()),
            Target::Process => {
                let processes = self.processes();
                let count = u64::try_from(processes.len()).expect("a small number");
                let chosen = kill.choice.checked_rem(count).map(|chosen| {
                    let chosen = usize::try_from(chosen).expect("a small number");
                    self.send(signal, &processes[chosen])
                });
                chosen.unwrap_or(false)
            }
            Target::Make => self.send(signal, &make.to_string()),
            Target::Group => self.send(signal, &format!("-{make}")),
        }
    }

    fn send(&self, signal: &str, process: &str) -> bool {
        let signal = format!("-{signal}");
        self.0.command("kill", &[&signal, "--", process]).success
    }

    fn kill_container(&self, signal: &str, containers: &[String]) -> bool {
        let kill = |id: &String| {
            let command = ["kill", "--signal", signal, id];
            self.0.command("docker", &command).success
        };
        containers.first().is_some_and(kill)
    }

    /// The containers of the clone, without the tracker: id, state, and whether it is a runner.
    pub(crate) fn containers(&self) -> Vec<(String, bool)> {
        let filter = format!("label=mlops.root={}", self.0.root().display());
        let format = "{{.ID}} {{.State}} {{.Labels}}";
        let list = [
            "container",
            "ls",
            "--all",
            "--filter",
            &filter,
            "--format",
            format,
        ];
        let list = self.0.command("docker", &list).assert_success();
        let tracker = self.0.container("mlflow");
        let tracker = ["container", "inspect", "--format", "{{.Id}}", &tracker];
        let tracker = self.0.command("docker", &tracker).text;
        let lines = list.text.lines().filter_map(|line| {
            let id = line.split(' ').next()?.to_owned();
            let runner = line.contains("mlops.runner");
            (!tracker.starts_with(&id)).then_some((id, runner))
        });
        lines.collect()
    }

    fn stages(&self) -> Vec<String> {
        let found = self.containers().into_iter();
        found
            .filter(|(_, runner)| !runner)
            .map(|(id, _)| id)
            .collect()
    }

    fn runners(&self) -> Vec<String> {
        let found = self.containers().into_iter();
        found
            .filter(|(_, runner)| *runner)
            .map(|(id, _)| id)
            .collect()
    }

    /// The numbers of the processes in the runner.
    fn processes(&self) -> Vec<String> {
        let runners = self.runners().into_iter();
        let processes = runners.flat_map(|runner| {
            let top = self.0.command("docker", &["top", &runner, "-o", "pid"]);
            let lines = top.text.lines().skip(1).map(|line| line.trim().to_owned());
            lines.collect::<Vec<_>>()
        });
        processes.collect()
    }
}
