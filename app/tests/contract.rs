//! The typed contract of the screens is generated from the command table, never written by hand.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use shanyi_domain::catalog::{Catalog, MaterialKind, Need};
use shanyi_domain::fact::{ImageRef, MaterialLine, Media};
use shanyi_domain::ids::ImageHash;
use shanyi_domain::material::{self, Standing};

/// Writes a generated file, or holds the kept one against what it has to be.
fn generated(name: &str, content: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/contract/generated");
    let path = folder.join(name);
    if std::env::var("SHANYI_BINDINGS").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, content).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == content,
        "run `cargo xtask bindings`: ui/contract/generated/{name} is old"
    );
}

#[test]
fn the_screens_are_checked_against_the_command_table_as_it_is() {
    generated("commands.ts", &shanyi_app::contract::typescript());
}

/// The screen says at each key what is still missing, by a rule of its own that the desk repeats
/// at save. Here are the desk's answers for every cell; the screen's test compares.
#[test]
fn the_screen_s_rule_of_what_is_missing_is_held_against_the_desk_s() {
    let mut cells = Vec::new();
    for (identity, electronic, required) in flags() {
        for (original, copies) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2)] {
            for (originals_here, copies_here, images) in here() {
                let paper = Paper {
                    identity,
                    electronic,
                    required,
                    original,
                    copies,
                };
                let stands = paper.standing(originals_here, copies_here, images);
                cells.push(json!([
                    identity,
                    electronic,
                    required,
                    original,
                    copies,
                    originals_here,
                    copies_here,
                    images,
                    stands,
                ]));
            }
        }
    }
    let lines: Vec<String> = cells.iter().map(Value::to_string).collect();
    generated("standing.json", &format!("[\n{}\n]\n", lines.join(",\n")));
}

fn flags() -> impl Iterator<Item = (bool, bool, bool)> {
    (0..8).map(|bits| (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0))
}

fn here() -> impl Iterator<Item = (u8, u8, usize)> {
    (0..27).map(|n: u8| (n % 3, n / 3 % 3, usize::from(n / 9)))
}

/// A paper of an item's list, as far as the rule looks at it.
struct Paper {
    identity: bool,
    electronic: bool,
    required: bool,
    original: u32,
    copies: u32,
}

impl Paper {
    fn standing(&self, originals: u8, copies: u8, images: usize) -> Standing {
        let mut catalog = Catalog::from_json(Catalog::embedded()).unwrap();
        let mut item = catalog.items.remove(0);
        let mut listed = item.materials.remove(0);
        listed.code = "paper".into();
        listed.kind = if self.identity {
            MaterialKind::IdCard
        } else {
            MaterialKind::Paper
        };
        listed.electronic_ok = self.electronic;
        listed.need = if self.required {
            Need::Required
        } else {
            Need::Optional
        };
        (listed.original, listed.copies) = (self.original, self.copies);
        item.materials = vec![listed];
        let image = ImageRef {
            hash: ImageHash([1; 32]),
            length: 1,
            media: Media::Jpeg,
        };
        let line = MaterialLine {
            material: "paper".into(),
            originals,
            copies,
            images: vec![image; images],
            checked: false,
        };
        let lines = BTreeMap::from([("paper".to_owned(), line)]);
        material::positions(&item, &[], &lines)[0].standing
    }
}
