"""Judges the manifests of `kubernetes/`: their form by Kubernetes' own schemas, and what schemas do not know.

Usage: python oracle/manifests.py PROGRAMS    (in the checkout, after `make run`)

No cluster is asked. Each rule is tried on a copy that breaks it, too, which must be refused: a check that lets everything
pass would be none. The arguments of the Jobs go to our program as Kubernetes would hand them over, in a folder with what the
pods see. Ends with 1 at the first difference.
"""

import copy
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kubernetes_validate
import yaml

VERSION = "1.37.0"
EXIT = "crates/stage/src/exit.rs"
# Worth another try: the tracker, and signals, after which DVC's or a person's next run would go on as well.
AGAIN = {"Tracker", "Interrupted", "Terminated"}
CONTAINER = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


class Refused(Exception):
    pass


def main():
    manifests = read()
    judge(manifests)
    run(manifests, Path(sys.argv[1]).resolve())
    for what, broken, expected in broken_copies(manifests):
        try:
            judge(broken)
        except Refused as refused:
            if expected in str(refused):
                continue
            sys.exit(f"kubernetes: manifests with {what} were refused because of something else: {refused}")
        sys.exit(f"kubernetes: manifests with {what} were not refused")
    print(f"kubernetes: {len(manifests)} manifests are as Kubernetes {VERSION} wants them (no cluster has run them)")


def read():
    """All manifests by kind and name."""
    documents = [document for path in sorted(Path("kubernetes").glob("*.yaml")) for document in yaml.safe_load_all(path.read_text())]
    return {(document["kind"], document["metadata"]["name"]): document for document in documents}


def judge(manifests):
    for (kind, name), manifest in manifests.items():
        try:
            kubernetes_validate.validate(manifest, VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            raise Refused(f"{kind} {name}: {'.'.join(map(str, error.path))}: {error.message}") from error
    grow, merge = (manifests["Job", f"mlops-train-{name}"] for name in ["grow", "merge"])
    for job in [grow, merge]:
        judge_exits(job)
        judge_privileges(job)
        judge_names(job, manifests)
    judge_shards(grow, merge)


def expect(is_so, job, what):
    if not is_so:
        raise Refused(f"{job['metadata']['name']}: {what}")


def container(job):
    containers = job["spec"]["template"]["spec"]["containers"]
    expect(len(containers) == 1, job, "expected one container")
    return containers[0]


def exits():
    """The exit codes of all programs that are no success, by their names."""
    codes = dict(re.findall(r"^    (\w+) = (\d+),$", Path(EXIT).read_text(), re.MULTILINE))
    codes = {name: int(code) for name, code in codes.items() if name != "Done"}
    if not AGAIN < set(codes):
        raise Refused(f"{EXIT} has the codes {codes}, which do not include {AGAIN}")
    return codes


def judge_exits(job):
    """Each exit code has one rule, the right one, and disruptions come first."""
    spec = job["spec"]
    rules = spec["podFailurePolicy"]["rules"]
    disrupted = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    expect(rules[0] == disrupted, job, "the first rule is not that of disruptions")
    found = {}
    for rule in rules[1:]:
        on = rule["onExitCodes"]
        expect((on["containerName"], on["operator"]) == (container(job)["name"], "In"), job, f"the rule {on}")
        # The API server wants them so, and no schema says it.
        expect(on["values"] == sorted(set(on["values"])) and 0 not in on["values"], job, f"the order of {on['values']}")
        expect(not found.keys() & on["values"], job, f"two rules for one of {on['values']}")
        found |= dict.fromkeys(on["values"], rule["action"])
    expected = {code: "Count" if name in AGAIN else "FailJob" for name, code in exits().items()}
    expect(found == expected, job, f"the exit codes are dealt with as {found}; expected {expected}")
    expect(spec["template"]["spec"]["restartPolicy"] == "Never", job, "a policy for failures needs `restartPolicy: Never`")
    limit = "backoffLimitPerIndex" if spec.get("completionMode") == "Indexed" else "backoffLimit"
    expect(spec.get(limit, 0) > 0, job, f"no {limit}")


def judge_privileges(job):
    pod = job["spec"]["template"]["spec"]
    security = pod["securityContext"]
    expect(security["runAsNonRoot"] is True and security["runAsUser"] > 0, job, "it may run as root")
    expect(security["seccompProfile"] == {"type": "RuntimeDefault"}, job, "no seccomp profile")
    expect(pod.get("automountServiceAccountToken") is False, job, "it gets a token of the cluster")
    expect(not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys(), job, "it sees the host")
    expect(container(job)["securityContext"] == CONTAINER, job, "its container may do more than it needs")
    expect(container(job)["resources"]["limits"].keys() == {"cpu", "memory"}, job, "no limits")
    expect(all("hostPath" not in volume for volume in pod["volumes"]), job, "it mounts a folder of the host")
    writable = {"grow": "shards", "merge": "models"}[job["metadata"]["labels"]["app.kubernetes.io/component"]]
    found = [mount["subPath"] for mount in container(job)["volumeMounts"] if not mount.get("readOnly")]
    expect(found == [writable], job, f"it may write to {found}; expected {writable}")


def judge_names(job, manifests):
    """What a Job names is there, and secrets are named and not written down."""
    pod = job["spec"]["template"]
    claims = {volume["persistentVolumeClaim"]["claimName"] for volume in pod["spec"]["volumes"]}
    expect(all(("PersistentVolumeClaim", claim) in manifests for claim in claims), job, f"no claim of {claims}")
    for variable in container(job)["env"]:
        source = variable.get("valueFrom", {})
        reference = source.get("configMapKeyRef")
        if reference:
            settings = manifests.get(("ConfigMap", reference["name"]), {"data": {}})["data"]
            expect(reference["key"] in settings, job, f"no setting {reference}")
        else:
            expect("secretKeyRef" in source, job, f"{variable['name']} is written down")
    for source in container(job).get("envFrom", []):
        expect(("ConfigMap", source["configMapRef"]["name"]) in manifests, job, f"no settings {source}")
    policy = manifests["NetworkPolicy", job["metadata"]["name"]]["spec"]["podSelector"]["matchLabels"]
    expect(policy == pod["metadata"]["labels"], job, "its network policy is for other pods")


def judge_shards(grow, merge):
    """There is a part for each index, and the file of each is put together, by the same program."""
    index = "$(JOB_COMPLETION_INDEX)"
    shards = grow["spec"]["completions"]
    args = ["--part", f"{index}/{shards}", "--shard", f"shards/{index}.shard"]
    expect(container(grow)["args"] == args, grow, f"expected the arguments {args}")
    expect(grow["spec"]["completionMode"] == "Indexed", grow, "it is not indexed")
    args = ["--merge", *(f"shards/{shard}.shard" for shard in range(shards))]
    expect(container(merge)["args"] == args, merge, f"expected the arguments {args}")
    expect(container(merge)["image"] == container(grow)["image"], merge, "its image is not that of what grows the shards")
    expect("@sha256:" in container(grow)["image"], grow, "its image has no digest")


def run(manifests, programs):
    """Grows the shards of all indexes and puts them together, up to the tracker, which is not there."""
    grow, merge = (manifests["Job", f"mlops-train-{name}"] for name in ["grow", "merge"])
    with tempfile.TemporaryDirectory() as folder:
        for mount in container(merge)["volumeMounts"]:
            see(mount, Path(folder))
        for index in range(grow["spec"]["completions"]):
            args = [arg.replace("$(JOB_COMPLETION_INDEX)", str(index)) for arg in container(grow)["args"]]
            ended = start(programs, args, folder)
            expect(ended.returncode == 0, grow, f"index {index} ended with {ended.returncode}: {ended.stderr}")
        for args, code in [(container(merge)["args"], 5), (container(merge)["args"][:-1], 2)]:
            ended = start(programs, args, folder)
            expect(ended.returncode == code, merge, f"{args} ended with {ended.returncode} and not {code}: {ended.stderr}")


def see(mount, folder):
    """Puts what a pod gets of the volume where it sees it."""
    source, target = Path(mount["subPath"]), folder / Path(mount["mountPath"]).relative_to("/workspace")
    if not mount.get("readOnly") or source == Path("shards"):
        target.mkdir(parents=True)
    elif source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def start(programs, args, folder):
    environment = {"MLOPS_IMAGE": "mlops-train:0123456789ab", "MLFLOW_TRACKING_URI": "http://127.0.0.1:9"}
    return subprocess.run([programs / "train", *args], cwd=folder, env=environment, capture_output=True, text=True)


def broken_copies(manifests):
    """Copies, each with one mistake, what that is, and a part of what has to be said of it."""
    grow, merge = ("Job", "mlops-train-grow"), ("Job", "mlops-train-merge")

    def values(job, rule):
        return job["spec"]["podFailurePolicy"]["rules"][rule]["onExitCodes"]["values"]

    def pod(job):
        return job["spec"]["template"]["spec"]

    mistakes = [
        ("a number in words", grow, lambda job: job["spec"].update(parallelism="two"), "spec.parallelism"),
        ("a misspelt key", grow, lambda job: job["spec"].update(backoffLimitPerIndx=1), "backoffLimitPerIndx"),
        ("an exit code that no rule deals with", grow, lambda job: values(job, 1).remove(70), "are dealt with as"),
        ("a gate that is tried again", merge, lambda job: (values(job, 1).remove(4), values(job, 2).insert(0, 4)), "are dealt with as"),
        ("a tracker that is not tried again", merge, lambda job: (values(job, 2).remove(5), values(job, 1).insert(3, 5)), "are dealt with as"),
        ("one code in two rules", merge, lambda job: values(job, 2).insert(0, 3), "two rules for one"),
        ("disruptions that count", grow, lambda job: job["spec"]["podFailurePolicy"]["rules"].pop(0), "the first rule"),
        ("containers that start again by themselves", grow, lambda job: pod(job).update(restartPolicy="OnFailure"), "restartPolicy: Never"),
        ("no other try", grow, lambda job: job["spec"].pop("backoffLimitPerIndex"), "no backoffLimitPerIndex"),
        ("root", grow, lambda job: pod(job)["securityContext"].update(runAsUser=0), "as root"),
        ("a token", merge, lambda job: pod(job).pop("automountServiceAccountToken"), "a token of the cluster"),
        ("capabilities", merge, lambda job: container(job)["securityContext"].pop("capabilities"), "more than it needs"),
        ("no limit of memory", grow, lambda job: container(job)["resources"]["limits"].pop("memory"), "no limits"),
        ("tables that may be written to", grow, lambda job: container(job)["volumeMounts"][1].pop("readOnly"), "may write to"),
        ("a password in the open", merge, lambda job: container(job)["env"].append({"name": "MLFLOW_TRACKING_PASSWORD", "value": "x"}), "is written down"),
        ("another claim", grow, lambda job: pod(job)["volumes"][0]["persistentVolumeClaim"].update(claimName="other"), "no claim"),
        ("more indexes than parts", grow, lambda job: job["spec"].update(completions=9), "expected the arguments"),
        ("a shard that is left out", merge, lambda job: container(job)["args"].pop(), "expected the arguments"),
        ("two images", merge, lambda job: container(job).update(image="mlops-train"), "its image is not that"),
    ]
    for what, of, mistake, expected in mistakes:
        broken = copy.deepcopy(manifests)
        mistake(broken[of])
        yield what, broken, expected


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"kubernetes: {refused}")
