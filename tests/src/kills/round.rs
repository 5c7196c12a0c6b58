//! The rounds: everybody works, somebody is killed, and now and then all come to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};
use serde_json::Value;

use super::clerk::Clerk;
use super::station::{Pc, through};
use super::{compare, order};
use crate::dice::Dice;
use crate::line::Line;
use crate::township::{Run, STATION, Township};

/// Two PCs of one station, and one of another.
const VILLAGES: [&str; 3] = [STATION, STATION, "331123103212"];
/// Pictures that are taken in turn.
const PICTURES: u64 = 6;
/// Rounds after which all come to rest and are compared.
const REST_AFTER: u32 = 10;
/// How long all may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a round lets everybody work at most.
const WORK: u32 = 600;

/// What the rounds have done and found.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rounds that were played.
    pub rounds: u32,
    /// Acts that were answered as saved, at stations and at the console.
    pub answered: usize,
    /// Stations killed, and servers.
    pub killed: (u32, u32),
    /// Lines cut, and stalled.
    pub broken: (u32, u32),
    /// Acts that a desk refused, by its reason.
    pub refused: BTreeMap<String, u32>,
    /// Images at the township.
    pub images: usize,
    /// What is not there, or not the same on both sides.
    pub lost: Vec<String>,
    /// What is there twice, or though nobody asked for it.
    pub doubled: Vec<String>,
}

/// A county that is played with.
pub struct Scene {
    township: Township,
    pcs: Vec<Pc>,
    account: (String, String),
    clerk: Option<Clerk>,
    pictures: Vec<PathBuf>,
    dice: Dice,
    next: u64,
    /// Words and names by whether they were answered as saved.
    said: BTreeMap<String, bool>,
    /// Cases that were answered as saved, by the PC that has them.
    cases: Vec<(usize, String)>,
    /// What the rounds have done and found.
    pub tally: Tally,
}

impl Scene {
    /// A township and three PCs in a folder, which is emptied before.
    ///
    /// # Errors
    /// When a program does not do its work.
    pub fn new(folder: &Path, seed: u64) -> Run<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let mut township = Township::closed(folder);
        township.open()?;
        let account = township.accounts()?.into_iter().next();
        let mut pcs = Vec::new();
        for (nth, village) in VILLAGES.into_iter().enumerate() {
            let folder = folder.join(format!("pc-{nth}"));
            std::fs::create_dir_all(&folder)?;
            let line = Line::to(township.port())?;
            let pc = Pc::new(folder, village, line);
            township.enrol(village, &pc.enrolment())?;
            through(&pc.enrolment(), &pc.line.url())?;
            pcs.push(pc);
        }
        let mut dice = Dice::new(seed);
        let pictures = (0..PICTURES)
            .map(|nth| picture(folder, nth, &mut dice))
            .collect::<Run<_>>()?;
        let mut scene = Self {
            township,
            pcs,
            account: account.ok_or("a console without an account")?,
            clerk: None,
            pictures,
            dice,
            next: 0,
            said: BTreeMap::new(),
            cases: Vec::new(),
            tally: Tally::default(),
        };
        scene.furnish()?;
        Ok(scene)
    }

    /// Nobody takes in without a catalogue.
    fn furnish(&mut self) -> Run<()> {
        for pc in &mut self.pcs {
            pc.start()?;
            pc.ask(order::furnish(0))?;
            pc.answer(PATIENCE).ok_or("a station without a catalogue")?;
        }
        Ok(())
    }

    /// Plays so many rounds, the last of which ends at rest. It ends early where something is lost
    /// or doubled, so that what led to it can still be seen.
    ///
    /// # Errors
    /// When the machinery itself fails.
    pub fn play(&mut self, rounds: u32) -> Run<()> {
        for nth in 1..=rounds {
            self.round()?;
            self.tally.rounds = nth;
            if nth % REST_AFTER == 0 || nth == rounds {
                self.rest()?;
            }
            if !self.tally.lost.is_empty() || !self.tally.doubled.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn round(&mut self) -> Run<()> {
        self.wake()?;
        for nth in 0..self.pcs.len() {
            self.weather(nth);
            for _ in 0..self.dice.from_to(0, 2) {
                self.act(nth)?;
            }
        }
        if self.dice.percent(50) {
            self.clerk_says();
        }
        let millis = self.dice.from_to(0, WORK);
        std::thread::sleep(Duration::from_millis(u64::from(millis)));
        let whom = self.dice.below(100);
        if whom < 40 {
            self.township.kill();
            self.clerk = None;
            self.tally.killed.1 += 1;
        }
        if whom > 20 {
            let nth = self.dice.below(self.pcs.len());
            let answered = self.pcs[nth].kill()?;
            self.hear(nth, answered);
            self.tally.killed.0 += 1;
        }
        for nth in 0..self.pcs.len() {
            while let Some(answer) = self.pcs[nth].answer(Duration::ZERO) {
                self.hear(nth, vec![answer]);
            }
        }
        Ok(())
    }

    /// Starts whoever does not run.
    fn wake(&mut self) -> Run<()> {
        if self.township.process().is_none() {
            self.township.start()?;
        }
        self.pcs.iter_mut().try_for_each(Pc::start)
    }

    /// How a line is from now on.
    fn weather(&mut self, nth: usize) {
        let bytes = u64::from(self.dice.from_to(0, 150_000));
        let line = &self.pcs[nth].line;
        match self.dice.below(10) {
            0..=2 => {
                line.mend();
                line.cut_after(bytes);
                self.tally.broken.0 += 1;
            }
            3 => {
                line.mend();
                line.stall_after(bytes);
                self.tally.broken.1 += 1;
            }
            4..=8 => line.mend(),
            // As it is: a line that broke stays broken.
            _ => {}
        }
    }

    fn act(&mut self, nth: usize) -> Run<()> {
        self.next += 1;
        let number = self.next;
        let of_this = self.cases.iter().filter(|case| case.0 == nth);
        let own: Vec<String> = of_this.map(|case| case.1.clone()).collect();
        let asked = if own.is_empty() || self.dice.percent(50) {
            let name = name(number);
            let picture = self.dice.one(&self.pictures).display().to_string();
            self.said.insert(name.clone(), false);
            order::take_in(number, &name, u16::try_from(number % 999)?, &picture)
        } else {
            let text = format!("第{number}句");
            self.said.insert(text.clone(), false);
            let case: &String = self.dice.one(&own);
            order::say(number, case, &text)
        };
        self.pcs[nth].ask(asked)
    }

    /// The clerk says something on a case that a station has, if the township has it already.
    fn clerk_says(&mut self) {
        if self.clerk.is_none() {
            self.clerk = Clerk::new(self.township.port(), &self.account).ok();
        }
        let (Some(clerk), false) = (&self.clerk, self.cases.is_empty()) else {
            return;
        };
        self.next += 1;
        let text = format!("答{}", self.next);
        let answered = clerk.say(&self.dice.one(&self.cases).1, &text);
        self.said.insert(text, answered);
    }

    fn hear(&mut self, nth: usize, answers: Vec<(Value, Value)>) {
        for (asked, answer) in answers {
            let Some(case) = answer["done"].as_str() else {
                let why = &answer["refused"]["kind"];
                *self.tally.refused.entry(why.to_string()).or_default() += 1;
                continue;
            };
            let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
            match asked["do"].as_str() {
                Some("take_in") => {
                    self.said.insert(text("name"), true);
                    self.cases.push((nth, case.to_owned()));
                }
                Some("say") => drop(self.said.insert(text("text"), true)),
                _ => {}
            }
        }
    }

    /// Mends every line and lets everybody work until both sides hold the same.
    fn rest(&mut self) -> Run<()> {
        let begun = Instant::now();
        loop {
            self.wake()?;
            self.pcs.iter().for_each(|pc| pc.line.mend());
            let mut sent = true;
            for nth in 0..self.pcs.len() {
                sent &= self.comes_to_rest(nth)?;
            }
            // Twice: what one has sent another has to hear of.
            for nth in 0..self.pcs.len() {
                sent &= self.comes_to_rest(nth)?;
            }
            for nth in 0..self.pcs.len() {
                let answered = self.pcs[nth].kill()?;
                self.hear(nth, answered);
                self.pcs[nth].asked.clear();
            }
            self.township.kill();
            self.clerk = None;
            let apart = compare::sides(&self.pcs, &self.township)?;
            let late = begun.elapsed() > PATIENCE;
            if (sent && apart.is_empty()) || late {
                self.tally.lost.extend(apart);
                return self.count();
            }
        }
    }

    fn comes_to_rest(&mut self, nth: usize) -> Run<bool> {
        self.next += 1;
        let number = self.next;
        self.pcs[nth].ask(order::rest(number))?;
        while let Some((asked, answer)) = self.pcs[nth].answer(Duration::from_secs(60)) {
            if asked["number"] == number {
                return Ok(answer["done"] == true);
            }
            self.hear(nth, vec![(asked, answer)]);
        }
        Ok(false)
    }

    /// Holds what is there against what was answered.
    fn count(&mut self) -> Run<()> {
        let words = compare::words(&self.pcs)?;
        for (word, answered) in &self.said {
            match words.get(word) {
                None if *answered => self.tally.lost.push(format!("{word} was answered")),
                Some(times) if *times > 1 => {
                    self.tally
                        .doubled
                        .push(format!("{word} is there {times} times"));
                }
                _ => {}
            }
        }
        let asked: BTreeSet<&String> = self.said.keys().collect();
        let unasked = words.keys().filter(|word| !asked.contains(word));
        let unasked = unasked.map(|word| format!("{word} was asked for by nobody"));
        self.tally.doubled.extend(unasked);
        self.tally.answered = self.said.values().filter(|answered| **answered).count();
        let account = self.township.account()?;
        let images = account.lines().filter(|line| line.starts_with("image "));
        self.tally.images = images.count();
        Ok(())
    }
}

/// A name as people have them, and each another.
fn name(number: u64) -> String {
    let digits = number.to_string();
    let hans = digits.bytes().filter_map(|digit| {
        "零一二三四五六七八九"
            .chars()
            .nth(usize::from(digit - b'0'))
    });
    std::iter::once('钟').chain(hans).collect()
}

/// A picture of some hundred kilobytes: noise keeps JPEG from making it small.
fn picture(folder: &Path, nth: u64, dice: &mut Dice) -> Run<PathBuf> {
    let side = dice.from_to(300, 500);
    let picture = RgbImage::from_fn(side, side, |_, _| {
        let bits = dice.bits().to_le_bytes();
        Rgb([bits[0], bits[1], bits[2]])
    });
    let path = folder.join(format!("picture-{nth}.jpg"));
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 60))?;
    std::fs::write(&path, bytes)?;
    Ok(path)
}
