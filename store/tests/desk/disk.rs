//! Small disks in memory, mounted where nobody else sees them: a test on one runs in a process of its
//! own, with a view of the file system of its own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHILD: &str = "SHANYI_TEST_DISK";
pub const MEGABYTE: usize = 1024 * 1024;

/// Runs `test` in a process that may mount, on a disk of so many megabytes.
pub fn on_a_disk(name: &str, megabytes: u32, test: impl Fn(&Path)) {
    if let Some(disk) = std::env::var_os(CHILD) {
        return test(Path::new(&disk));
    }
    let disk = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let script = format!(
        "mount -t tmpfs -o size={megabytes}m tmpfs '{}' && exec \"$0\" --exact {name} --nocapture",
        disk.path().display()
    );
    // Whoever is not root is so in a name space of their own.
    let root = fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid() == 0
    });
    let flags = if root { "-m" } else { "-rm" };
    let ran = Command::new("unshare")
        .args([flags, "sh", "-c", &script])
        .arg(program)
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

pub fn run(command: &str, args: &[&str], path: &Path) {
    let done = Command::new(command).args(args).arg(path).status().unwrap();
    assert!(done.success(), "{command} {args:?}");
}

/// Fills the disk but for so many bytes.
pub fn fill(disk: &Path, but: usize) -> PathBuf {
    let nth = fs::read_dir(disk).unwrap().count();
    let path = disk.join(format!("filler-{nth}"));
    let mut file = File::create(&path).unwrap();
    let block = vec![1; 64 * 1024];
    let mut written = 0;
    while let Ok(more) = file.write(&block) {
        written += more as u64;
        if more == 0 {
            break;
        }
    }
    file.set_len(written.saturating_sub(but as u64)).unwrap();
    path
}

/// A stick of its own beside the disk with the store: `test` is handed both.
pub fn with_a_stick(disk: &Path, megabytes: u32) -> PathBuf {
    let stick = disk.join("stick");
    fs::create_dir_all(&stick).unwrap();
    let size = format!("size={megabytes}m");
    run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs"], &stick);
    stick
}
