//! The way back: what was wanted is added, the township decides, and the operator hands over at the
//! door.

use serde_json::{Value, json};

use super::Cases;
use super::clerk::Clerk;
use super::hands::{Hands, at};
use super::people::{INNKEEPER, NEIGHBOUR, Photos};
use super::stage::Stage;
use super::teller::Teller;
use super::township::WANTED;
use super::trouble::{Told, has_all, same, that};

/// Who takes the elder's certificate for her.
const DAUGHTER: &str = "蓝秀英";
/// A signature, in parts of the pad.
const SIGNATURE: [(f64, f64); 12] = [
    (0.20, 0.30),
    (0.34, 0.24),
    (0.26, 0.55),
    (0.22, 0.74),
    (0.38, 0.52),
    (0.46, 0.34),
    (0.44, 0.70),
    (0.55, 0.40),
    (0.64, 0.62),
    (0.70, 0.36),
    (0.76, 0.66),
    (0.84, 0.48),
];

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(
    teller: &mut Teller,
    stage: &mut Stage,
    photos: &Photos,
    cases: &Cases,
) -> Told<()> {
    inn_is_put_right(teller, stage, photos, cases).await?;
    inn_is_granted(teller, stage, cases).await?;
    elder_is_granted(teller, stage, cases).await?;
    elder_is_handed_over(teller, stage, cases).await?;
    originals_go_back(teller, stage, cases).await
}

async fn inn_is_put_right(
    teller: &mut Teller,
    stage: &Stage,
    photos: &Photos,
    cases: &Cases,
) -> Told<()> {
    teller.step("The station sees what is wanted");
    let hands = Hands(stage.window()?);
    let window = hands.0;
    window.press("F1").await?;
    let row = format!("[data-test=todo-correct][data-case=\"{}\"]", cases.inn);
    let words = window.text(&row).await?;
    has_all(
        "the row of today",
        &words,
        &["补材料", INNKEEPER.name, "平面图", "治安保证书"],
    )?;
    teller.held(window, format!("“{words}”")).await?;

    teller.step("The papers are put right and handed over again");
    hands.open_todo("correct", &cases.inn).await?;
    window
        .wait_text(&at("materials-heading"), "还差 2 样材料")
        .await?;
    for (paper, why) in WANTED {
        window
            .wait_text(&at(&format!("material-{paper}")), why)
            .await?;
    }
    take_away_the_dark_plan(hands).await?;
    hands
        .choose_files("site_plans", std::slice::from_ref(&photos.plan))
        .await?;
    hands
        .choose_files(
            "safety_commitment",
            std::slice::from_ref(&photos.commitment),
        )
        .await?;
    window
        .wait_text(&at("materials-heading"), "要补的都补上了")
        .await?;
    teller
        .held(
            window,
            "the dark plan is taken away, a better one and the signed promise are added",
        )
        .await?;
    window.press("Enter").await?;
    window.wait_text(&at("case-state"), "已提交").await?;

    teller.step("The console sees that it is back");
    let clerk = Clerk(stage.open_console()?);
    clerk.counts("corrected", 1).await?;
    clerk.open_case("corrected", &cases.inn).await?;
    clerk.0.wait_text(&at("lead"), "补正已回").await?;
    let view = clerk.case(&cases.inn).await?;
    let mended = view["materials"].as_array().cloned().unwrap_or_default();
    let mended: Vec<_> = mended
        .iter()
        .filter(|paper| paper["mended"] == true)
        .filter_map(|paper| paper["listed"]["code"].as_str())
        .collect();
    same(
        "what was put right",
        mended,
        vec!["site_plans", "safety_commitment"],
    )?;
    let lead = clerk.0.text(&at("lead")).await?;
    teller
        .held(
            clerk.0,
            format!("“{lead}”; both papers are marked as put right"),
        )
        .await
}

async fn take_away_the_dark_plan(hands: Hands<'_>) -> Told<()> {
    let window = hands.0;
    window.press("6").await?;
    window
        .wait_for("[data-test=material-panel][data-material=site_plans]")
        .await?;
    window.press("v").await?;
    window.wait_for(&at("picture-viewer")).await?;
    window.press("Delete").await?;
    Ok(window.wait_gone(&at("picture-viewer")).await?)
}

/// Grants the open case and makes its result out.
async fn grant_and_issue(clerk: Clerk<'_>, case: &str, name: &str, number: &str) -> Told<()> {
    clerk.begin("d", "decide").await?;
    clerk.0.click(&at("act-send")).await?;
    clerk.confirm("准予").await?;
    clerk.stands(case, "granted").await?;
    clerk.begin("i", "issue").await?;
    same(
        "the result's name",
        clerk.0.value("#act-name").await?,
        name.to_owned(),
    )?;
    clerk.0.fill("#act-number", number).await?;
    clerk.0.press("Enter").await?;
    clerk.0.wait_gone(&at("act-panel")).await?;
    Ok(())
}

async fn inn_is_granted(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The guest rooms are accepted, granted, and the licence is made out");
    let clerk = Clerk(stage.open_console()?);
    clerk.begin("a", "accept").await?;
    clerk.0.press("Enter").await?;
    clerk.stands(&cases.inn, "accepted").await?;
    grant_and_issue(
        clerk,
        &cases.inn,
        "特种行业许可证（旅馆业）",
        "遂公特旅字第 2026-031 号",
    )
    .await?;
    clerk.counts("issued", 1).await?;
    teller
        .held(
            clerk.0,
            "已受理, 准予, 特种行业许可证（旅馆业） 遂公特旅字第 2026-031 号",
        )
        .await
}

async fn elder_is_granted(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The elder's certificate is made out");
    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("accepted", &cases.elder).await?;
    grant_and_issue(clerk, &cases.elder, "老年人优待证", "浙遂优 004172").await?;
    clerk.counts("issued", 2).await?;
    teller
        .held(
            clerk.0,
            "准予, 老年人优待证 浙遂优 004172; 2 results wait to be handed over",
        )
        .await
}

async fn elder_is_handed_over(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The certificate is handed over and signed for");
    let hands = Hands(stage.window()?);
    let window = hands.0;
    hands.open_todo("deliver", &cases.elder).await?;
    window.wait_for(&at("deliver")).await?;
    window
        .click_text("[data-test=deliver] label.choice", "子女")
        .await?;
    window.fill("#to", DAUGHTER).await?;
    window.draw("#signature canvas", &SIGNATURE).await?;
    window.wait_text("#signature-state", "1").await?;
    teller
        .held(window, format!("to {DAUGHTER}, 子女, signed on the screen"))
        .await?;

    teller.step("The case is closed on both sides");
    window.click(&at("deliver-now")).await?;
    window.wait_text(".sy-dialog", DAUGHTER).await?;
    window.press("Enter").await?;
    window.wait_text(&at("said"), "这件办完了").await?;
    window.wait_text(&at("case-state"), "已办完").await?;
    let words = window.text(&at("delivered")).await?;
    has_all("the delivery", &words, &[DAUGHTER, "子女", ":"])?;
    let view = hands.case(&cases.elder).await?;
    let hash = view["delivered"]["signature"]["hash"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    that(
        !hash.is_empty(),
        "the signature",
        "an image",
        &view["delivered"],
    )?;
    teller.also(window, "station").await?;

    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("done", &cases.elder).await?;
    clerk.stands(&cases.elder, "closed").await?;
    let drawn = "const i = all('[data-test=signature]')[0]; return !!i && i.complete && i.naturalWidth > 100";
    clerk
        .0
        .wait_until("the signature at the township", drawn, vec![])
        .await?;
    same(
        "the hash of the signature's bytes at the township",
        clerk.hash_of(&hash).await?,
        hash,
    )?;
    teller
        .held(
            clerk.0,
            format!(
                "“{words}”; the console shows it with the signature, whose bytes hash to their name"
            ),
        )
        .await
}

async fn originals_go_back(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The refused elder's originals go back");
    let hands = Hands(stage.window()?);
    let window = hands.0;
    hands
        .open_todo("return_originals", &cases.neighbour)
        .await?;
    window.wait_for(&at("refusal")).await?;
    window.press("Enter").await?;
    window.wait_for(&at("ask-return")).await?;
    same(
        "who takes them",
        window.value("#question-text").await?,
        NEIGHBOUR.name.to_owned(),
    )?;
    window.press("Enter").await?;
    window.wait_text(&at("case-state"), "已办完").await?;
    let closed = |view: &Value| view["row"]["sync"]["events_waiting"] == 0;
    stage
        .desk_until(
            "nothing of it waits",
            "case",
            json!({ "case": cases.neighbour }),
            closed,
        )
        .await?;
    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("done", &cases.neighbour).await?;
    clerk.stands(&cases.neighbour, "closed").await?;
    teller
        .held(
            window,
            format!(
                "to {}; closed at the station and at the township",
                NEIGHBOUR.name
            ),
        )
        .await
}
