//! What was typed and what was shown, as far as a person at the screen knows it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value;

/// No form may lose more than its last second.
pub const LAST: Duration = Duration::from_secs(1);

/// What stands in a form, or in a case that was made of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The item's code.
    pub item: String,
    /// Name.
    pub name: String,
    /// ID number.
    pub id_number: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Papers that were received.
    pub papers: BTreeSet<String>,
    /// A word on a case, or why it is handed over without a paper.
    pub word: String,
}

impl Content {
    /// What a draft holds, of whichever form.
    #[must_use]
    pub fn of_draft(draft: &Value) -> Self {
        let text = |name: &str| draft[name].as_str().unwrap_or_default().to_owned();
        let by_code = draft["lines"].as_object().into_iter().flatten();
        let lines = draft["lines"].as_array().into_iter().flatten();
        let received = |line: &Value| {
            let some = line["originals"].as_u64().unwrap_or_default() > 0;
            some.then(|| line["material"].as_str().unwrap_or_default().to_owned())
        };
        Self {
            item: text("item"),
            name: text("name"),
            id_number: text("idNumber"),
            phone: text("phone"),
            address: text("address"),
            papers: by_code
                .map(|(_, line)| line)
                .chain(lines)
                .filter_map(received)
                .collect(),
            word: text("text") + &text("because"),
        }
    }
}

/// What stood in a form at some time.
#[derive(Clone, Debug)]
struct State {
    content: Content,
    /// When it surely stood on the screen; absent while the key may still be under way.
    by: Option<Instant>,
}

impl Content {
    /// The same without blanks at the ends: the window takes them off a field that is left, and
    /// the desk off what is saved.
    fn settled(&self) -> Self {
        let text = |text: &str| text.trim().to_owned();
        Self {
            item: text(&self.item),
            name: text(&self.name),
            id_number: text(&self.id_number),
            phone: text(&self.phone),
            address: text(&self.address),
            papers: self.papers.clone(),
            word: text(&self.word),
        }
    }
}

/// One form as it was typed, state after state.
#[derive(Clone, Debug)]
pub struct Form {
    /// The form's key: `<kind>:<of>`.
    pub key: String,
    /// Who is to stand in it when it is complete.
    pub goal: Content,
    /// The save was asked for.
    pub saving: bool,
    states: Vec<State>,
}

/// What a form has lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What had to be there at least.
    pub typed: Content,
    /// What is there.
    pub kept: Option<Content>,
}

impl Form {
    /// A form in which this stands.
    #[must_use]
    pub fn begun(key: impl Into<String>, goal: Content, content: Content) -> Self {
        let by = Some(Instant::now());
        Self {
            key: key.into(),
            goal,
            saving: false,
            states: vec![State { content, by }],
        }
    }

    /// The case it belongs to; an intake belongs to none.
    #[must_use]
    pub fn case(&self) -> Option<&str> {
        let (kind, of) = self.key.split_once(':')?;
        (kind != "intake").then_some(of)
    }

    /// What stands in it, or will in a moment.
    #[must_use]
    pub fn now(&self) -> Content {
        self.states
            .last()
            .map(|state| state.content.clone())
            .unwrap_or_default()
    }

    /// A key is about to be struck that changes it.
    pub fn strike(&mut self, change: impl FnOnce(&mut Content)) {
        let mut content = self.now();
        change(&mut content);
        self.states.push(State { content, by: None });
    }

    /// Everything that was struck stands on the screen.
    pub fn seen(&mut self) {
        let now = Instant::now();
        for state in self.states.iter_mut().rev() {
            if state.by.is_some() {
                break;
            }
            state.by = Some(now);
        }
    }

    /// Holds what is kept against what was typed a second before the program was killed. Gives the
    /// number of characters that were typed later than what is kept.
    ///
    /// # Errors
    /// What is lost.
    pub fn judge(&self, kept: Option<&Content>, killed: Instant) -> Result<usize, Box<Lost>> {
        let surely = |state: &State| state.by.is_some_and(|by| by + LAST <= killed);
        let least = self.states.iter().rposition(surely).unwrap_or(0);
        // A form in which nothing stands is not kept.
        let blank = Content::default();
        let there = kept.unwrap_or(&blank).settled();
        let found = self
            .states
            .iter()
            .rposition(|state| state.content.settled() == there)
            .filter(|found| *found >= least);
        match found {
            Some(found) => Ok(self.states.len() - 1 - found),
            None => Err(Box::new(Lost {
                typed: self.states[least].content.clone(),
                kept: kept.cloned(),
            })),
        }
    }
}

/// A case whose number was seen on the screen, or that a kill let come through.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The case's id, as soon as the disk has told it.
    pub case: String,
    /// The case's number as it stood there.
    pub number: String,
    /// What was saved, all in all.
    pub content: Content,
    /// Words that were saved on it, each once.
    pub words: Vec<String>,
}

impl Shown {
    /// A form on it was saved.
    pub fn take(&mut self, saved: Content) {
        self.content.papers.extend(saved.papers);
        self.words
            .extend(Some(saved.word).filter(|word| !word.is_empty()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(names: &[&str], before: Duration) -> (Form, Instant) {
        let mut form = Form::begun("f", Content::default(), Content::default());
        for name in names {
            form.strike(|content| content.name = (*name).to_owned());
            form.seen();
        }
        (form, Instant::now() + before)
    }

    fn kept(name: &str) -> Content {
        Content {
            name: name.to_owned(),
            ..Content::default()
        }
    }

    #[test]
    fn what_was_typed_more_than_a_second_ago_has_to_be_there_to_the_letter() {
        let (form, killed) = typed(&["蓝", "蓝春", "蓝春妹"], LAST);
        assert!(form.judge(Some(&kept("蓝春")), killed).is_err());
        assert!(form.judge(Some(&kept("蓝春梅")), killed).is_err());
        assert!(form.judge(None, killed).is_err());
        assert_eq!(form.judge(Some(&kept("蓝春妹")), killed), Ok(0));
    }

    #[test]
    fn the_last_second_may_be_lost_but_nothing_may_be_there_that_was_not_typed() {
        let (form, killed) = typed(&["蓝", "蓝春", "蓝春妹"], Duration::ZERO);
        assert_eq!(form.judge(Some(&kept("蓝春")), killed), Ok(1));
        assert_eq!(form.judge(None, killed), Ok(3));
        assert!(form.judge(Some(&kept("春")), killed).is_err());
    }

    #[test]
    fn a_blank_at_the_end_of_a_field_that_was_left_is_no_loss() {
        let (form, killed) = typed(&["下坪组", "下坪组 "], LAST);
        assert_eq!(form.judge(Some(&kept("下坪组")), killed), Ok(0));
        assert!(form.judge(Some(&kept("下坪")), killed).is_err());
    }

    #[test]
    fn a_key_that_was_under_way_may_or_may_not_have_arrived() {
        let (mut form, killed) = typed(&["蓝"], LAST);
        form.strike(|content| content.name.push('春'));
        assert_eq!(form.judge(Some(&kept("蓝")), killed), Ok(1));
        assert_eq!(form.judge(Some(&kept("蓝春")), killed), Ok(0));
    }
}
