//! At the township's console: what came is looked at, accepted, sent back, decided, refused.

use serde_json::{Value, json};
use shanyi_domain::deadline::Limit;
use shanyi_domain::workday::Calendar;

use super::clerk::Clerk;
use super::hands::{Hands, at};
use super::people::{ELDER, INNKEEPER, NEIGHBOUR, PENSIONER};
use super::stage::Stage;
use super::teller::Teller;
use super::trouble::{Told, Trouble, has_all, same, that};
use super::{Cases, days};

/// What is wanted of 农家乐, with the clerk's words.
pub const WANTED: [(&str, &str); 2] = [
    ("site_plans", "平面图太暗，看不清疏散通道，请重拍"),
    ("safety_commitment", "治安保证书没有签名"),
];

/// Why the second elder is refused, and where to go.
pub const REFUSAL: (&str, &str) = (
    "户籍在龙游县，优待证由户籍地发",
    "龙游县沐尘畲族乡便民服务中心",
);

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(teller: &mut Teller, stage: &mut Stage, cases: &Cases) -> Told<()> {
    signs_in(teller, stage).await?;
    elder_is_looked_at(teller, stage, cases).await?;
    elder_is_accepted(teller, stage, cases).await?;
    inn_is_sent_back(teller, stage, cases).await?;
    pension_is_decided(teller, stage, cases).await?;
    neighbour_is_refused(teller, stage, cases).await
}

async fn signs_in(teller: &mut Teller, stage: &mut Stage) -> Told<()> {
    let accounts = stage.township.accounts()?;
    let (name, password) = accounts
        .first()
        .ok_or_else(|| Trouble::SetUp("nobody may sign in".to_owned()))?;
    let clerk = Clerk(stage.console().await?);
    teller.step("A wrong password is refused");
    clerk.sign_in(name, "not-the-password").await?;
    clerk
        .0
        .wait_text(&at("sign-in-trouble"), "密码不对")
        .await?;
    same("the inbox", clerk.0.sees(&at("inbox")).await?, false)?;
    let said = clerk.0.text(&at("sign-in-trouble")).await?;
    teller.held(clerk.0, format!("“{said}”; no inbox")).await?;

    teller.step("The clerk signs in and finds everything");
    clerk.sign_in(name, password).await?;
    clerk.0.wait_for(&at("inbox")).await?;
    clerk.counts("to_accept", 4).await?;
    for person in [ELDER, NEIGHBOUR, INNKEEPER, PENSIONER] {
        clerk.0.wait_text(&at("row-title"), person.name).await?;
    }
    teller
        .held(
            clerk.0,
            "all 4 cases of the station wait to be accepted, each by name",
        )
        .await
}

async fn elder_is_looked_at(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The elder's case stands beside its images");
    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("to_accept", &cases.elder).await?;
    clerk.0.wait_text(&at("case-title"), ELDER.name).await?;
    clerk.0.wait_text(&at("lead"), "材料齐了").await?;
    let image = "const i = all('[data-test=viewer] img')[0]; return !!i && i.complete && i.naturalWidth > 800 && i.naturalWidth";
    let wide = clerk
        .0
        .wait_until("the image of her card", image, vec![])
        .await?;
    let identity = clerk.0.text(&at("identity")).await?;
    that(
        identity.contains("****"),
        "the ID number",
        "to be masked",
        &identity,
    )?;
    teller
        .held(
            clerk.0,
            format!("材料齐了; her card is {wide} pixels wide; ID number {identity}"),
        )
        .await
}

async fn elder_is_accepted(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The elder is accepted across National Day");
    let due = Calendar::from_json(Calendar::embedded())
        .map_err(|error| Trouble::SetUp(error.to_string()))?
        .add_limit(stage.day(), Limit::working_days(20));
    same(
        "twenty working days by the calendar",
        due.date,
        days::AUTUMN_DUE,
    )?;
    let clerk = Clerk(stage.open_console()?);
    clerk.begin("a", "accept").await?;
    clerk.0.wait_text(&at("promise"), "20 个工作日").await?;
    clerk.0.press("Enter").await?;
    let view = clerk.stands(&cases.elder, "accepted").await?;
    same(
        "the township's date",
        &view["row"]["due"]["date"],
        &json!(days::AUTUMN_DUE),
    )?;
    same(
        "provisional",
        &view["row"]["due"]["provisional"],
        &json!(false),
    )?;
    clerk.0.wait_text(&at("due-day"), "10月29日").await?;
    teller
        .held(
            clerk.0,
            "accepted on 2026-09-24 for 20 working days: due on 2026-10-29, not provisional",
        )
        .await?;

    teller.step("The station shows the same date");
    same_at_station(stage, &cases.elder, &json!(days::AUTUMN_DUE), false).await?;
    let window = stage.window()?;
    let words = window.text(&at("due")).await?;
    teller.held(window, format!("“{words}”")).await
}

/// Opens the case at the station and waits until it shows the date.
pub async fn same_at_station(
    stage: &Stage,
    case: &str,
    date: &Value,
    provisional: bool,
) -> Told<()> {
    let accepted = |view: &Value| view["row"]["due"]["due"]["date"].is_string();
    let view = stage
        .desk_until("a date", "case", json!({ "case": case }), accepted)
        .await?;
    let due = &view["row"]["due"]["due"];
    same("the station's date", &due["date"], date)?;
    same("provisional", &due["provisional"], &json!(provisional))?;
    let window = stage.window()?;
    window.press("F3").await?;
    window.click(&format!("[data-case=\"{case}\"]")).await?;
    let day = date.as_str().unwrap_or_default();
    window
        .wait_for(&format!("[data-test=due-date][data-day=\"{day}\"]"))
        .await?;
    same(
        "provisional on the page",
        window.sees(&at("due-provisional")).await?,
        provisional,
    )
}

async fn inn_is_sent_back(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The guest rooms' case is sent back for everything at once");
    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("to_accept", &cases.inn).await?;
    clerk.begin("b", "correction").await?;
    for (paper, why) in WANTED {
        clerk.0.click(&format!("#act-want-{paper}")).await?;
        clerk.0.fill(&format!("#act-why-{paper}"), why).await?;
    }
    clerk
        .0
        .fill("#act-note", "手画的也行，下次班车带来")
        .await?;
    clerk.0.press("Control+Enter").await?;
    let view = clerk.stands(&cases.inn, "correction").await?;
    let wanted = view["correction"]["wanted"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut papers: Vec<_> = wanted
        .iter()
        .filter_map(|one| one["material"].as_str())
        .collect();
    papers.sort_unstable();
    same(
        "what is wanted",
        papers,
        vec!["safety_commitment", "site_plans"],
    )?;
    clerk.counts("correction", 1).await?;
    teller
        .held(
            clerk.0,
            "2 papers in one notice, each with its reason; the case waits for the station",
        )
        .await
}

async fn pension_is_decided(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The pension check is decided on the spot");
    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("to_accept", &cases.pension).await?;
    clerk.0.wait_text(&at("lead"), "可以当场决定").await?;
    clerk.begin("d", "decide").await?;
    clerk.0.click(&at("act-send")).await?;
    clerk.confirm(PENSIONER.name).await?;
    let view = clerk.stands(&cases.pension, "granted").await?;
    let course = view["course"].as_array().cloned().unwrap_or_default();
    let facts: Vec<_> = course
        .iter()
        .filter_map(|step| step["fact"].as_str())
        .collect();
    same(
        "its course",
        facts,
        vec!["collected", "submitted", "decided"],
    )?;
    teller
        .held(
            clerk.0,
            "即办件: submitted, then granted, without an acceptance in between",
        )
        .await
}

async fn neighbour_is_refused(teller: &mut Teller, stage: &Stage, cases: &Cases) -> Told<()> {
    teller.step("The second elder is refused with a reason and where to go");
    let clerk = Clerk(stage.open_console()?);
    clerk.open_case("to_accept", &cases.neighbour).await?;
    clerk.begin("x", "refuse").await?;
    clerk.0.fill("#act-reason", REFUSAL.0).await?;
    clerk.0.fill("#act-where", REFUSAL.1).await?;
    clerk.0.press("Control+Enter").await?;
    clerk.confirm(NEIGHBOUR.name).await?;
    clerk.stands(&cases.neighbour, "refused").await?;
    clerk.counts("to_accept", 0).await?;
    teller
        .held(
            clerk.0,
            format!(
                "“{}”, “{}”; nobody waits to be accepted",
                REFUSAL.0, REFUSAL.1
            ),
        )
        .await?;

    teller.step("The station hears why and where to go");
    let refused = |view: &Value| view["row"]["state"] == "refused";
    stage
        .desk_until(
            "refused",
            "case",
            json!({ "case": cases.neighbour }),
            refused,
        )
        .await?;
    let hands = Hands(stage.window()?);
    hands
        .open_todo("return_originals", &cases.neighbour)
        .await?;
    hands.0.wait_for(&at("refusal")).await?;
    let words = hands.0.text(&at("refusal")).await?;
    has_all(
        "the refusal at the station",
        &words,
        &[REFUSAL.0, REFUSAL.1],
    )?;
    teller
        .held(
            hands.0,
            "Today asks to return the originals; the case says why and where to go",
        )
        .await
}
