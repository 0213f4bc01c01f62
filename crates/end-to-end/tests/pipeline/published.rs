//! Images that are published in a registry, and pulled instead of compiled.

use std::fs;

use end_to_end::server::Server;
use end_to_end::{Checkout, CommandOutput};

use crate::after_first_run;

const LOCK: &str = "images.lock";

#[test]
fn images_are_published_and_pulled_by_digest_for_the_sources_they_were_made_of() {
    let guard = after_first_run();
    let published = Published::of(&guard.0);
    let images = published.images();
    for (line, image) in published.locked().zip(&images) {
        let expected = format!("{}/team/{image}@sha256:", published.registry.address);
        assert!(line.starts_with(&expected), "{line}: expected {expected}");
        forget(published.clone, image);
    }
    let pulled = published.clone.make("build").assert_success();
    for image in &images {
        pulled.assert_contains(&format!(
            "images: pulled {}/team/{image}@",
            published.registry.address
        ));
    }
    assert!(!pulled.text.contains("building"), "{}", pulled.text);
    let _ = published.clone.make("run").assert_success();
}

/// Whatever a registry has, what runs is made of the present sources.
#[test]
fn what_a_registry_cannot_give_as_locked_is_said_and_built() {
    let guard = after_first_run();
    let published = Published::of(&guard.0);
    let images = published.images();
    let evaluate = image(&images, "mlops-evaluate:");
    let digest = published.digest(evaluate);

    // Somebody has merged two versions of the file.
    let train = image(&images, "mlops-train:");
    published.push_as(train, evaluate);
    let merged = published.lock.replace(&digest, &published.digest(train));
    let output = published.build_without(evaluate, &merged);
    output.assert_contains("is not what images.lock says");

    // The registry answers with something else than what has the digest.
    let false_digest = "0".repeat(64);
    published.serve_under(&false_digest, &digest);
    let forged = published.lock.replace(&digest, &false_digest);
    let output = published.build_without(evaluate, &forged);
    output.assert_contains("cannot be pulled");
    output.assert_contains("manifest verification failed");

    published.registry.stop();
    let output = published.build_without(evaluate, &published.lock);
    output.assert_contains("cannot be pulled");
    let refused = published.publish().assert_failure();
    refused.assert_contains("publish: the registry did not take");
    refused.assert_contains("Error 5");
    assert_eq!(published.clone.read(LOCK), published.lock);
}

/// A clone whose images are in a registry. Afterwards it has no images.lock, as before.
struct Published<'a> {
    clone: &'a Checkout,
    registry: Server,
    lock: String,
}

impl<'a> Published<'a> {
    fn of(clone: &'a Checkout) -> Self {
        let mut published = Self {
            clone,
            registry: Server::registry(),
            lock: String::new(),
        };
        let _ = published.publish().assert_success();
        published.lock = clone.read(LOCK);
        published
    }

    fn publish(&self) -> CommandOutput {
        let registry = format!("REGISTRY={}/team", self.registry.address);
        self.clone.command("make", &["publish", &registry])
    }

    /// Pushes `image` under the name of `other`.
    fn push_as(&self, image: &str, other: &str) {
        let name = format!("{}/team/{other}", self.registry.address);
        for args in [
            &["tag", image, &name][..],
            &["push", "--quiet", &name],
            &["image", "rm", &name],
        ] {
            let _ = self.clone.command("docker", args).assert_success();
        }
    }

    /// Makes the registry answer with the manifest of evaluate's image to whoever asks for `false_digest`.
    fn serve_under(&self, false_digest: &str, digest: &str) {
        let blobs = "/data/docker/registry/v2/blobs/sha256";
        let (real, forged) = (
            format!("{blobs}/{}/{digest}", &digest[..2]),
            format!("{blobs}/00/{false_digest}"),
        );
        let revisions =
            "/data/docker/registry/v2/repositories/team/mlops-evaluate/_manifests/revisions/sha256";
        self.registry.inside(&format!(
            "mkdir -p {blobs}/00 {revisions}/{false_digest} && cp -r {real} {forged} && \
             printf sha256:{false_digest} >{revisions}/{false_digest}/link"
        ));
    }

    /// The lines of images.lock that name an image.
    fn locked(&self) -> impl Iterator<Item = &str> {
        self.lock.lines().filter(|line| !line.starts_with('#'))
    }

    /// The names of the images, in the order of the lines of images.lock.
    fn images(&self) -> Vec<String> {
        let output = self.clone.command("scripts/image", &[]).assert_success();
        let images: Vec<_> = output.text.lines().map(str::to_owned).collect();
        assert_eq!(images.len(), self.locked().count(), "{}", self.lock);
        images
    }

    /// The digest of `image`, in hex.
    fn digest(&self, image: &str) -> String {
        let (_, after) = self.lock.split_once(&format!("{image}@sha256:")).unwrap();
        after[..64].to_owned()
    }

    /// `make build` where `image` is not there and images.lock is `lock`.
    fn build_without(&self, image: &str, lock: &str) -> CommandOutput {
        self.clone.write(LOCK, lock);
        forget(self.clone, image);
        let output = self.clone.make("build").assert_success();
        self.clone.write(LOCK, &self.lock);
        output.assert_contains(&format!("images: building {image}"));
        output
    }
}

impl Drop for Published<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.clone.path(LOCK));
    }
}

fn image<'a>(images: &'a [String], prefix: &str) -> &'a str {
    let found = images.iter().find(|name| name.starts_with(prefix));
    found.expect("an image of the pipeline")
}

/// Takes the name of an image away; what it names stays, as a container may use it.
fn forget(clone: &Checkout, image: &str) {
    let _ = clone
        .command("docker", &["image", "rm", image])
        .assert_success();
}
