//! What is printed, read as the villager reads it.

use serde_json::json;

use super::hands::{Hands, at};
use super::people::ELDER;
use super::teller::Teller;
use super::trouble::{Told, has_all, that};
use crate::drive::{Window, pdf_size, pdf_text};

/// The elder's receipt is printed by Enter.
///
/// # Errors
/// When it does not say what it has to.
pub async fn receipt_is_printed(teller: &mut Teller, hands: Hands<'_>) -> Told<()> {
    teller.step("The receipt is printed");
    let window = hands.0;
    let number = window.text(&at("number")).await?;
    window.press("Enter").await?;
    window
        .wait_for("[data-test=print-words][data-outcome=sent]")
        .await?;
    let id_number = ELDER.id_number()?;
    let station = window.call("station", json!({})).await?;
    let [operator, phone] = ["operator", "phone"].map(|part| station[part].as_str().unwrap_or("-"));
    that(
        phone.len() >= 7,
        "the operator's telephone",
        "a number",
        phone,
    )?;
    let masked = format!("{}********{}", &id_number[..6], &id_number[14..]);
    let text = printed(
        teller,
        window,
        2,
        &[
            "收件回执",
            &number,
            ELDER.name,
            "老年人优待证办理",
            "无手机",
            ELDER.address,
            "20 个工作日",
            "五星村服务站",
            &format!("{operator} {phone}"),
        ],
    )
    .await?;
    that(
        !text.contains(&id_number),
        "the receipt",
        "the ID number masked",
        &text,
    )?;
    that(
        text.contains(&id_number[14..]),
        "the receipt",
        &format!("the masked number {masked}"),
        &text,
    )?;
    teller
        .held(
            window,
            "one sheet of A4 with number, villager, masked ID, item, limit, who took it in and the telephone",
        )
        .await
}

/// The words of the print with this number, which is one page of A4 and has all these words.
///
/// # Errors
/// When it is none, or a word is absent.
pub async fn printed(
    teller: &Teller,
    window: &Window,
    count: usize,
    words: &[&str],
) -> Told<String> {
    let prints = window.wait_prints(count).await?;
    let sheet = &prints[count - 1];
    teller.sheet(sheet)?;
    let size = pdf_size(sheet)?;
    that(
        size.is(210.0, 297.0),
        "the sheet's size",
        "210 x 297 mm",
        format!("{size:?}"),
    )?;
    // A line of the sheet may end in the middle of a word.
    let text: String = pdf_text(sheet)?.split_whitespace().collect();
    let words: Vec<String> = words
        .iter()
        .map(|word| word.split_whitespace().collect())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    has_all("the printed sheet", &text, &words)?;
    Ok(text)
}
