//! What differs between the platforms, and what does not.

use std::process::Command;

use crate::ground::root;

/// Names and versions of all crates that a build for this target takes in.
fn crates(target: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--edges", "normal,build"])
        .args(["--prefix", "none", "--target", target])
        .current_dir(root())
        .output()
        .expect("cargo tree");
    assert!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("names in UTF-8")
}

#[test]
fn windows_brings_its_own_openssl_and_linux_takes_the_systems() {
    let its_own = "openssl-src v";
    assert!(crates("x86_64-pc-windows-gnu").contains(its_own));
    assert!(crates("x86_64-pc-windows-msvc").contains(its_own));
    assert!(!crates("x86_64-unknown-linux-gnu").contains(its_own));
}
