//! The typed contract of the screens is generated from the command table, never written by hand.
#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn the_screens_are_checked_against_the_command_table_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/contract/generated/commands.ts");
    let generated = shanyi_app::contract::typescript();
    if std::env::var("SHANYI_BINDINGS").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, &generated).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == generated,
        "run `cargo xtask bindings`: ui/contract/generated/commands.ts is old"
    );
}
