//! Forms on a case that is there: a paper is brought, or why it is handed over without; a word.

use serde_json::json;

use super::Run;
use super::hand::Hand;
use super::typed::{Content, Form};
use crate::story::at;

impl Hand<'_> {
    /// Begins a form on one of the cases that the disk has shown to be there; nothing where that
    /// case has one already.
    pub async fn on_a_case(&mut self) -> Run<Option<usize>> {
        let known = self
            .seen
            .shown
            .iter()
            .filter(|shown| !shown.case.is_empty());
        let known: Vec<_> = known.cloned().collect();
        if known.is_empty() {
            return Ok(None);
        }
        let shown = self.dice.one(&known).clone();
        let mut goal = Content::default();
        let lacks = shown.content.papers.is_empty();
        let handed_over = shown.words.iter().any(|word| word.starts_with('缺'));
        let kind = if lacks && !handed_over && self.dice.percent(70) {
            if self.dice.percent(50) {
                goal.papers.extend(["id_card".to_owned()]);
            } else {
                goal.word = format!("缺身份证，{}明天补来", shown.content.name);
            }
            "amend"
        } else {
            let count = shown.words.len();
            goal.word = format!("第{count}次电话：{}说周末再来", shown.content.name);
            "comment"
        };
        let key = format!("{kind}:{}", shown.case);
        if self.seen.forms.iter().any(|form| form.key == key) {
            return Ok(None);
        }
        self.seen.note(format!("form {key}"));
        let go = "location.hash = arguments[0]";
        let place = json!(format!("#/case/{}/{kind}", shown.case));
        self.window.run(go, vec![place]).await?;
        let form = Form::begun(key, goal, Content::default());
        self.seen.forms.push(form);
        Ok(Some(self.seen.forms.len() - 1))
    }

    /// Fills a form on a case; false where it stopped after so many strikes.
    pub async fn fill_on_case(&mut self, form: usize, until: usize) -> Run<bool> {
        let mut left = until;
        let key = self.seen.forms[form].key.clone();
        if key.starts_with("amend:") {
            self.window.wait_for(&at("amend")).await?;
            self.window.wait_for(&at("material-id_card")).await?;
            if self.seen.forms[form].goal.word.is_empty() {
                if left < 20 {
                    return Ok(false);
                }
                self.receive(form).await?;
                self.window.wait_for(&at("amend-submit")).await?;
                return Ok(true);
            }
            if !self.window.sees("#because").await? {
                self.window.press("g").await?;
            }
            return self.write_word(form, "because", &mut left).await;
        }
        self.window.wait_for(&at("ask-comment")).await?;
        if self.write_word(form, "question-text", &mut left).await? {
            return Ok(true);
        }
        self.window.press("Escape").await?;
        self.window.wait_gone(&at("ask-comment")).await?;
        Ok(false)
    }

    async fn write_word(&mut self, form: usize, field: &str, left: &mut usize) -> Run<bool> {
        let selector = format!("#{field}");
        let there = self.shown_in(form, field).await?;
        let goal = self.seen.forms[form].goal.word.clone();
        let rest: Vec<char> = match goal.strip_prefix(there.as_str()) {
            Some(rest) => rest.chars().collect(),
            None => return Err(format!("{field} begins otherwise: {there:?}").into()),
        };
        let focus = "const e = all(arguments[0])[0]; e.focus(); e.setSelectionRange(e.value.length, e.value.length)";
        self.window.run(focus, vec![json!(selector)]).await?;
        self.type_rest(form, field, &rest, left).await
    }
}
