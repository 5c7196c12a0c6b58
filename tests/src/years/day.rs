//! The days of the desk: each case's next happening becomes an act of the station or a word of the
//! township.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use shanyi_domain::catalog::{Need, ServiceItem};
use shanyi_domain::fact::{
    Accepted, Applicant, Channel, Collected, Commented, CorrectionAsked, Decided, Delivered,
    Dispatched, Fact, MaterialLine, MaterialsAmended, MoneyRecorded, OriginalsReturned, Paused,
    Refused, Relation, ResultIssued, Resumed, Submitted, Wanted, Withdrawn,
};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventId, Seed, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::state::Outcome;
use shanyi_domain::time::{Day, Moment};
use shanyi_store::{Act, Durability, Identity, Operator, Options, Store, load_or_create_key};
use shanyi_wire::derive;
use shanyi_wire::keys::SigningKey;

use super::people::Villager;
use super::plan::Happening;
use super::township::{self, Township};
use super::{Made, Plan, Sum, WORKING_DAYS, moment, working_day};
use crate::dice::Dice;

/// The operator.
const OPERATOR: ActorId = ActorId(11);
/// Acts of the last day that the township has not heard of yet.
const UNHEARD: usize = 6;

/// A case that was taken in.
struct Begun {
    id: CaseId,
    seed: Seed,
    /// Its last event.
    tip: EventId,
}

/// A desk that lives through the years.
pub struct Desk<'a> {
    store: Store,
    people: &'a [Villager],
    items: &'a [&'a ServiceItem],
    plans: Vec<Plan>,
    /// How far each case has come.
    done: Vec<usize>,
    begun: BTreeMap<usize, Begun>,
    township: Township,
    dice: Dice,
    /// The last bits that the store has drawn: the seed of the case that was just taken in.
    drawn: Arc<Mutex<Vec<u8>>>,
    events: usize,
}

impl<'a> Desk<'a> {
    /// Installs the store, enrolled and with the township's documents.
    pub fn open(
        folder: &Path,
        people: &'a [Villager],
        items: &'a [&'a ServiceItem],
        plans: Vec<Plan>,
        seed: u64,
    ) -> Made<Self> {
        std::fs::create_dir_all(folder)?;
        let (drawn, mut bits) = (Arc::new(Mutex::new(Vec::new())), Dice::new(seed ^ 3));
        let draws = Arc::clone(&drawn);
        let options = Options {
            durability: Durability::None,
            randomness: Box::new(move |bytes| {
                bytes.fill_with(|| bits.bits().to_le_bytes()[0]);
                *draws.lock().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
                Ok(())
            }),
            ..Options::default()
        };
        let mut store = Store::open(folder, &load_or_create_key(folder)?, options)?;
        let mut township = Township::new();
        store.enrol(&identity(&township)?)?;
        township.publish(&mut store, moment(working_day(0), 0))?;
        Ok(Self {
            store,
            people,
            items,
            done: vec![0; plans.len()],
            plans,
            begun: BTreeMap::new(),
            township,
            dice: Dice::new(seed),
            drawn,
            events: 3,
        })
    }

    /// One day: what the station does, then what the township does, until nothing of it is left.
    pub fn live_through(&mut self, day: usize, cases: &[usize]) -> Made<()> {
        let mut at = moment(working_day(day), 600);
        let mut left: Vec<usize> = cases.to_vec();
        while !left.is_empty() {
            let last = left.len();
            for (index, case) in left.iter().enumerate() {
                // The last few of the last day wait here for the line.
                if day + 1 == WORKING_DAYS && index + UNHEARD == last {
                    self.township.tell(&mut self.store, at)?;
                }
                self.at_the_station(*case, day, &mut at)?;
            }
            if day + 1 < WORKING_DAYS {
                self.township.tell(&mut self.store, at)?;
            }
            for case in &left {
                self.at_the_township(*case, day, &mut at)?;
            }
            if day + 1 < WORKING_DAYS {
                self.township.tell(&mut self.store, at)?;
            } else {
                self.township.hear(&mut self.store)?;
            }
            left.retain(|case| self.next(*case, day).is_some());
        }
        if day.is_multiple_of(10) || day + 1 == WORKING_DAYS {
            self.store.checkpoint()?;
        }
        Ok(())
    }

    /// Closes the store.
    pub fn close(mut self) -> Made<Sum> {
        self.store.checkpoint()?;
        Ok(Sum {
            cases: self.plans.len(),
            events: self.events,
        })
    }

    fn next(&self, case: usize, day: usize) -> Option<Happening> {
        let (due, happening) = self.plans[case].steps.get(self.done[case])?;
        (*due <= day).then_some(*happening)
    }

    fn at_the_station(&mut self, case: usize, day: usize, at: &mut Moment) -> Made<()> {
        while let Some(happening) = self.next(case, day) {
            if happening.is_the_townships() {
                break;
            }
            *at = at.plus_seconds(i64::from(self.dice.from_to(5, 60)));
            let facts = self.facts(case, happening);
            self.events += facts.len();
            let known = self.begun.get(&case).map(|begun| begun.id);
            let saved = self.store.record(Act {
                case: known,
                facts,
                actor: OPERATOR,
                at: *at,
                clock_doubtful: false,
                draft: None,
            })?;
            let tip = *saved.events.last().ok_or("nothing was saved")?;
            match self.begun.get_mut(&case) {
                Some(begun) => begun.tip = tip,
                None => self.begin(case, saved.case.id, tip)?,
            }
            self.done[case] += 1;
        }
        Ok(())
    }

    fn begin(&mut self, case: usize, id: CaseId, tip: EventId) -> Made<()> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let seed = Seed(drawn.as_slice().try_into()?);
        if derive::case_id(&seed) != id {
            return Err("the case has another seed".into());
        }
        self.begun.insert(case, Begun { id, seed, tip });
        Ok(())
    }

    fn at_the_township(&mut self, case: usize, day: usize, at: &mut Moment) -> Made<()> {
        while let Some(happening) = self.next(case, day) {
            if !happening.is_the_townships() {
                break;
            }
            *at = at.plus_seconds(i64::from(self.dice.from_to(5, 60)));
            let item = self.items[self.plans[case].item];
            let fact = said(item, happening, working_day(day), &mut self.dice);
            let begun = self.begun.get_mut(&case).ok_or("no such case")?;
            begun.tip = self
                .township
                .say((begun.id, begun.seed), begun.tip, fact, *at)?;
            self.events += 1;
            self.done[case] += 1;
        }
        Ok(())
    }

    /// What the station records.
    fn facts(&mut self, case: usize, happening: Happening) -> Vec<Fact> {
        let plan = &self.plans[case];
        let (item, villager) = (self.items[plan.item], &self.people[plan.villager]);
        let submitted = Fact::Submitted(Submitted {
            missing_because: None,
        });
        match happening {
            Happening::TakeIn { complete } => {
                let taken = Fact::Collected(collected(item, villager, complete, &mut self.dice));
                if complete {
                    vec![taken, submitted]
                } else {
                    vec![taken]
                }
            }
            Happening::Amend => {
                let materials = item.materials.first().map(|listed| line(&listed.code, 1));
                let amended = Fact::MaterialsAmended(MaterialsAmended {
                    materials: materials.into_iter().collect(),
                    applies: None,
                });
                vec![amended, submitted]
            }
            Happening::Withdraw => vec![Fact::Withdrawn(Withdrawn {
                reason: "本人不办了，过年再说".into(),
            })],
            Happening::Deliver => vec![Fact::Delivered(Delivered {
                to: villager.name.clone(),
                relation: Relation::Applicant,
                signature: None,
                photo: None,
            })],
            Happening::Return => vec![Fact::OriginalsReturned(OriginalsReturned {
                to: Some(villager.name.clone()),
            })],
            _ => vec![Fact::Commented(Commented {
                text: "已电话通知，等儿子周末回来补齐材料".into(),
            })],
        }
    }
}

fn identity(township: &Township) -> Made<Identity> {
    Ok(Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: township.key().public(),
        // Nobody listens there: the line is down, as it mostly is.
        server: "http://127.0.0.1:9".into(),
        station: township::station(),
        operator: Operator {
            id: OPERATOR,
            name: "梅建平".into(),
            phone: "13857800001".into(),
        },
        block: Block::nth(0).ok_or("no block")?,
    })
}

fn line(material: &str, originals: u8) -> MaterialLine {
    MaterialLine {
        material: material.into(),
        originals,
        copies: 1,
        images: Vec::new(),
        checked: true,
    }
}

fn collected(
    item: &ServiceItem,
    villager: &Villager,
    complete: bool,
    dice: &mut Dice,
) -> Collected {
    let mut applies = Vec::new();
    let mut materials = Vec::new();
    for listed in &item.materials {
        match listed.need {
            Need::Required => materials.push(line(&listed.code, 1)),
            Need::Conditional { .. } if dice.percent(25) => {
                applies.push(listed.code.clone());
                materials.push(line(&listed.code, 1));
            }
            Need::Conditional { .. } | Need::Optional => {}
        }
    }
    let noticed = match complete {
        true => Vec::new(),
        false => materials.pop().into_iter().map(|l| l.material).collect(),
    };
    let channels = [
        Channel::Counter,
        Channel::Counter,
        Channel::Visit,
        Channel::Phone,
    ];
    Collected {
        number: String::new(),
        station: StationId(1),
        item: item.code.clone(),
        catalog_version: 1,
        applicant: Applicant {
            name: villager.name.clone(),
            id_number: villager.id_number.clone(),
            phone: villager.phone.clone(),
            address: villager.address.clone(),
        },
        materials,
        channel: *dice.one(&channels),
        noticed,
        applies,
    }
}

/// What the township says.
fn said(item: &ServiceItem, happening: Happening, today: NaiveDate, dice: &mut Dice) -> Fact {
    let (on, office) = (Day(today), item.decider.clone());
    match happening {
        Happening::Correct => Fact::CorrectionAsked(CorrectionAsked {
            wanted: item
                .materials
                .iter()
                .take(1)
                .map(|listed| Wanted {
                    material: listed.code.clone(),
                    why: "照片不清楚，请重新拍".into(),
                })
                .collect(),
            note: dice.percent(50).then(|| "请尽快补来".into()),
        }),
        Happening::Accept => Fact::Accepted(Accepted {
            on,
            limit: item.limits.promised.or(item.limits.statutory),
            office: Some(office),
        }),
        Happening::Dispatch => Fact::Dispatched(Dispatched { office }),
        Happening::Pause => Fact::Paused(Paused {
            from: on,
            reason: "现场查验".into(),
        }),
        Happening::Resume => Fact::Resumed(Resumed { from: on }),
        Happening::Refuse => Fact::Refused(Refused {
            reason: "户籍不在本县，按规定应向户籍所在地申请".into(),
            where_to_go: "户籍所在地乡镇便民服务中心".into(),
        }),
        Happening::Issue => Fact::ResultIssued(ResultIssued {
            name: item.result.name.clone(),
            number: Some(format!("331123{:08}", dice.below(100_000_000))),
        }),
        Happening::Money => Fact::MoneyRecorded(MoneyRecorded {
            fen: u64::from(dice.from_to(5_000, 900_000)),
            on,
            card_last4: Some(format!("{:04}", dice.below(10_000))),
        }),
        decided => Fact::Decided(Decided {
            outcome: match decided {
                Happening::Decide { granted: false } => Outcome::Denied,
                _ => Outcome::Granted,
            },
            on,
            reason: None,
        }),
    }
}
