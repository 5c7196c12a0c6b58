//! What an operator's hands do in the station's window, mostly on the keyboard.

use std::path::Path;

use serde_json::{Value, json};
use shanyi_domain::number::CaseNumber;

use super::people::Person;
use super::trouble::{Told, otherwise, that};
use crate::drive::Window;

/// The selector of a place in the pages.
#[must_use]
pub fn at(place: &str) -> String {
    format!("[data-test=\"{place}\"]")
}

/// Hands at the station's window.
#[derive(Clone, Copy)]
pub struct Hands<'a>(pub &'a Window);

impl Hands<'_> {
    /// Begins an intake: F2, the item by what is typed, Enter twice. Stands at the villager then.
    ///
    /// # Errors
    /// When the item is not the first that is found.
    pub async fn begin(&self, typed: &str, item: &str) -> Told<()> {
        self.find_item(typed, item).await?;
        self.0.press("Enter").await?;
        Ok(self.0.wait_for(&step(1)).await?)
    }

    /// Begins an intake and finds the item; its card is open then.
    ///
    /// # Errors
    /// When the item is not the first that is found.
    pub async fn find_item(&self, typed: &str, item: &str) -> Told<()> {
        let window = self.0;
        window.press("F2").await?;
        window.wait_for(&step(0)).await?;
        window.wait_focus("#item").await?;
        window.type_text(typed).await?;
        window.wait_for("[role=option][data-highlighted]").await?;
        window.press("Enter").await?;
        Ok(window
            .wait_for(&format!("[data-test=item-card][data-item={item}]"))
            .await?)
    }

    /// Writes the villager down and goes on to the papers.
    ///
    /// # Errors
    /// When the window does not go on.
    pub async fn write_down(&self, person: &Person) -> Told<()> {
        self.write_fields(person, &person.id_number()?).await?;
        self.to_papers().await
    }

    /// Fills the villager's fields, with an ID number as it is typed.
    ///
    /// # Errors
    /// When a field is not there.
    pub async fn write_fields(&self, person: &Person, id_number: &str) -> Told<()> {
        let window = self.0;
        window.wait_focus("#name").await?;
        window.type_text(person.name).await?;
        window.press("Enter").await?;
        window.wait_focus("#id-number").await?;
        window.type_text(id_number).await?;
        match person.phone {
            Some(phone) => window.fill("#phone", phone).await?,
            None => window.click("#no-phone").await?,
        }
        Ok(window.fill("#address", person.address).await?)
    }

    /// From the villager on to the papers.
    ///
    /// # Errors
    /// When the window does not go on.
    pub async fn to_papers(&self) -> Told<()> {
        self.0.press("Enter").await?;
        Ok(self.0.wait_for(&step(2)).await?)
    }

    /// Chooses files for a paper.
    ///
    /// # Errors
    /// When they do not get there.
    pub async fn choose_files(&self, paper: &str, files: &[impl AsRef<Path>]) -> Told<()> {
        for (count, file) in (1..).zip(files) {
            let field = format!("[data-drop-line={paper}] input[type=file]");
            self.0.attach_file(&field, file).await?;
            self.pictured(paper, count).await?;
        }
        Ok(())
    }

    /// Waits until so many pictures of a paper are prepared.
    ///
    /// # Errors
    /// When they are not.
    pub async fn pictured(&self, paper: &str, count: usize) -> Told<()> {
        let place = format!(
            "{} {}",
            at(&format!("material-{paper}")),
            at("material-here")
        );
        Ok(self.0.wait_text(&place, &format!("图 {count} 张")).await?)
    }

    /// Takes a paper as received: its number, then the space bar.
    ///
    /// # Errors
    /// When it does not count as here then.
    pub async fn receive(&self, number: usize, paper: &str) -> Told<()> {
        self.0.press(&number.to_string()).await?;
        self.present(paper).await?;
        self.0.press("Space").await?;
        let place = format!("[data-test=material-{paper}][data-standing=here]");
        Ok(self.0.wait_for(&place).await?)
    }

    /// Answers that a paper's condition does not hold: its number, then N.
    ///
    /// # Errors
    /// When it is still asked for.
    pub async fn not_needed(&self, number: usize, paper: &str) -> Told<()> {
        self.0.press(&number.to_string()).await?;
        self.present(paper).await?;
        self.0.press("n").await?;
        let place = format!("[data-test=material-{paper}][data-standing=not_needed]");
        Ok(self.0.wait_for(&place).await?)
    }

    async fn present(&self, paper: &str) -> Told<()> {
        let panel = format!("[data-test=material-panel][data-material={paper}]");
        Ok(self.0.wait_for(&panel).await?)
    }

    /// Saves and gives the case's id and number, whose check character has to be right.
    ///
    /// # Errors
    /// When nothing is saved.
    pub async fn save(&self, key: &str) -> Told<(String, String)> {
        self.0.press(key).await?;
        self.0.wait_for(&at("done")).await?;
        let number = self.0.text(&at("number")).await?;
        if let Err(error) = CaseNumber::parse(&number) {
            return Err(otherwise(
                "the case number",
                "a right check character",
                format!("{number}: {error}"),
            ));
        }
        let page = self.0.call(
            "cases",
            json!({ "search": { "text": number }, "after": null }),
        );
        let page = page.await?;
        let id = page["rows"][0]["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        that(
            !id.is_empty(),
            "the case that was saved",
            "to be found by its number",
            page,
        )?;
        Ok((id, number))
    }

    /// A case with all that the desk knows of it.
    ///
    /// # Errors
    /// When the desk refuses.
    pub async fn case(&self, id: &str) -> Told<Value> {
        Ok(self.0.call("case", json!({ "case": id })).await?)
    }

    /// Presses "send now" in the sync panel: F9, Enter, Escape.
    ///
    /// # Errors
    /// When there is no panel.
    pub async fn send_now(&self) -> Told<()> {
        self.0.press("F9").await?;
        self.0.wait_for(&at("send-now")).await?;
        self.0.press("Enter").await?;
        self.0
            .wait_for(&format!("{}:not([disabled])", at("send-now")))
            .await?;
        self.0.press("Escape").await?;
        Ok(self.0.wait_gone(&at("sync-panel")).await?)
    }

    /// Waits until the badge says all of these words.
    ///
    /// # Errors
    /// When it does not; with what it says.
    pub async fn badge(&self, words: &str) -> Told<String> {
        self.0.wait_text(&at("sync-badge"), words).await?;
        Ok(self.0.text(&at("sync-badge")).await?)
    }

    /// Opens a case from the list of today, where it has to stand as something to do.
    ///
    /// # Errors
    /// When it does not stand there.
    pub async fn open_todo(&self, kind: &str, case: &str) -> Told<()> {
        self.0.press("F1").await?;
        let row = format!("[data-test=todo-{kind}][data-case=\"{case}\"]");
        self.0.wait_for(&row).await?;
        Ok(self.0.click(&row).await?)
    }
}

fn step(number: usize) -> String {
    format!("[data-test=intake][data-step=\"{number}\"]")
}
