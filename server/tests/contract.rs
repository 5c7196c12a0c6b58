//! The typed contract of the console is generated from its API, never written by hand.
#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn the_consoles_pages_are_checked_against_its_api_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/contract/generated/console.ts");
    let generated = shanyi_server::console::contract::typescript();
    if std::env::var("SHANYI_BINDINGS").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, &generated).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == generated,
        "run `cargo xtask bindings`: ui/contract/generated/console.ts is old"
    );
}
