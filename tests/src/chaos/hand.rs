//! The script's hand: it types as an operator does, a few characters at a time, and writes down
//! beforehand what it is about to change and afterwards what surely stands on the screen.

use std::time::Instant;

use serde_json::json;
use tokio::sync::Notify;

use super::Run;
use super::typed::{Content, Form, Shown};
use crate::dice::Dice;
use crate::drive::Window;
use crate::story::at;

/// The item that is taken in: one paper, so that a form is soon complete.
const ITEM: (&str, &str, &str) = ("资格认证", "jbrz", "id_card");
/// Fields of the villager, in their order on the screen.
const FIELDS: [&str; 4] = ["name", "id-number", "phone", "address"];

/// What one station's operator has typed and seen.
#[derive(Default)]
pub struct Seen {
    /// Forms that are not saved, as far as is known.
    pub forms: Vec<Form>,
    /// Saves whose number was shown.
    pub shown: Vec<Shown>,
    /// What the script did in this round, for whoever has to understand it.
    pub script: Vec<String>,
    /// When the round began.
    pub begun: Option<Instant>,
}

impl Seen {
    /// Notes a step of the script.
    pub fn note(&mut self, words: impl Into<String>) {
        let at = self.begun.map(|begun| begun.elapsed().as_millis());
        self.script.push(format!(
            "{:>6} ms  {}",
            at.unwrap_or_default(),
            words.into()
        ));
    }
}

/// A hand at a window.
pub struct Hand<'a> {
    /// The window.
    pub window: &'a Window,
    /// What it has typed and seen.
    pub seen: &'a mut Seen,
    /// What it does next.
    pub dice: &'a mut Dice,
    /// People who have not come yet.
    pub coming: &'a mut Vec<Content>,
    /// Rung when a save is asked for.
    pub saving: &'a Notify,
}

impl Hand<'_> {
    /// Works until something goes wrong, as it does when the window is killed.
    pub async fn work(&mut self) -> Run<()> {
        loop {
            self.window.press("F1").await?;
            self.window.wait_for(&at("begin-intake")).await?;
            let drafts = self.window.count(&at("draft")).await?;
            let form = if drafts > 0 && (drafts > 3 || self.dice.percent(45)) {
                self.go_on(drafts).await?
            } else {
                self.begin().await?
            };
            // Now and then a form stays half done and another is begun.
            let until = if self.dice.percent(30) {
                self.dice.below(45)
            } else {
                usize::MAX
            };
            if self.fill(form, until).await? {
                self.save(form).await?;
            } else {
                self.seen.note("leave the form as it is");
            }
        }
    }

    /// Begins a form for the next villager.
    async fn begin(&mut self) -> Run<usize> {
        let goal = self.coming.pop().ok_or("nobody comes any more")?;
        self.seen.note("F2");
        self.window.press("F2").await?;
        self.window
            .wait_for("[data-test=intake][data-step=\"0\"]")
            .await?;
        self.window.wait_address("#/intake/").await?;
        let id = self.form_id().await?;
        self.seen.note(format!("form {id}"));
        self.seen
            .forms
            .push(Form::begun(id, goal, Content::default()));
        Ok(self.seen.forms.len() - 1)
    }

    /// Goes on with one of the forms that are offered, and holds the screen against what is known.
    async fn go_on(&mut self, drafts: usize) -> Run<usize> {
        let which = self.dice.below(drafts);
        self.seen.note(format!("go on with draft {which}"));
        let press = "all('[data-test=draft-continue]')[arguments[0]].click()";
        self.window.run(press, vec![json!(which)]).await?;
        self.window.wait_address("#/intake/").await?;
        let id = self.form_id().await?;
        self.window.wait_for("[data-test=intake]").await?;
        let form = self
            .seen
            .forms
            .iter()
            .position(|form| form.id == id)
            .ok_or_else(|| format!("a form is offered that nobody began: {id}"))?;
        Ok(form)
    }

    async fn form_id(&self) -> Run<String> {
        let address = self.window.address().await?;
        let id = address.rsplit('/').next().unwrap_or_default();
        // A form's name may have its kind before it, written in the address with %3A.
        let id = id.rsplit("%3A").next().unwrap_or(id);
        Ok(id.rsplit(':').next().unwrap_or(id).to_owned())
    }

    /// Fills a form; false where it stopped after so many strikes.
    async fn fill(&mut self, form: usize, until: usize) -> Run<bool> {
        let mut left = until;
        loop {
            let step = self
                .window
                .attribute("[data-test=intake]", "data-step")
                .await?;
            match step.as_str() {
                "0" => self.choose_item(form).await?,
                "1" => {
                    if !self.write_down(form, &mut left).await? {
                        return Ok(false);
                    }
                }
                _ => {
                    self.receive(form).await?;
                    return Ok(true);
                }
            }
        }
    }

    async fn choose_item(&mut self, form: usize) -> Run<()> {
        let (typed, code, _) = ITEM;
        let window = self.window;
        window.wait_focus("#item").await?;
        window.type_text(typed).await?;
        window.wait_for("[role=option][data-highlighted]").await?;
        self.seen.note(format!("choose {code}"));
        self.strike(form, |content| content.item = code.to_owned());
        window.press("Enter").await?;
        let card = format!("[data-test=item-card][data-item={code}]");
        window.wait_for(&card).await?;
        self.arrived(form);
        window.press("Enter").await?;
        Ok(window
            .wait_for("[data-test=intake][data-step=\"1\"]")
            .await?)
    }

    /// Writes what is missing of the villager, a few characters at a time; false where it stops.
    async fn write_down(&mut self, form: usize, left: &mut usize) -> Run<bool> {
        let goal = self.seen.forms[form].goal.clone();
        for field in FIELDS {
            let selector = format!("#{field}");
            let there = self.window.value(&selector).await?;
            let known = field_of(&mut self.seen.forms[form].now(), field).clone();
            if there != known {
                return Err(format!("{field} shows {there:?} instead of {known:?}").into());
            }
            let wanted = field_of(&mut goal.clone(), field).clone();
            let rest: Vec<char> = match wanted.strip_prefix(there.as_str()) {
                Some(rest) => rest.chars().collect(),
                None => return Err(format!("{field} begins otherwise: {there:?}").into()),
            };
            let focus = "const e = all(arguments[0])[0]; e.focus(); e.setSelectionRange(e.value.length, e.value.length)";
            self.window.run(focus, vec![json!(selector)]).await?;
            let mut rest = rest.as_slice();
            while !rest.is_empty() {
                if *left == 0 {
                    return Ok(false);
                }
                let count = (self.dice.below(3) + 1).min(rest.len()).min(*left);
                *left -= count.min(*left);
                let (now, later) = rest.split_at(count);
                self.type_in(form, field, now).await?;
                rest = later;
            }
        }
        self.window.press("Enter").await?;
        self.window
            .wait_for("[data-test=intake][data-step=\"2\"]")
            .await?;
        Ok(true)
    }

    async fn type_in(&mut self, form: usize, field: &str, characters: &[char]) -> Run<()> {
        let text: String = characters.iter().collect();
        self.seen.note(format!("{field} {text:?}"));
        for character in characters {
            self.strike(form, |content| field_of(content, field).push(*character));
        }
        self.window.type_text(&text).await?;
        self.arrived(form);
        Ok(())
    }

    async fn receive(&mut self, form: usize) -> Run<()> {
        let paper = ITEM.2;
        let here = format!("[data-test=material-{paper}][data-standing=here]");
        if self.seen.forms[form].now().papers.contains(paper) {
            return Ok(self.window.wait_for(&here).await?);
        }
        self.window.press("1").await?;
        let panel = format!("[data-test=material-panel][data-material={paper}]");
        self.window.wait_for(&panel).await?;
        self.seen.note(format!("receive {paper}"));
        self.strike(form, |content| content.papers.extend([paper.to_owned()]));
        self.window.press("Space").await?;
        self.window.wait_for(&here).await?;
        self.arrived(form);
        Ok(())
    }

    /// Saves a complete form and reads its number.
    async fn save(&mut self, form: usize) -> Run<()> {
        self.window.wait_for(&at("save-submit")).await?;
        self.seen.note("Enter: save");
        self.seen.forms[form].saving = true;
        self.saving.notify_one();
        self.window.press("Enter").await?;
        let number = self.window.text(&at("number")).await?;
        self.seen.note(format!("shown as saved: {number}"));
        let form = self.seen.forms.remove(form);
        self.seen.shown.push(Shown {
            number,
            content: form.now(),
        });
        Ok(())
    }

    fn strike(&mut self, form: usize, change: impl FnOnce(&mut Content)) {
        self.seen.forms[form].strike(change);
    }

    fn arrived(&mut self, form: usize) {
        self.seen.forms[form].seen();
    }
}

fn field_of<'a>(content: &'a mut Content, field: &str) -> &'a mut String {
    match field {
        "name" => &mut content.name,
        "id-number" => &mut content.id_number,
        "phone" => &mut content.phone,
        _ => &mut content.address,
    }
}
