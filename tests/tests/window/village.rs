//! A made-up village, and what every screen of it has to be: within the window, and without barriers.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::Path;

use serde_json::{Value, json};
use shanyi_tests::counter::{line, made_up_id};
use shanyi_tests::drive::Window;
use shanyi_tests::story::{Told, otherwise};

use crate::scene::Scene;

/// A made-up villager and what they come for.
pub struct Villager {
    pub name: &'static str,
    /// Year of birth and serial of the ID number.
    pub born: (i32, u16),
    pub phone: &'static str,
    pub address: &'static str,
    pub item: &'static str,
}

/// Two of one house, two of another village, one with a long name and address.
pub const VILLAGE: [Villager; 5] = [
    Villager {
        name: "蓝春妹",
        born: (1958, 7),
        phone: "13757812208",
        address: "五星村下坪组 12 号",
        item: "lnyd",
    },
    Villager {
        name: "钟土根",
        born: (1955, 8),
        phone: "13757813319",
        address: "五星村下坪组 12 号",
        item: "lnyd",
    },
    Villager {
        name: "雷美凤",
        born: (1950, 11),
        phone: "13857801147",
        address: "大熟村 3 号",
        item: "lnyd",
    },
    Villager {
        name: "蓝𠮷花",
        born: (1949, 12),
        phone: "13857801158",
        address: "大熟村 5 号",
        item: "jbrz",
    },
    Villager {
        name: "阿卜杜热合曼·买买提吐尔逊·阿卜力米提·木合塔尔江·艾尔肯",
        born: (1948, 21),
        phone: "13957809969",
        address: "石桥村后山新移民安置小区三期 7 幢 2 单元 1301 室（原粮站宿舍旁边）",
        item: "lnyd",
    },
];

impl Villager {
    /// The made-up ID number.
    pub fn id_number(&self) -> String {
        made_up_id(self.born.0, self.born.1)
    }

    /// Takes in their case behind the page and gives its id and number.
    pub async fn comes(&self, scene: &Scene) -> Told<(String, String)> {
        let form = json!({
            "item": self.item,
            "applicant": {
                "name": self.name, "id_number": self.id_number(), "phone": self.phone, "address": self.address,
            },
            "channel": "counter",
            "materials": [line("id_card", &[])],
            "applies": [],
            "submit": false,
            "draft": null,
        });
        let taken = scene.window.call("take_in", form).await?;
        let words = |key: &str| taken[key].as_str().map(str::to_owned);
        match (words("case"), words("number")) {
            (Some(case), Some(number)) => Ok((case, number)),
            _ => Err(otherwise("taking in", "a case and its number", taken)),
        }
    }
}

/// A station in which the whole village has been. Gives each villager's case and its number.
pub async fn settled() -> Told<(Scene, Vec<(String, String)>)> {
    let scene = Scene::open().await?;
    let mut cases = Vec::new();
    for villager in &VILLAGE {
        cases.push(villager.comes(&scene).await?);
    }
    Ok((scene, cases))
}

/// Shows the window as on a small screen with the largest type.
pub async fn large(window: &Window) -> Told<()> {
    window
        .client()
        .set_window_rect(0, 0, 1024, 768)
        .await
        .map_err(|error| otherwise("the window", "1024 wide", error.to_string()))?;
    window.press("Control+b").await?;
    window.press("Control+b").await?;
    window.wait_for("html[data-type=\"150\"]").await?;
    let wide = "return innerWidth === 1024";
    window
        .wait_until("a window 1024 wide", wide, vec![])
        .await?;
    Ok(())
}

/// Takes a picture; nothing that can be seen reaches beyond the window's edge, makes the page scroll
/// sideways, or keeps people from reading it or working it.
pub async fn stands(window: &Window, page: &str) -> Told<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/window");
    window.picture(folder.join(format!("{page}.png"))).await?;
    let over = window
        .run(
            "const wide = e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.unseen');
             const page = document.querySelector('main.page');
             const sideways = page && page.scrollWidth > page.clientWidth + 1 ? ['main scrolls sideways'] : [];
             return [...sideways, ...all('body *').filter(wide).map(e => `${e.tagName}.${e.className} ${words(e).slice(0, 30)}`)]",
            vec![],
        )
        .await?;
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe)?;
    window
        .run(&format!("if (!window.axe) {{ {axe} }}"), vec![])
        .await?;
    let barriers = window
        .run_async(
            "const { violations } = await axe.run(document, { resultTypes: ['violations'], iframes: false });
             return violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')));",
            vec![],
        )
        .await?;
    match (over, barriers) {
        (over, barriers) if over == json!([]) && barriers == json!([]) => Ok(()),
        (over, barriers) => Err(otherwise(
            page,
            "within the window and without barriers",
            json!([over, barriers]),
        )),
    }
}

/// The value of a field of an answer as text.
pub fn said(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
