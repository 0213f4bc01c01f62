//! The pages, typed by somebody who has nothing else: no command is missing, and each prints what is shown.

use end_to_end::Checkout;

use crate::after_first_run;
use crate::stranger::Stranger;

const QUICKSTART: &str = include_str!("../../../../docs/quickstart.md");
const TEACHING: &str = include_str!("../../../../docs/teaching.md");
/// Those that go on where the one before has ended.
const IN_ONE_CHECKOUT: [(&str, &str); 5] = [
    ("README.md", include_str!("../../../../README.md")),
    ("gate.md", include_str!("../../../../docs/gate.md")),
    ("daily.md", include_str!("../../../../docs/daily.md")),
    (
        "your-data.md",
        include_str!("../../../../docs/your-data.md"),
    ),
    ("sharing.md", include_str!("../../../../docs/sharing.md")),
];

#[test]
fn a_stranger_comes_from_the_clone_to_a_model_of_their_own_by_the_quickstart() {
    // The other clone keeps the images that both use.
    let _guard = after_first_run();
    let mut stranger = Stranger::at("quick start");
    stranger.follow(QUICKSTART);
    let lock = stranger.checkout.read("dvc.lock");
    assert!(lock.contains("customers"), "{lock}");
}

#[test]
fn the_answers_of_the_lessons_are_right() {
    let _guard = after_first_run();
    let mut stranger = Stranger::at("lessons");
    stranger.follow(TEACHING);
    assert_eq!(colleague(&stranger).digests(), stranger.checkout.digests());
}

#[test]
fn the_other_pages_are_true_when_they_are_typed_one_after_the_other() {
    let _guard = after_first_run();
    let mut stranger = Stranger::at("pages");
    for (name, page) in IN_ONE_CHECKOUT {
        println!("{name}");
        stranger.follow(page);
        if name == "sharing.md" {
            assert_eq!(colleague(&stranger).digests(), stranger.checkout.digests());
        }
    }
}

/// Who has another clone beside that of the stranger.
fn colleague(stranger: &Stranger) -> Checkout {
    Checkout::at(&stranger.checkout.root().with_file_name("colleague"))
}
