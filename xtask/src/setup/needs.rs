//! The table of what the commands need of a machine.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::windows::{cross, wine};

/// A group of things that a command or a part of the tests needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Rust, a C compiler and OpenSSL: every crate but the window.
    Rust,
    /// Node and npm: the screens.
    Node,
    /// The web view that the window is built on.
    WebView,
    /// Driving the real window on a display of its own, and reading what it prints.
    DrivenWindow,
    /// Driving the console in a browser.
    DrivenBrowser,
    /// Counting from outside what a program forces to the disk.
    Tracing,
    /// Building for Windows, and running there what has no window.
    Windows,
}

/// One thing that is here or missing.
pub struct Thing {
    /// Its name for people.
    pub name: &'static str,
    /// How to get it where apt cannot.
    pub how: &'static str,
    /// Debian's packages that bring it; empty where Debian's own is too old to rely on.
    pub packages: &'static [&'static str],
    /// Ubuntu's packages, where they are called otherwise.
    pub ubuntu: &'static [&'static str],
    sign: Sign,
}

/// How a thing shows that it is here.
enum Sign {
    Rust,
    Node,
    /// One of these programs is on the path.
    Program(&'static [&'static str]),
    /// pkg-config knows this library.
    Library(&'static str),
    /// A font for Chinese.
    ChineseFont,
    /// Debian's own Rust with the sources of its standard library.
    DebiansRust,
    Wine,
    /// More than the little Perl that every Debian has.
    PerlModules,
}

const RUST: Thing = Thing {
    name: "Rust 1.95 or later",
    how: "install it from https://rustup.rs (`rustup update stable` if it is older)",
    packages: &[],
    ubuntu: &[],
    sign: Sign::Rust,
};
const COMPILER: Thing = Thing {
    name: "a C compiler",
    how: "install gcc or clang",
    packages: &["build-essential"],
    ubuntu: &[],
    sign: Sign::Program(&["cc", "gcc", "clang", "cl.exe"]),
};
const PKG_CONFIG: Thing = Thing {
    name: "pkg-config",
    how: "install pkg-config (or pkgconf)",
    packages: &["pkg-config"],
    ubuntu: &[],
    sign: Sign::Program(&["pkg-config"]),
};
const OPENSSL: Thing = Thing {
    name: "OpenSSL's headers",
    how: "install OpenSSL 3 with its headers (openssl-devel, openssl-dev)",
    packages: &["libssl-dev"],
    ubuntu: &[],
    sign: Sign::Library("libcrypto"),
};
const NODE: Thing = Thing {
    name: "Node 20 (20.19 or later) with npm",
    how: "install it from https://nodejs.org",
    packages: &[],
    ubuntu: &[],
    sign: Sign::Node,
};
#[cfg(target_os = "linux")]
const WEB_VIEW: Thing = Thing {
    name: "WebKitGTK 4.1's headers",
    how: "install webkit2gtk-4.1 with its headers (webkit2gtk4.1-devel, webkit2gtk-4.1-dev)",
    packages: &["libwebkit2gtk-4.1-dev"],
    ubuntu: &[],
    sign: Sign::Library("webkit2gtk-4.1"),
};
const WINDOW_DRIVER: Thing = Thing {
    name: "WebKitWebDriver",
    how: "install WebKitGTK's web driver (webkit2gtk-driver)",
    packages: &["webkit2gtk-driver"],
    ubuntu: &[],
    sign: Sign::Program(&["WebKitWebDriver"]),
};
const VIRTUAL_DISPLAY: Thing = Thing {
    name: "Xvfb",
    how: "install the X virtual frame buffer (xvfb, xorg-server-xvfb)",
    packages: &["xvfb"],
    ubuntu: &[],
    sign: Sign::Program(&["Xvfb"]),
};
const SHEET_READER: Thing = Thing {
    name: "poppler's pdfinfo and pdftotext",
    how: "install poppler's programs (poppler-utils)",
    packages: &["poppler-utils"],
    ubuntu: &[],
    sign: Sign::Program(&["pdftotext"]),
};
const FONT: Thing = Thing {
    name: "a font for Chinese",
    how: "install one, such as WenQuanYi Micro Hei or Noto Sans CJK, and fontconfig",
    packages: &["fontconfig", "fonts-wqy-microhei"],
    ubuntu: &[],
    sign: Sign::ChineseFont,
};
const BROWSER: Thing = Thing {
    name: "Chromium",
    how: "install Chromium or Chrome",
    packages: &["chromium"],
    ubuntu: &["chromium-browser"],
    sign: Sign::Program(&[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]),
};
const BROWSER_DRIVER: Thing = Thing {
    name: "chromedriver",
    how: "install the chromedriver of your Chromium",
    packages: &["chromium-driver"],
    ubuntu: &["chromium-chromedriver"],
    sign: Sign::Program(&["chromedriver"]),
};

const TRACER: Thing = Thing {
    name: "strace",
    how: "install strace",
    packages: &["strace"],
    ubuntu: &[],
    sign: Sign::Program(&["strace"]),
};

/// Debian 12 has one Rust of its own age and one that keeps up with browsers.
const DEBIANS_RUST: Thing = Thing {
    name: "Debian's Rust 1.95 or later with the sources of its standard library",
    how: "on Debian 12 install rustc-web, cargo-web and rust-web-src; elsewhere this check does not run",
    packages: &["rustc-web", "cargo-web", "rust-web-src"],
    ubuntu: &[],
    sign: Sign::DebiansRust,
};
const MINGW: Thing = Thing {
    name: "MinGW-w64",
    how: "install its C compiler for x86_64 (gcc-mingw-w64-x86-64)",
    packages: &["gcc-mingw-w64-x86-64"],
    ubuntu: &[],
    sign: Sign::Program(&[wine::COMPILER]),
};
const WINE: Thing = Thing {
    name: "64-bit wine",
    how: "install wine64",
    packages: &["wine64"],
    ubuntu: &[],
    sign: Sign::Wine,
};
/// OpenSSL is built from its sources there.
const PERL: Thing = Thing {
    name: "Perl with its modules",
    how: "install perl",
    packages: &["perl"],
    ubuntu: &[],
    sign: Sign::PerlModules,
};
const MAKE: Thing = Thing {
    name: "make",
    how: "install make",
    packages: &["make"],
    ubuntu: &[],
    sign: Sign::Program(&["make"]),
};

#[cfg(target_os = "linux")]
const WEB_VIEWS: &[Thing] = &[WEB_VIEW];
/// Windows and macOS bring their own.
#[cfg(not(target_os = "linux"))]
const WEB_VIEWS: &[Thing] = &[];

impl Need {
    /// Everything that `run` and `test` need.
    pub const ALL: [Self; 6] = [
        Self::Rust,
        Self::Node,
        Self::WebView,
        Self::DrivenWindow,
        Self::DrivenBrowser,
        Self::Tracing,
    ];

    /// The things this need stands for.
    pub fn things(self) -> &'static [Thing] {
        match self {
            Self::Rust => &[RUST, COMPILER, PKG_CONFIG, OPENSSL],
            Self::Node => &[NODE],
            Self::WebView => WEB_VIEWS,
            Self::DrivenWindow => &[WINDOW_DRIVER, VIRTUAL_DISPLAY, FONT, SHEET_READER],
            Self::DrivenBrowser => &[BROWSER, BROWSER_DRIVER, FONT],
            Self::Tracing => &[TRACER],
            Self::Windows => &[DEBIANS_RUST, MINGW, WINE, PERL, MAKE],
        }
    }
}

impl Thing {
    /// Whether this machine has it.
    pub fn is_here(&self) -> bool {
        match self.sign {
            Sign::Rust => super::rust_is_here(),
            Sign::Node => super::node_is_here() && on_path(&[crate::project::NPM]),
            Sign::Program(names) => on_path(names),
            Sign::Library(name) => answers("pkg-config", &["--exists", name]).is_some(),
            Sign::DebiansRust => {
                super::is_new_rust(cross::RUSTC)
                    && [cross::CARGO, cross::SOURCES]
                        .iter()
                        .all(|path| Path::new(path).exists())
            }
            Sign::PerlModules => answers("perl", &["-MIPC::Cmd", "-e", "1"]).is_some(),
            Sign::Wine => wine::program().is_file(),
            Sign::ChineseFont => {
                answers("fc-list", &[":lang=zh-cn", "family"]).is_some_and(|fonts| fonts > 0)
            }
        }
    }
}

fn on_path(names: &[&str]) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| names.iter().any(|name| folder.join(name).is_file()))
}

/// The number of bytes a program answers with, if it says yes.
fn answers(program: &str, words: &[&str]) -> Option<usize> {
    let output = Command::new(program)
        .args(words)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout.len())
}
