//! What operators do at a desk: one act after another, whatever the case's state allows.

use shanyi_domain::fact::{
    Applicant, Channel, Collected, Commented, Delivered, Fact, ImageRef, MaterialLine,
    MaterialsAmended, Media, MoneyRecorded, OriginalsReturned, Relation, Submitted, Withdrawn,
};
use shanyi_domain::ids::StationId;
use shanyi_domain::state::State;
use shanyi_domain::time::{Day, Moment};
use shanyi_store::Store;

use super::Sim;
use crate::dice::Dice;

const NAMES: [&str; 6] = ["蓝春妹", "雷大山", "钟土根", "周桂香", "吴小满", "盘阿妹"];
const MATERIALS: [&str; 4] = ["id_card", "household_book", "photo", "bank_card"];

/// An intake with nothing in hand.
pub fn bare_intake(station: StationId, dice: &mut Dice) -> Collected {
    Collected {
        number: "五星-26-D0001-8".to_owned(),
        station,
        item: "lnyd".to_owned(),
        catalog_version: 1,
        applicant: Applicant {
            name: (*dice.one(&NAMES)).to_owned(),
            id_number: None,
            phone: None,
            address: "下坪组 12 号".to_owned(),
        },
        materials: Vec::new(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    }
}

/// An intake, sometimes handed over with the same key.
pub fn intake(store: &Store, station: StationId, dice: &mut Dice) -> Sim<Vec<Fact>> {
    let mut facts = vec![Fact::Collected(Collected {
        materials: lines(store, dice)?,
        ..bare_intake(station, dice)
    })];
    if dice.percent(50) {
        facts.push(submitted());
    }
    Ok(facts)
}

/// An act on a case in this state; of a hundred words on it, so many are long.
pub fn act(
    store: &Store,
    state: State,
    now: Moment,
    wordy: u32,
    dice: &mut Dice,
) -> Sim<Vec<Fact>> {
    if dice.percent(25) {
        return Ok(vec![comment(wordy, dice)]);
    }
    Ok(match state {
        State::Collected | State::Correction => match dice.below(5) {
            0 => vec![withdrawn()],
            1 => vec![amended(store, dice)?],
            2 => vec![submitted()],
            _ => vec![amended(store, dice)?, submitted()],
        },
        State::Submitted | State::Accepted if dice.percent(40) => vec![withdrawn()],
        State::Granted if dice.percent(50) => vec![Fact::MoneyRecorded(MoneyRecorded {
            fen: 80_000,
            on: Day(now.business_day()),
            card_last4: None,
        })],
        State::Granted => vec![Fact::Delivered(Delivered {
            to: (*dice.one(&NAMES)).to_owned(),
            relation: Relation::Applicant,
            signature: some_image(store, dice, Media::Png)?,
            photo: None,
        })],
        State::Refused | State::Withdrawn | State::Denied => {
            vec![Fact::OriginalsReturned(OriginalsReturned { to: None })]
        }
        _ => vec![comment(wordy, dice)],
    })
}

fn comment(wordy: u32, dice: &mut Dice) -> Fact {
    let text = ["下午再来", "带上照片", "她女儿来过", "已电话通知"];
    // Some are long, so that requests do not end after one frame, nor feeds after one page.
    let times = match dice.percent(wordy) {
        true => dice.below(1_200),
        false => 1,
    };
    Fact::Commented(Commented {
        text: dice.one(&text).repeat(times),
    })
}

fn submitted() -> Fact {
    Fact::Submitted(Submitted {
        missing_because: None,
    })
}

fn withdrawn() -> Fact {
    Fact::Withdrawn(Withdrawn {
        reason: "本人不办了".to_owned(),
    })
}

fn amended(store: &Store, dice: &mut Dice) -> Sim<Fact> {
    Ok(Fact::MaterialsAmended(MaterialsAmended {
        materials: lines(store, dice)?,
        applies: None,
    }))
}

fn lines(store: &Store, dice: &mut Dice) -> Sim<Vec<MaterialLine>> {
    let mut lines = Vec::new();
    for material in MATERIALS {
        if dice.percent(70) {
            continue;
        }
        let image = some_image(store, dice, Media::Jpeg)?;
        lines.push(MaterialLine {
            material: material.to_owned(),
            originals: 1,
            copies: 1,
            images: image.into_iter().collect(),
            checked: true,
        });
    }
    Ok(lines)
}

/// An image in one of three cases: mostly small, now and then of several chunks.
fn some_image(store: &Store, dice: &mut Dice, media: Media) -> Sim<Option<ImageRef>> {
    if dice.percent(60) {
        return Ok(None);
    }
    let length = match dice.below(8) {
        0 => dice.from_to(40_000, 120_000),
        1 | 2 => dice.from_to(5_000, 20_000),
        _ => dice.from_to(1, 2_000),
    };
    let mut bytes = vec![0; length as usize];
    // Half of what operators photograph is the same card again.
    let mut pixels = Dice::new(if dice.percent(20) { 7 } else { dice.bits() });
    for part in bytes.chunks_mut(8) {
        part.copy_from_slice(&pixels.bits().to_le_bytes()[..part.len()]);
    }
    Ok(Some(store.put_image(&bytes, media)?))
}
