//! The rounds: everybody works, somebody is killed, and now and then all come to rest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};
use serde_json::Value;

use super::compare::Held;
use super::order;
use super::station::{Pc, through};
use crate::clerk::Clerk;
use crate::dice::Dice;
use crate::township::{Run, STATION, Township};

/// Two PCs of one station, and one of another.
const VILLAGES: [&str; 3] = [STATION, STATION, "331123103212"];
/// Pictures that are taken in turn.
const PICTURES: u64 = 6;
/// Rounds after which all come to rest and are compared.
const REST_AFTER: u32 = 10;
/// How long all may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a round lets everybody work at most, in milliseconds.
const WORK: u32 = 400;
/// The same where lines are slow: two round trips, and a part of an image.
const SLOW_WORK: u32 = 2500;
/// Of so many rounds, one has slow lines.
const SLOW: u32 = 8;
/// Of a hundred rounds, in so many nobody waits until the desks that were started are open.
const EARLY: u32 = 10;

/// What the rounds have done and found.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rounds that were played.
    pub rounds: u32,
    /// Acts that were answered as saved, at stations and at the console.
    pub answered: usize,
    /// Stations killed, and servers.
    pub killed: (u32, u32),
    /// Lines cut, stalled, and slow.
    pub lines: (u32, u32, u32),
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
    /// What befalls them: the same for a seed, whatever was answered in time.
    luck: Dice,
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
            let pc = Pc::new(folder, village, township.port())?;
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
            luck: Dice::new(dice.bits()),
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
        }
        for pc in &mut self.pcs {
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
        if !self.luck.percent(EARLY) {
            self.pcs.iter_mut().try_for_each(Pc::is_open)?;
        }
        let slow = self.tally.rounds % SLOW == SLOW / 2;
        for nth in 0..self.pcs.len() {
            self.weather(nth, slow);
            for _ in 0..self.dice.from_to(0, 2) {
                self.act(nth)?;
            }
        }
        if self.luck.percent(50) {
            self.clerk_says();
        }
        let millis = self.luck.from_to(0, if slow { SLOW_WORK } else { WORK });
        std::thread::sleep(Duration::from_millis(u64::from(millis)));
        let whom = self.luck.below(100);
        if whom < 40 {
            self.township.kill();
            self.clerk = None;
            self.tally.killed.1 += 1;
        }
        if whom > 20 {
            let nth = self.luck.below(self.pcs.len());
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

    /// Starts whoever does not run. Desks open beside each other.
    fn wake(&mut self) -> Run<()> {
        if self.township.process().is_none() {
            self.township.start()?;
        }
        self.pcs.iter_mut().try_for_each(Pc::start)
    }

    /// How a line is from now on.
    fn weather(&mut self, nth: usize, slow: bool) {
        let pc = &self.pcs[nth];
        let broken = &mut self.tally.lines;
        let bytes = match slow {
            true => {
                pc.slow_line();
                broken.2 += 1;
                let whole = self.luck.percent(50);
                self.luck.from_to(0, if whole { 0 } else { 8_000 })
            }
            false => {
                let whole = self.luck.percent(60);
                // A line that broke stays broken now and then.
                if !whole && self.luck.percent(25) {
                    return;
                }
                pc.good_line();
                self.luck.from_to(0, if whole { 0 } else { 150_000 })
            }
        };
        let bytes = u64::from(bytes);
        match self.luck.below(10) {
            _ if bytes == 0 => {}
            0..=5 => {
                pc.line.cut_after(bytes);
                broken.0 += 1;
            }
            6 | 7 => {
                pc.line.stall_after(bytes);
                broken.1 += 1;
            }
            _ => {
                // Answers are short.
                pc.line.stall_answers_after(bytes % 2_000);
                broken.1 += 1;
            }
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
            self.pcs.iter().for_each(Pc::good_line);
            // Twice: what one has sent another has to hear of.
            let sent = self.come_to_rest()? & self.come_to_rest()?;
            for nth in 0..self.pcs.len() {
                let answered = self.pcs[nth].kill()?;
                self.hear(nth, answered);
                self.pcs[nth].asked.clear();
            }
            self.township.kill();
            self.clerk = None;
            let held = Held::of(&self.pcs, &self.township)?;
            let apart = held.apart();
            let late = begun.elapsed() > PATIENCE;
            if (sent && apart.is_empty()) || late {
                self.tally.lost.extend(apart);
                self.count(&held);
                return Ok(());
            }
        }
    }

    /// Has everybody send what waits, at the same time. True where nobody has anything left.
    fn come_to_rest(&mut self) -> Run<bool> {
        let mut asked = Vec::new();
        for pc in &mut self.pcs {
            self.next += 1;
            asked.push(self.next);
            pc.ask(order::rest(self.next))?;
        }
        let mut sent = true;
        for (nth, number) in asked.into_iter().enumerate() {
            sent &= self.rested(nth, number);
        }
        Ok(sent)
    }

    /// Hears a PC until it has done what was asked under this number.
    fn rested(&mut self, nth: usize, number: u64) -> bool {
        while let Some((asked, answer)) = self.pcs[nth].answer(Duration::from_secs(60)) {
            if asked["number"] == number {
                return answer["done"] == true;
            }
            self.hear(nth, vec![(asked, answer)]);
        }
        false
    }

    /// Holds what is there against what was answered.
    fn count(&mut self, held: &Held) {
        let words = held.words();
        for (word, answered) in &self.said {
            match words.get(word.as_str()) {
                None if *answered => self.tally.lost.push(format!("{word} was answered")),
                Some(times) if *times > 1 => {
                    self.tally
                        .doubled
                        .push(format!("{word} is there {times} times"));
                }
                _ => {}
            }
        }
        let unasked = words.keys().filter(|word| !self.said.contains_key(**word));
        let unasked = unasked.map(|word| format!("{word} was asked for by nobody"));
        self.tally.doubled.extend(unasked);
        self.tally.answered = self.said.values().filter(|answered| **answered).count();
        self.tally.images = held.images_there();
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
