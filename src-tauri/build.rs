//! Checks that the screens are built, and writes down which commands a page may be given.

use std::path::Path;

use tauri_build::{AppManifest, Attributes};

const SCREENS: &str = "../ui/station/dist";

fn main() {
    println!("cargo::rerun-if-changed=capabilities");
    println!("cargo::rerun-if-changed={SCREENS}");
    if !Path::new(SCREENS).join("index.html").is_file() {
        println!(
            "cargo::error=the screens are not built: `npm ci` and `npm run build` in ui/, or `cargo xtask run`, which does both"
        );
        return;
    }

    // A command that is listed here is closed to every page but those whose capability names it.
    let mut commands = vec![
        "call",
        "first_answers",
        "upload",
        "upload_dropped",
        "print",
        "paper_ready",
        "came_back",
        "may_close",
    ];
    let mut capabilities = "./capabilities/*.json";
    if std::env::var_os("CARGO_FEATURE_AUTOMATION").is_some() {
        commands.extend(["drop_files", "usable"]);
        capabilities = "./capabilities/**/*.json";
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern(capabilities)
        .app_manifest(AppManifest::new().commands(commands.leak()));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
