//! At the counter, with the line down: what is taken in is saved here and waits.

use serde_json::{Value, json};

use super::hands::{Hands, at};
use super::people::{ELDER, INNKEEPER, PENSIONER, Photos};
use super::stage::Stage;
use super::teller::Teller;
use super::trouble::{Told, has_all, same, that};
use super::{Cases, second_elder, sheets};
use crate::drive::Window;

/// What a side of an ID card may weigh, in bytes.
const SIDE_BUDGET: u64 = 80 * 1024;
/// What a sheet of A4 may weigh, in bytes.
const SHEET_BUDGET: u64 = 200 * 1024;

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(
    teller: &mut Teller,
    stage: &mut Stage,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    opens(teller, stage).await?;
    goes_down(teller, stage).await?;
    let hands = Hands(stage.window()?);
    elder_is_written_down(teller, hands).await?;
    elder_is_saved(teller, hands, photos, cases).await?;
    sheets::receipt_is_printed(teller, hands).await?;
    second_elder::play(teller, hands, photos, cases).await?;
    inn_by_drop(teller, hands, photos, cases).await?;
    pension(teller, hands, photos, cases).await?;
    everything_waits(teller, stage).await
}

async fn opens(teller: &mut Teller, stage: &Stage) -> Told<()> {
    teller.step("The station opens");
    let furnished = |station: &Value| station["catalog_version"].is_number();
    let station = stage
        .desk_until(
            "a catalogue from the township",
            "station",
            json!({}),
            furnished,
        )
        .await?;
    let window = stage.window()?;
    window.wait_text(&at("shell"), "五星村服务站").await?;
    window.wait_gone(&at("no-catalog")).await?;
    same("the station's day", &station["today"], &json!(stage.day()))?;
    let badge = Hands(window).badge("还没有收过件").await?;
    teller
        .held(
            window,
            format!(
                "五星村服务站, {}, catalogue {} from the township, badge “{badge}”",
                stage.day(),
                station["catalog_version"]
            ),
        )
        .await
}

async fn goes_down(teller: &mut Teller, stage: &mut Stage) -> Told<()> {
    teller.step("The township server is down");
    stage.township.kill();
    let hands = Hands(stage.window()?);
    hands.send_now().await?;
    let badge = hands.badge("没有网络").await?;
    teller
        .held(hands.0, format!("killed with -9; badge “{badge}”"))
        .await
}

async fn elder_is_written_down(teller: &mut Teller, hands: Hands<'_>) -> Told<()> {
    let window = hands.0;
    teller.step("The elder's item is found by initials");
    hands.find_item("lnr", "lnyd").await?;
    let card = window.text(&at("item-card")).await?;
    has_all(
        "the item's card",
        &card,
        &[
            "老年人优待证",
            "20 个工作日",
            "不收费",
            "近期一寸正面免冠照片",
        ],
    )?;
    teller
        .held(
            window,
            "“lnr” gives 老年人优待证办理: 20 个工作日, 不收费, its papers and steps",
        )
        .await?;

    teller.step("The elder is written down");
    window.press("Enter").await?;
    hands.write_fields(&ELDER, &ELDER.id_number()?).await?;
    window.wait_text(&at("id-says"), "67 岁").await?;
    let says = window.text(&at("id-says")).await?;
    has_all("what the number says", &says, &["女", "1959", "67 岁"])?;
    teller
        .held(
            window,
            format!("{} with 无手机; the number says “{says}”", ELDER.name),
        )
        .await?;
    hands.to_papers().await
}

async fn elder_is_saved(
    teller: &mut Teller,
    hands: Hands<'_>,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    let window = hands.0;
    teller.step("Her card is photographed");
    window
        .wait_text(&at("materials-heading"), "还差 3 样材料")
        .await?;
    hands.choose_files("id_card", &photos.elder_card).await?;
    hands.receive(2, "photo").await?;
    hands.receive(3, "household_register").await?;
    hands.not_needed(4, "residence_permit").await?;
    hands.not_needed(5, "mandate").await?;
    window
        .wait_text(&at("materials-heading"), "材料齐了")
        .await?;
    let here = window
        .text(&format!(
            "{} {}",
            at("material-id_card"),
            at("material-here")
        ))
        .await?;
    teller
        .held(
            window,
            format!("a phone's JPEG and a scanner's PNG: “{here}”; 材料齐了"),
        )
        .await?;

    teller.step("Her case is saved with the line down");
    let (id, number) = hands.save("Enter").await?;
    let badge = hands.badge("1 件已存在本机，来网自动发").await?;
    let weights = budget(window, &id, SIDE_BUDGET).await?;
    teller
        .held(
            window,
            format!(
                "{number} with a right check character; sides of {weights} bytes; badge “{badge}”"
            ),
        )
        .await?;
    cases.elder = id;
    Ok(())
}

/// The weights of a case's pictures, none above the budget.
async fn budget(window: &Window, case: &str, most: u64) -> Told<String> {
    let view = Hands(window).case(case).await?;
    let materials = view["materials"].as_array().cloned().unwrap_or_default();
    let weights: Vec<u64> = materials
        .iter()
        .filter_map(|material| material["line"]["images"].as_array())
        .flatten()
        .filter_map(|image| image["length"].as_u64())
        .collect();
    let fits = !weights.is_empty() && weights.iter().all(|weight| *weight <= most);
    that(
        fits,
        "prepared pictures",
        &format!("at most {most} bytes each"),
        format!("{weights:?}"),
    )?;
    let weights: Vec<_> = weights.iter().map(ToString::to_string).collect();
    Ok(weights.join(" and "))
}

async fn inn_by_drop(
    teller: &mut Teller,
    hands: Hands<'_>,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    let window = hands.0;
    teller.step("Photographs are dropped on their lines");
    hands.begin("农家乐", "tzhy").await?;
    hands.write_down(&INNKEEPER).await?;
    for (paper, photo) in [
        ("business_licence", &photos.licence),
        ("site_plans", &photos.dark_plan),
    ] {
        window
            .drop_files(&at(&format!("material-{paper}")), &[photo])
            .await?;
        hands.pictured(paper, 1).await?;
    }
    for (number, paper) in [
        (1, "application"),
        (4, "id_card_staff"),
        (5, "property_or_lease"),
        (7, "safety_commitment"),
    ] {
        hands.receive(number, paper).await?;
    }
    hands.not_needed(3, "fire_safety_opinion").await?;
    window
        .wait_text(&at("materials-heading"), "材料齐了")
        .await?;
    teller
        .held(
            window,
            "the licence and the plan of 农家乐 each on the line they were dropped on; 材料齐了",
        )
        .await?;

    teller.step("The guest rooms' case is saved");
    let (id, number) = hands.save("Enter").await?;
    let weights = budget(window, &id, SHEET_BUDGET).await?;
    let badge = hands.badge("3 件已存在本机").await?;
    cases.inn = id;
    teller
        .held(
            window,
            format!("{number}; A4 sheets of {weights} bytes; badge “{badge}”"),
        )
        .await
}

async fn pension(
    teller: &mut Teller,
    hands: Hands<'_>,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    teller.step("A pensioner with a long name is taken in");
    let window = hands.0;
    hands.begin("资格认证", "jbrz").await?;
    hands.write_down(&PENSIONER).await?;
    hands
        .choose_files("id_card", &photos.pensioner_card)
        .await?;
    let (id, number) = hands.save("Enter").await?;
    let badge = hands.badge("4 件已存在本机").await?;
    cases.pension = id;
    teller
        .held(
            window,
            format!(
                "{number}, {}, 养老保险待遇资格认证; badge “{badge}”",
                PENSIONER.name
            ),
        )
        .await
}

async fn everything_waits(teller: &mut Teller, stage: &Stage) -> Told<()> {
    teller.step("Everything is saved here and waits");
    let window = stage.window()?;
    window.press("F1").await?;
    window.wait_text(&at("elsewhere"), "0 件").await?;
    window.press("F9").await?;
    let sync = window.call("sync_status", json!({})).await?;
    window.wait_text(&at("sync-cases-here"), "4").await?;
    window.wait_text(&at("sync-cases-there"), "0").await?;
    for (what, seen, wanted) in [
        ("cases here", &sync["cases_here"], 4),
        ("cases at the township", &sync["cases_there"], 0),
        ("cases that wait", &sync["cases_waiting"], 4),
        ("events that wait", &sync["events_waiting"], 7),
    ] {
        same(what, seen, &json!(wanted))?;
    }
    let images = sync["images_waiting"].as_u64().unwrap_or_default();
    same("images that wait", images, 8)?;
    teller
        .held(
            window,
            format!("4 cases, 7 events, {images} images, nothing at the township"),
        )
        .await?;
    window.press("Escape").await?;
    Ok(window.wait_gone(&at("sync-panel")).await?)
}
