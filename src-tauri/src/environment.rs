//! The process's environment, put right before anything reads it.
//!
//! A changed environment needs a new start of the program: changing it in place is not safe once
//! threads run, and GTK, WebKit and Tauri each read it on their own.

/// What the environment has to hold before a window opens.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Variables to set, with their values.
    pub(crate) set: Vec<(&'static str, &'static str)>,
    /// Variables to take out.
    pub(crate) unset: Vec<&'static str>,
}

/// By these a program of the same user could take over the window.
const DRIVERS: [&str; 6] = [
    "TAURI_WEBVIEW_AUTOMATION",
    "TAURI_AUTOMATION",
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
    "WEBVIEW2_PIPE_FOR_SCRIPT_DEBUGGER",
];

/// Without this the web view keeps 75 MB more on a PC with 4 GB.
const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Says what differs from the environment that `has` describes; `driven` is whether a driver was
/// asked for, which only a build with the feature `automation` listens to.
pub(crate) fn wanted(driven: bool, has: impl Fn(&str) -> bool) -> Wanted {
    let driven = driven && cfg!(feature = "automation");
    let mut wanted = Wanted::default();
    if cfg!(target_os = "linux") && !has(NO_DMABUF) {
        wanted.set.push((NO_DMABUF, "1"));
    }
    if driven {
        if !has("TAURI_WEBVIEW_AUTOMATION") {
            wanted.set.push(("TAURI_WEBVIEW_AUTOMATION", "true"));
        }
    } else {
        wanted
            .unset
            .extend(DRIVERS.into_iter().filter(|name| has(name)));
    }
    wanted
}

/// Starts the program again with the environment it needs; returns only when nothing is to change
/// or when the new start failed.
pub(crate) fn settle(driven: bool) -> std::io::Result<()> {
    let wanted = wanted(driven, |name| std::env::var_os(name).is_some());
    if wanted == Wanted::default() {
        return Ok(());
    }
    let mut again = std::process::Command::new(std::env::current_exe()?);
    again.args(std::env::args_os().skip(1));
    again.envs(wanted.set);
    for name in wanted.unset {
        again.env_remove(name);
    }
    start(again)
}

#[cfg(unix)]
fn start(mut again: std::process::Command) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(again.exec())
}

#[cfg(not(unix))]
fn start(mut again: std::process::Command) -> std::io::Result<()> {
    let status = again.status()?;
    std::process::exit(status.code().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_environment_is_left_alone() {
        let has = |name: &str| name == NO_DMABUF;
        assert_eq!(wanted(false, has), Wanted::default());
    }

    #[test]
    fn every_way_in_for_a_driver_is_taken_out() {
        let wanted = wanted(false, |_| true);
        assert_eq!(wanted.unset, DRIVERS);
        assert!(wanted.set.is_empty());
    }

    #[test]
    #[cfg(not(feature = "automation"))]
    fn a_build_for_users_takes_the_driver_out_even_when_asked_for_it() {
        assert_eq!(wanted(true, |_| true).unset, DRIVERS);
    }
}
