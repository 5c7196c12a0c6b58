//! Who tells the story: one line and one picture for each step.
#![allow(clippy::print_stdout, reason = "the lines are what the program is for")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::trouble::{Told, Trouble, that};
use crate::drive::Page;

/// Counts the steps, prints each with what was checked, and keeps its picture.
pub struct Teller {
    pictures: PathBuf,
    held: usize,
    step: String,
    began: Instant,
}

impl Teller {
    /// One who puts the pictures into this folder, in place of an earlier story's.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn new(pictures: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&pictures)?;
        for entry in std::fs::read_dir(&pictures)?.flatten() {
            if entry.path().extension().is_some_and(|end| end == "png") {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(Self {
            pictures,
            held: 0,
            step: "Everything is set up".to_owned(),
            began: Instant::now(),
        })
    }

    /// Begins the next step.
    pub fn step(&mut self, step: &str) {
        step.clone_into(&mut self.step);
    }

    /// The step has held: prints what was checked, and takes a picture of the page.
    ///
    /// # Errors
    /// When the page gives no picture.
    pub async fn held(&mut self, page: &Page, checked: impl AsRef<str>) -> Told<()> {
        self.held += 1;
        self.picture_of(page, self.held, "png").await?;
        println!("{:2}. {}: {}", self.held, self.step, checked.as_ref());
        Ok(())
    }

    /// Another picture within the step that is being played.
    ///
    /// # Errors
    /// When the page gives no picture.
    pub async fn also(&self, page: &Page, what: &str) -> Told<()> {
        self.picture_of(page, self.held + 1, &format!("{what}.png"))
            .await
    }

    /// A picture of a printed sheet within the step that is being played.
    ///
    /// # Errors
    /// When the sheet can't be read.
    pub fn sheet(&self, sheet: &Path) -> Told<()> {
        let picture = self.picture(self.held + 1, "sheet");
        let done = Command::new("pdftoppm")
            .args(["-png", "-r", "80", "-singlefile"])
            .arg(sheet)
            .arg(picture)
            .status()?;
        that(done.success(), "pdftoppm", "a picture", done)
    }

    /// A picture of a page at rest: nothing fades in or out.
    async fn picture_of(&self, page: &Page, step: usize, end: &str) -> Told<()> {
        let rest =
            "return document.getAnimations().every(moving => moving.playState !== 'running')";
        page.wait_until("a page at rest", rest, vec![]).await?;
        Ok(page.picture(self.picture(step, end)).await?)
    }

    /// The story is over. Gives its last line.
    #[must_use]
    pub fn end(&self) -> String {
        println!(
            "Pictures are in {}. It took {} s.",
            self.pictures.display(),
            self.began.elapsed().as_secs()
        );
        format!("story: {0} steps, {0} held", self.held)
    }

    /// The step has broken: takes pictures of what can still be seen. Gives the last line.
    pub async fn broke(&self, trouble: &Trouble, pages: &[(&str, Option<&Page>)]) -> String {
        println!("{}", trouble);
        for (name, page) in pages {
            let Some(page) = page else { continue };
            let path = self.pictures.join(format!("broken-{name}.png"));
            if page.picture(path.clone()).await.is_ok() {
                println!("  picture: {}", path.display());
            }
        }
        format!(
            "story: {} steps held, step {} broke: {}",
            self.held,
            self.held + 1,
            self.step
        )
    }

    fn picture(&self, step: usize, end: &str) -> PathBuf {
        let plain = self.step.replace('\'', "").to_lowercase();
        let words: Vec<&str> = plain
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        self.pictures
            .join(format!("{step:02}-{}.{end}", words.join("-")))
    }
}
