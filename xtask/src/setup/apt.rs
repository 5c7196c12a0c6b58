//! Installing through apt, on Debian, Ubuntu and what descends from them.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::needs::Thing;
use crate::project;
use crate::trouble::Trouble;

/// Installs the packages of what is missing. Does nothing where there is no apt or where a thing
/// has no package: the second look of the caller names what is still missing.
pub fn install(missing: &[&Thing]) -> Result<(), Trouble> {
    let packages = packages(missing, is_ubuntu());
    if packages.is_empty() || !Path::new("/usr/bin/apt-get").is_file() {
        return Ok(());
    }
    let Some(sudo) = elevation() else {
        return Err(Trouble::Missing(format!(
            "  {}\n\nThis user cannot install them. As root:\n  apt-get update && apt-get install -y {}",
            packages.join(" "),
            packages.join(" ")
        )));
    };
    eprintln!("Installing {}", packages.join(" "));
    project::run(apt(sudo).arg("update"))?;
    project::run(
        apt(sudo)
            .args(["install", "-y", "--no-install-recommends"])
            .args(&packages),
    )
}

fn packages(missing: &[&Thing], ubuntu: bool) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for thing in missing {
        let here = if ubuntu && !thing.ubuntu.is_empty() {
            thing.ubuntu
        } else {
            thing.packages
        };
        for name in here {
            if !names.contains(name) {
                names.push(name);
            }
        }
    }
    names
}

/// Words to put before apt-get: none for root, sudo for others, nothing to offer without it.
fn elevation() -> Option<&'static [&'static str]> {
    if user_is_root() {
        return Some(&[]);
    }
    ["/usr/bin/sudo", "/bin/sudo"]
        .iter()
        .any(|sudo| Path::new(sudo).is_file())
        .then_some(&["sudo", "DEBIAN_FRONTEND=noninteractive"])
}

#[cfg(unix)]
fn user_is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn user_is_root() -> bool {
    false
}

fn apt(sudo: &[&str]) -> Command {
    let mut words = sudo.iter().chain(&["apt-get"]);
    let mut command = Command::new(words.next().copied().unwrap_or("apt-get"));
    command
        .args(words)
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_ubuntu() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| {
        text.lines()
            .any(|line| line == "ID=ubuntu" || line == "ID_LIKE=ubuntu")
    })
}

#[cfg(test)]
mod tests {
    use super::super::Need;
    use super::*;

    #[test]
    fn a_package_that_two_needs_share_is_installed_once() {
        let things: Vec<&Thing> = [Need::DrivenWindow, Need::DrivenBrowser]
            .iter()
            .flat_map(|need| need.things())
            .collect();
        let names = packages(&things, false);
        let fonts = names
            .iter()
            .filter(|name| **name == "fonts-wqy-microhei")
            .count();
        assert_eq!(fonts, 1);
        assert!(names.contains(&"chromium") && names.contains(&"webkit2gtk-driver"));
    }

    #[test]
    fn ubuntu_calls_the_browser_otherwise() {
        let things: Vec<&Thing> = Need::DrivenBrowser.things().iter().collect();
        let names = packages(&things, true);
        assert!(names.contains(&"chromium-browser") && !names.contains(&"chromium"));
    }

    #[test]
    fn building_for_windows_asks_for_debians_packages_alone() {
        let things: Vec<&Thing> = Need::Windows.things().iter().collect();
        assert!(things.iter().all(|thing| !thing.packages.is_empty()));
        let names = packages(&things, false);
        for name in ["rust-web-src", "gcc-mingw-w64-x86-64", "wine64"] {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn the_default_tests_do_not_ask_for_windows() {
        assert!(!Need::ALL.contains(&Need::Windows));
    }

    #[test]
    fn what_apt_does_not_bring_is_not_asked_of_it() {
        let things: Vec<&Thing> = Need::Node.things().iter().collect();
        assert!(packages(&things, false).is_empty());
    }
}
