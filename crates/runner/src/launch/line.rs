//! A plan as the line `docker run` that does the same, to read and to paste.

use std::borrow::Cow;

use super::body::mode;
use super::plan::{CAP_DROP, PIDS_LIMIT, SECURITY_OPT, Variable};
use super::{ContainerPlan, Mount, Network};
use crate::tracker::HOST_GATEWAY;

/// The line, broken before each option. A secret appears by name only, so that no list of
/// processes shows it; export it before you run the line.
///
/// The labels of a stage's container are left out: no `mlops` owns this one, and the next run
/// would take it for an orphan.
#[must_use]
pub fn docker_run(plan: &ContainerPlan) -> String {
    let mut options = vec![
        format!("--rm --init --pull never --read-only --cap-drop {CAP_DROP}"),
        format!(
            "--security-opt {SECURITY_OPT} --pids-limit {PIDS_LIMIT} --memory {}",
            plan.memory
        ),
        format!("--user {}", plan.user),
        format!("--name {}", quoted(&plan.name)),
        format!("--network {}", quoted(&mode(&plan.network))),
    ];
    if let Network::Bridge { .. } = plan.network {
        options.push(format!("--add-host {HOST_GATEWAY}"));
    }
    options.extend(plan.environment.iter().map(variable));
    options.extend(plan.mounts.iter().map(mount));
    let command = [&plan.image].into_iter().chain(&plan.args);
    options.push(
        command
            .map(|word| quoted(word))
            .collect::<Vec<_>>()
            .join(" "),
    );
    format!("docker run {}", options.join(" \\\n    "))
}

/// What to do before the line is run; none where it needs no secret.
pub(super) fn export_hint(plan: &ContainerPlan) -> Option<String> {
    let secrets = plan.environment.iter().filter(|variable| variable.secret);
    let names: Vec<_> = secrets.map(|variable| &*variable.name).collect();
    let before = "before you run this line, export";
    (!names.is_empty()).then(|| format!("{before} {}", names.join(", ")))
}

fn variable(variable: &Variable) -> String {
    let Variable {
        name,
        value,
        secret,
    } = variable;
    if *secret {
        return format!("--env {name}");
    }
    format!("--env {}", quoted(&format!("{name}={value}")))
}

fn mount(mount: &Mount) -> String {
    let Mount {
        source,
        target,
        readonly,
    } = mount;
    let mode = if *readonly { ",readonly" } else { "" };
    format!(
        "--mount {}",
        quoted(&format!(
            "type=bind{mode},{},{}",
            field(format!("source={source}")),
            field(format!("target={target}"))
        ))
    )
}

/// A field of CSV, which the options of a mount are.
fn field(text: String) -> String {
    if text.contains([',', '"', '\n']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// A word as a shell reads it. A null byte cannot be quoted, and no path or setting holds one.
fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    /// `docker run` took what follows a comma in the checkout's path for an option of the mount.
    #[test]
    fn a_path_with_a_comma_or_a_quote_is_one_field_of_the_mount() {
        let line = mount(&Mount {
            source: "/home/ann/a,b\"c/models".to_owned(),
            target: "/workspace/models".to_owned(),
            readonly: true,
        });
        assert_snapshot!(line, @r#"--mount 'type=bind,readonly,"source=/home/ann/a,b""c/models",target=/workspace/models'"#);
    }

    #[test]
    fn a_secret_stands_in_the_line_by_its_name_alone() {
        let variable = |name: &str, value: &str, secret| Variable {
            name: name.to_owned(),
            value: value.to_owned(),
            secret,
        };
        let plan = ContainerPlan {
            name: "mlops-train-1".to_owned(),
            image: "mlops-train:0a1b2c3d4e5f".to_owned(),
            user: "1000:1000".to_owned(),
            root: "/home/ann/my iris".to_owned(),
            memory: "4g".parse().unwrap(),
            mounts: vec![Mount {
                source: "/home/ann/my iris/models".to_owned(),
                target: "/workspace/models".to_owned(),
                readonly: false,
            }],
            network: Network::Bridge {
                network: "mlops".to_owned(),
                uri: "https://mlflow.example.org".to_owned(),
            },
            environment: vec![
                variable("MLFLOW_TRACKING_URI", "https://mlflow.example.org", false),
                variable("MLFLOW_TRACKING_PASSWORD", "s3cret", true),
            ],
            args: vec!["--existing".to_owned()],
        };
        assert_snapshot!(docker_run(&plan), @r"
        docker run --rm --init --pull never --read-only --cap-drop ALL \
            --security-opt no-new-privileges --pids-limit 256 --memory 4g \
            --user 1000:1000 \
            --name mlops-train-1 \
            --network mlops \
            --add-host host.docker.internal:host-gateway \
            --env 'MLFLOW_TRACKING_URI=https://mlflow.example.org' \
            --env MLFLOW_TRACKING_PASSWORD \
            --mount 'type=bind,source=/home/ann/my iris/models,target=/workspace/models' \
            mlops-train:0a1b2c3d4e5f --existing
        ");
        assert!(!format!("{plan:?}").contains("s3cret"));
        assert_snapshot!(
            export_hint(&plan).unwrap(),
            @"before you run this line, export MLFLOW_TRACKING_PASSWORD"
        );
        let without = ContainerPlan {
            environment: vec![variable("MLFLOW_WORKSPACE", "iris", false)],
            ..plan
        };
        assert_eq!(export_hint(&without), None);
    }
}
