//! Two months later: a deadline into a year whose holidays nobody has published yet.

use serde_json::{Value, json};
use shanyi_domain::deadline::Limit;
use shanyi_domain::workday::Calendar;

use super::clerk::Clerk;
use super::days;
use super::hands::{Hands, at};
use super::people::{PATIENT, Photos};
use super::stage::Stage;
use super::teller::Teller;
use super::township::same_at_station;
use super::trouble::{Told, Trouble, same};

/// Plays the chapter. Gives the case's id.
///
/// # Errors
/// When a step does not hold.
pub async fn play(teller: &mut Teller, stage: &mut Stage, photos: &Photos) -> Told<String> {
    let case = is_taken_in(teller, stage, photos).await?;
    is_accepted(teller, stage, &case).await?;
    Ok(case)
}

async fn is_taken_in(teller: &mut Teller, stage: &mut Stage, photos: &Photos) -> Told<String> {
    teller.step("In November a hospital bill is taken in");
    stage.go_to(days::WINTER).await?;
    let hands = Hands(stage.window()?);
    let window = hands.0;
    window.wait_for(&at("today")).await?;
    window.wait_text(&at("shell"), "11月23日").await?;
    hands.begin("手工报销", "ybbx").await?;
    hands.write_down(&PATIENT).await?;
    hands
        .choose_files("medical_bill", std::slice::from_ref(&photos.bill))
        .await?;
    for (number, paper) in [
        (1, "id_or_medical_code"),
        (2, "medical_bill"),
        (3, "medical_cost_list"),
        (4, "medical_record"),
        (5, "bank_card"),
    ] {
        hands.receive(number, paper).await?;
    }
    for (number, paper) in [
        (6, "emergency_diagnosis"),
        (7, "accident_statement"),
        (8, "mandate"),
    ] {
        hands.not_needed(number, paper).await?;
    }
    let (id, number) = hands.save("Enter").await?;
    let there = |view: &Value| {
        let sync = &view["row"]["sync"];
        sync["events_waiting"] == 0
            && sync["received"] == true
            && sync["images_there"] == sync["images"]
    };
    stage
        .desk_until(
            "all of it at the township",
            "case",
            json!({ "case": id }),
            there,
        )
        .await?;
    teller
        .held(
            window,
            format!("2026-11-23, {number}, 医疗费用手工报销, all of it at the township"),
        )
        .await?;
    Ok(id)
}

async fn is_accepted(teller: &mut Teller, stage: &Stage, case: &str) -> Told<()> {
    teller.step("Its deadline reaches into 2027 and is provisional");
    let due = Calendar::from_json(Calendar::embedded())
        .map_err(|error| Trouble::SetUp(error.to_string()))?
        .add_limit(stage.day(), Limit::working_days(30));
    same(
        "thirty working days by the calendar",
        (due.date, due.provisional),
        (days::WINTER_DUE, true),
    )?;
    let clerk = Clerk(stage.open_console()?);
    clerk.0.goto(&stage.township.url()).await?;
    let accounts = stage.township.accounts()?;
    if let Some((name, password)) = accounts.first() {
        clerk
            .0
            .wait_for(&format!("{}, {}", at("inbox"), at("sign-in")))
            .await?;
        if clerk.0.sees(&at("sign-in")).await? {
            clerk.sign_in(name, password).await?;
        }
    }
    clerk.open_case("to_accept", case).await?;
    clerk.begin("a", "accept").await?;
    clerk.0.press("Enter").await?;
    let view = clerk.stands(case, "accepted").await?;
    same(
        "the township's date",
        &view["row"]["due"]["date"],
        &json!(days::WINTER_DUE),
    )?;
    same(
        "provisional",
        &view["row"]["due"]["provisional"],
        &json!(true),
    )?;
    clerk.0.wait_text(&at("due-day"), "1月5日").await?;
    clerk.0.wait_for(&at("provisional")).await?;
    teller
        .held(
            clerk.0,
            "accepted on 2026-11-23 for 30 working days: 2027-01-05, provisional, at the township",
        )
        .await?;

    teller.step("The station says the same, and why it is provisional");
    same_at_station(stage, case, &json!(days::WINTER_DUE), true).await?;
    let window = stage.window()?;
    let words = window.text(&at("due-provisional")).await?;
    teller.held(window, format!("2027-01-05, “{words}”")).await
}
