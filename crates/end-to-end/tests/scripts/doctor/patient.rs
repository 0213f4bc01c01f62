//! Machines for `scripts/doctor` to look at: a folder that holds all programs of one, a checkout, and a `docker` that says
//! what the test has it say.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use end_to_end::files::{empty_folder, write_script};

use crate::machine::{programs, repository};

/// A `docker` as a machine has it on which all is well and nothing is built.
const DOCKER: &str = r#"#!/bin/sh
case "$*" in
"context inspect "*) echo unix:///var/run/docker.sock ;;
"version --format {{.Client.Version}}") echo 28.2.2 ;;
"version "*) echo '28.2.2|1.50|linux amd64' ;;
"info "*) echo "$HOME|8000000000|true|$(date -u +%Y-%m-%dT%H:%M:%S.123Z)" ;;
"buildx version") ;;
"image inspect debian:"* | "image inspect rust:"*) ;;
*) exit 1 ;;
esac
"#;
/// A `df` of a disk with 20 GB free.
const DF: &str = "#!/bin/sh\necho head\necho '/dev/sda1 99999999 9999999 20971520 50% /'\n";

/// What is said of a machine without a fault and of its Docker, as far as every test with such a one
/// would repeat it; and what stands in its place.
const REPEATED: [(&str, &str); 2] = [
    (
        "\
ok    tools          the programs that the scripts use are there
ok    git            ...
ok    checkout       HOME/iris
ok    docker         HOME/bin/docker
ok    socket         HOME/socket
",
        "(tools to socket are well)\n",
    ),
    (
        "\
ok    daemon         Docker 28.2.2, API 1.50, linux amd64
ok    disk           20.0 GB free for Docker (HOME)
ok    memory         ...
ok    clock          ...
",
        "(daemon to clock are well)\n",
    ),
];

/// A machine with a checkout that has one commit.
pub(super) struct Patient {
    /// The folder that is all of the machine.
    pub(super) home: PathBuf,
    /// The checkout.
    pub(super) root: PathBuf,
}

impl Patient {
    pub(super) fn new(name: &str) -> Self {
        Self::at(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("doctor-{name}")))
    }

    /// The machine in the folder `home`.
    pub(super) fn at(home: &Path) -> Self {
        let home = empty_folder(home);
        let bin = empty_folder(&home.join("bin"));
        // Systems differ in these, and with them in what is to be typed.
        for name in ["apt-get", "systemctl"] {
            write_script(&bin.join(name), "#!/bin/sh\n");
        }
        write_script(&bin.join("docker"), DOCKER);
        write_script(&bin.join("df"), DF);
        for entry in programs() {
            let _ = symlink(entry.path(), bin.join(entry.file_name()));
        }
        let patient = Self {
            root: home.join("iris"),
            home,
        };
        patient.make_checkout();
        patient
    }

    fn make_checkout(&self) {
        let scripts = self.root.join("scripts");
        fs::create_dir_all(&scripts).unwrap();
        for name in [
            "doctor",
            "doctor-host",
            "doctor-docker",
            "docker-client",
            "help",
        ] {
            fs::copy(repository().join("scripts").join(name), scripts.join(name)).unwrap();
        }
        symlink(
            repository().join("Dockerfile.runner"),
            self.root.join("Dockerfile.runner"),
        )
        .unwrap();
        let all = "runner ingest preprocess train evaluate mlflow";
        let program = format!(
            "[ $# -gt 0 ] || set -- {all}\nfor name; do echo \"mlops-$name:0a1b2c3d4e5f\" | sed s/mlops-runner/mlops-dvc-runner/; done"
        );
        self.script("scripts/image", &program);
        self.script("scripts/runner", "printf 'args: %s\\n' \"$@\"");
        self.git("init --quiet --initial-branch=main");
        self.git("add .");
        self.git("-c user.name=test -c user.email=test@localhost commit --quiet --message Start");
    }

    /// Has the file `name` of the checkout, or of the machine where it begins with `..`, do this.
    pub(super) fn script(&self, name: &str, text: &str) {
        let path = self.root.join(name);
        let _ = fs::remove_file(&path);
        write_script(&path, &format!("#!/bin/sh\n{text}\n"));
    }

    /// Has `docker` say something else than all is well.
    pub(super) fn docker(&self, case: &str) {
        let text = DOCKER.replace("case \"$*\" in\n", &format!("case \"$*\" in\n{case} ;;\n"));
        write_script(&self.home.join("bin/docker"), &text);
    }

    pub(super) fn git(&self, args: &str) -> String {
        let output = Command::new("git")
            .args(args.split(' '))
            .current_dir(&self.root)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// `program` with `args` on this machine, whose Docker listens at `socket`.
    pub(super) fn command(&self, program: &str, args: &[&str], socket: &Path) -> Command {
        let mut command = Command::new(self.home.join("bin").join(program));
        command.args(args).current_dir(&self.root).env_clear();
        command
            .env("PATH", self.home.join("bin"))
            .env("HOME", &self.home);
        command.env("DOCKER_HOST", format!("unix://{}", socket.display()));
        command
    }

    /// How the doctor ends in this shell, and what it prints.
    pub(super) fn doctor(&self, shell: &str, args: &[&str], socket: &Path) -> Output {
        let args = [&["scripts/doctor"], args].concat();
        self.command(shell, &args, socket).output().unwrap()
    }

    /// What it prints while something listens at the socket, and its exit code; the name of the
    /// machine's folder, versions and the like are always the same.
    pub(super) fn said(&self, args: &[&str]) -> String {
        let socket = self.home.join("socket");
        let _ = fs::remove_file(&socket);
        let _listener = UnixListener::bind(&socket).unwrap();
        self.told(&self.doctor("sh", args, &socket))
    }

    pub(super) fn told(&self, output: &Output) -> String {
        let text = [output.stdout.clone(), output.stderr.clone()].concat();
        let text = String::from_utf8(text).unwrap();
        let text = text.replace(self.home.to_str().unwrap(), "HOME");
        let lines = text.lines().filter_map(|line| {
            let word = |word: &str| line.starts_with(&format!("ok    {word:13}"));
            let constant = ["memory", "clock", "git"]
                .into_iter()
                .find(|name| word(name));
            // It is counted meanwhile, and may be or not.
            let told = constant.map_or(line.to_owned(), |name| format!("ok    {name:13}  ..."));
            (!word("docker use")).then_some(told)
        });
        let text: String = lines.map(|line| line + "\n").collect();
        let repeated = REPEATED.into_iter();
        let text = repeated.fold(text, |text, (said, instead)| text.replace(said, instead));
        format!("{text}exit {}", output.status.code().unwrap())
    }
}
