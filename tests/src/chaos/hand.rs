//! The script's hand: it types as an operator does, a few characters at a time, and writes down
//! beforehand what it is about to change and afterwards what surely stands on the screen.

use std::collections::BTreeSet;
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
            // Now and then a form stays half done and another is begun.
            let until = if self.dice.percent(30) {
                self.dice.below(45)
            } else {
                usize::MAX
            };
            let begun = self.seen.forms.len();
            let form = match self.dice.below(100) {
                0..=39 if begun > 0 => self.go_on().await?,
                _ if begun > 4 => self.go_on().await?,
                40..=64 => match self.on_a_case().await? {
                    Some(form) => form,
                    None => self.begin().await?,
                },
                _ => self.begin().await?,
            };
            let complete = match self.seen.forms[form].case() {
                None => self.fill(form, until).await?,
                Some(_) => self.fill_on_case(form, until).await?,
            };
            if complete {
                self.save(form).await?;
            } else {
                self.seen.note("leave the form as it is");
            }
        }
    }

    /// Begins a form for the next villager.
    async fn begin(&mut self) -> Run<usize> {
        let mut goal = self.coming.pop().ok_or("nobody comes any more")?;
        if self.dice.percent(35) {
            // The paper is not here: it is brought later.
            goal.papers.clear();
        }
        self.seen.note("F2");
        self.window.press("F2").await?;
        self.window
            .wait_for("[data-test=intake][data-step=\"0\"]")
            .await?;
        let key = self
            .window
            .attribute("[data-test=intake]", "data-form")
            .await?;
        self.seen.note(format!("form {key}"));
        let form = Form::begun(key, goal, Content::default());
        self.seen.forms.push(form);
        Ok(self.seen.forms.len() - 1)
    }

    /// Goes on with one of the forms that are offered, and holds the offer against what is known.
    async fn go_on(&mut self) -> Run<usize> {
        const FORMS: &str = "[data-test=offered],[data-test=draft]";
        let known: BTreeSet<String> = self
            .seen
            .forms
            .iter()
            .filter(|form| form.now() != Content::default())
            .map(|form| form.key.clone())
            .collect();
        self.window.wait_count(FORMS, known.len()).await?;
        let keys = "return all(arguments[0]).map(e => e.dataset.form)";
        let offered = self.window.run(keys, vec![json!(FORMS)]).await?;
        let offered: BTreeSet<String> = serde_json::from_value(offered)?;
        if offered != known {
            return Err(format!("{offered:?} are offered instead of {known:?}").into());
        }
        let Some(key) = known.iter().nth(self.dice.below(known.len())) else {
            return self.begin().await;
        };
        self.seen.note(format!("go on with {key}"));
        let press = "all(arguments[0]).find(e => e.dataset.form === arguments[1])
            .querySelector('[data-test$=continue]').click()";
        self.window
            .run(press, vec![json!(FORMS), json!(key)])
            .await?;
        let open = "[data-test=intake],[data-test=amend],[data-test=ask-comment]";
        self.window.wait_for(open).await?;
        let form = self.seen.forms.iter().position(|form| form.key == *key);
        Ok(form.ok_or("no such form")?)
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
            let there = self.shown_in(form, field).await?;
            let wanted = field_of(&mut goal.clone(), field).clone();
            let rest: Vec<char> = match wanted.strip_prefix(there.as_str()) {
                Some(rest) => rest.chars().collect(),
                None => return Err(format!("{field} begins otherwise: {there:?}").into()),
            };
            let focus = "const e = all(arguments[0])[0]; e.focus(); e.setSelectionRange(e.value.length, e.value.length)";
            self.window.run(focus, vec![json!(selector)]).await?;
            if !self.type_rest(form, field, &rest, left).await? {
                return Ok(false);
            }
        }
        self.window.press("Enter").await?;
        self.window
            .wait_for("[data-test=intake][data-step=\"2\"]")
            .await?;
        Ok(true)
    }

    /// What a field shows, which has to be what is known of it but for blanks at its ends.
    pub async fn shown_in(&mut self, form: usize, field: &str) -> Run<String> {
        let there = self.window.value(&format!("#{field}")).await?;
        let known = field_of(&mut self.seen.forms[form].now(), field).clone();
        if there.trim() != known.trim() {
            return Err(format!("{field} shows {there:?} instead of {known:?}").into());
        }
        if there != known {
            self.strike(form, |content| field_of(content, field).clone_from(&there));
            self.arrived(form);
        }
        Ok(there)
    }

    /// Types a few characters at a time; false where it stops before the last.
    pub async fn type_rest(
        &mut self,
        form: usize,
        field: &str,
        mut rest: &[char],
        left: &mut usize,
    ) -> Run<bool> {
        while !rest.is_empty() {
            if *left == 0 {
                return Ok(false);
            }
            let count = (self.dice.below(3) + 1).min(rest.len()).min(*left);
            *left -= count;
            let (now, later) = rest.split_at(count);
            self.type_in(form, field, now).await?;
            rest = later;
        }
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

    /// Takes the paper in, where this villager has brought it.
    pub async fn receive(&mut self, form: usize) -> Run<()> {
        let paper = ITEM.2;
        if !self.seen.forms[form].goal.papers.contains(paper) {
            return Ok(());
        }
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

    /// Saves a complete form and waits until the screen says so.
    async fn save(&mut self, form: usize) -> Run<()> {
        let (key, ready, shown) = match self.seen.forms[form].case() {
            None if self.seen.forms[form].now().papers.is_empty() => {
                ("g", "save-incomplete", "number")
            }
            None => ("Enter", "save-submit", "number"),
            Some(_) => ("Enter", "", "said"),
        };
        if !ready.is_empty() {
            self.window.wait_for(&at(ready)).await?;
        }
        self.seen.note(format!("{key}: save"));
        self.seen.forms[form].saving = true;
        self.saving.notify_one();
        self.window.press(key).await?;
        let words = self.window.text(&at(shown)).await?;
        self.seen.note(format!("shown as saved: {words}"));
        let form = self.seen.forms.remove(form);
        let content = form.now();
        match form.case() {
            None => self.seen.shown.push(Shown {
                case: String::new(),
                number: words,
                content,
                words: Vec::new(),
            }),
            Some(case) => {
                let case = self.seen.shown.iter_mut().find(|shown| shown.case == case);
                case.ok_or("no such case")?.take(content);
            }
        }
        Ok(())
    }

    /// A key is about to be struck that changes the form.
    pub fn strike(&mut self, form: usize, change: impl FnOnce(&mut Content)) {
        self.seen.forms[form].strike(change);
    }

    /// What was struck stands on the screen.
    pub fn arrived(&mut self, form: usize) {
        self.seen.forms[form].seen();
    }
}

/// The field of this name on the screen.
pub fn field_of<'a>(content: &'a mut Content, field: &str) -> &'a mut String {
    match field {
        "name" => &mut content.name,
        "id-number" => &mut content.id_number,
        "phone" => &mut content.phone,
        "question-text" | "because" => &mut content.word,
        _ => &mut content.address,
    }
}
