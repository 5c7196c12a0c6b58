//! A small disk in memory, mounted where nobody else sees it.

use std::fs;
use std::path::Path;
use std::process::Command;

const CHILD: &str = "SHANYI_TEST_DISK";

/// Runs `test` in a process that may mount, on a disk of so many megabytes.
pub fn on_a_disk(name: &str, megabytes: u32, test: impl Fn(&Path)) {
    if let Some(disk) = std::env::var_os(CHILD) {
        return test(Path::new(&disk));
    }
    let disk = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size={megabytes}m tmpfs '{}' && exec \"$0\" --exact {name} --nocapture",
        disk.path().display()
    );
    // Whoever is not root is so in a name space of their own.
    let root = fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid() == 0
    });
    let ran = Command::new("unshare")
        .args([if root { "-m" } else { "-rm" }, "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(CHILD, disk.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let trouble = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{said}\n{trouble}"
    );
}
