//! What operators type into the search box of the made-up years, as far as one keystroke has come.

use super::people::{VILLAGES, Villager};
use crate::dice::Dice;

/// Queries of the mix.
pub const QUERIES: usize = 2_000;

/// The mix, in no order: two Han characters 40 in a hundred, initials 30, digits 20, others 10
/// (one character, full pinyin, both mixed, a case's number, an item, a house).
#[must_use]
pub fn mix(people: &[Villager], dice: &mut Dice) -> Vec<String> {
    let mut asked: Vec<String> = (0..QUERIES)
        .map(|index| {
            let villager = dice.one(people);
            match index % 10 {
                0..=3 => two_characters(villager, dice),
                4..=6 => initials(villager, dice),
                7..=8 => digits(villager, dice),
                _ => other(villager, dice),
            }
        })
        .collect();
    for index in (1..asked.len()).rev() {
        asked.swap(index, dice.below(index + 1));
    }
    asked
}

fn two_characters(villager: &Villager, dice: &mut Dice) -> String {
    let skip = match dice.below(10) {
        // The given name alone, where it has two characters.
        0..=1 => villager.sounds.len().saturating_sub(2),
        2 => return villager.village.chars().take(2).collect(),
        _ => 0,
    };
    villager.name.chars().skip(skip).take(2).collect()
}

/// Two or three letters: the last are often yet to come.
fn initials(villager: &Villager, dice: &mut Dice) -> String {
    let letters = villager.initials();
    let count = if dice.percent(50) { 2 } else { letters.len() };
    letters.chars().take(count).collect()
}

fn digits(villager: &Villager, dice: &mut Dice) -> String {
    let id = villager.id_number.as_ref().map(|id| id.as_str().to_owned());
    let number = match (&villager.phone, id) {
        (Some(phone), Some(id)) if dice.percent(50) => {
            drop(id);
            phone.clone()
        }
        (_, Some(id)) => id,
        (Some(phone), None) => phone.clone(),
        (None, None) => "0000".to_owned(),
    };
    let last = &number[number.len() - 4..];
    let count = match dice.below(10) {
        0..=1 => 2,
        2..=3 => 3,
        _ => 4,
    };
    last[..count].to_ascii_lowercase()
}

fn other(villager: &Villager, dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => villager.name.chars().take(1).collect(),
        1 => villager.sounds.concat(),
        2 => {
            let first: String = villager.name.chars().take(1).collect();
            format!("{first}{}", &villager.initials()[1..])
        }
        3 => format!("{}-A{:04}", dice.from_to(21, 26), dice.from_to(1, 60_000)),
        4 => (*dice.one(&["老年人优待", "lnyd", "社保卡", "cjz", "低保", "ybbx"])).to_owned(),
        _ => {
            let house = villager.address.split(' ').next().unwrap_or(VILLAGES[0]);
            house.to_owned()
        }
    }
}
