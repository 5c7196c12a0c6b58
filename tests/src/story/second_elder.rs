//! At the counter still: a second elder, whose number is mistyped and whose papers are not all here.

use serde_json::json;

use super::Cases;
use super::hands::{Hands, at};
use super::people::{NEIGHBOUR, Photos};
use super::sheets::printed;
use super::teller::Teller;
use super::trouble::{Told, has_all, same};

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(
    teller: &mut Teller,
    hands: Hands<'_>,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    wrong_digit_is_named(teller, hands).await?;
    notice_names_everything(teller, hands, photos, cases).await
}

async fn wrong_digit_is_named(teller: &mut Teller, hands: Hands<'_>) -> Told<()> {
    teller.step("A second elder's wrong digit is named");
    let window = hands.0;
    let (typed, right, wrong) = NEIGHBOUR.mistyped()?;
    hands.begin("laonianrenyoudai", "lnyd").await?;
    hands.write_fields(&NEIGHBOUR, &typed).await?;
    window.press("Enter").await?;
    window.wait_for(&at("errors")).await?;
    let sentence = window.text("#id-number-error").await?;
    has_all(
        "the sentence",
        &sentence,
        &["有一位", &format!("{right}"), &format!("{wrong}")],
    )?;
    let sync = window.call("sync_status", json!({})).await?;
    same("cases that are saved", &sync["cases_here"], &json!(1))?;
    teller
        .held(window, format!("“{sentence}”; nothing is saved"))
        .await?;

    teller.step("The digit is put right");
    window.fill("#id-number", &NEIGHBOUR.id_number()?).await?;
    window.wait_text(&at("id-says"), "69 岁").await?;
    window.wait_gone("#id-number-error").await?;
    hands.to_papers().await?;
    teller
        .held(
            window,
            "the sentence is gone, the window goes on to the papers",
        )
        .await
}

async fn notice_names_everything(
    teller: &mut Teller,
    hands: Hands<'_>,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    let window = hands.0;
    teller.step("An incomplete intake is saved");
    hands
        .choose_files("id_card", &photos.neighbour_card)
        .await?;
    hands.not_needed(4, "residence_permit").await?;
    hands.not_needed(5, "mandate").await?;
    window
        .wait_text(&at("materials-heading"), "还差 2 样材料")
        .await?;
    let (id, number) = hands.save("g").await?;
    window
        .wait_text(&at("missing"), "近期一寸正面免冠照片")
        .await?;
    window.wait_text(&at("missing"), "户口簿").await?;
    let badge = hands.badge("2 件已存在本机").await?;
    teller
        .held(
            window,
            format!("{number}: 还差 2 样, both named; badge “{badge}”"),
        )
        .await?;

    teller.step("The one-time notice names everything missing");
    window.press("Enter").await?;
    window
        .wait_for("[data-test=print-words][data-outcome=sent]")
        .await?;
    printed(
        teller,
        window,
        3,
        &[
            "一次性告知书",
            &number,
            NEIGHBOUR.name,
            "还差2样材料",
            "近期一寸正面免冠照片",
            "户口簿",
            "原件1份",
            "公安",
            "20 个工作日",
            "不收费",
            "电话1",
        ],
    )
    .await?;
    cases.neighbour = id;
    teller
        .held(window, "one sheet of A4: both papers with how many, from whom and how to get them, limit, fee, place")
        .await
}
