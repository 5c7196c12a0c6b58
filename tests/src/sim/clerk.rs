//! What clerks do at the township: acts of its own stream, by its own code.

use shanyi_domain::deadline::{Limit, LimitUnit};
use shanyi_domain::fact::{
    Accepted, Commented, CorrectionAsked, Decided, Delivered, Dispatched, Extended, Fact, Paused,
    Refused, Relation, ResultIssued, Resumed, Transferred, Wanted, Withdrawn,
};
use shanyi_domain::ids::{CaseId, EventId};
use shanyi_domain::ownership::{Ruling, rule};
use shanyi_domain::state::{Outcome, Role};
use shanyi_domain::time::{Day, Moment};
use shanyi_server::App;
use shanyi_server::ledger::LedgerError;
use shanyi_server::township::{self, Deed};

use super::template::CLERK;
use crate::dice::Dice;

/// A clerk does something to one of the cases. Gives the event, where there was something to do.
pub fn act(
    app: &App,
    now: Moment,
    dice: &mut Dice,
) -> Result<Option<(CaseId, EventId)>, LedgerError> {
    let cases = app.ledger.read(|view| view.case_ids())?;
    if cases.is_empty() {
        return Ok(None);
    }
    let id = *dice.one(&cases);
    let wish = fact(now, dice);
    app.ledger.write(|tx| {
        let (Some((seed, station)), Some(known)) = (tx.case_file(id)?, tx.case(id)?) else {
            return Ok(None);
        };
        let state = Some(known.case.state);
        let fact = match rule(wish.kind(), Role::Township, state, wish.outcome()) {
            Ruling::To(_) => wish,
            _ => comment(),
        };
        let deed = Deed {
            case: id,
            seed,
            station,
            base: known.case.tips(),
            actor: CLERK,
            fact: &fact,
        };
        township::act(tx, deed, now).map(|event| Some((id, event)))
    })
}

fn comment() -> Fact {
    Fact::Commented(Commented {
        text: "请补照片".to_owned(),
    })
}

fn fact(now: Moment, dice: &mut Dice) -> Fact {
    let on = Day(now.business_day());
    let word = || "按规定".to_owned();
    match dice.below(14) {
        0..3 => Fact::Accepted(Accepted {
            on,
            limit: Some(Limit {
                value: 5,
                unit: LimitUnit::WorkingDays,
            }),
            office: None,
        }),
        3 | 4 => Fact::CorrectionAsked(CorrectionAsked {
            wanted: vec![Wanted {
                material: "photo".to_owned(),
                why: word(),
            }],
            note: None,
        }),
        5 => Fact::Refused(Refused {
            reason: word(),
            where_to_go: word(),
        }),
        6 | 7 => Fact::Decided(Decided {
            outcome: match dice.percent(70) {
                true => Outcome::Granted,
                false => Outcome::Denied,
            },
            on,
            reason: Some(word()),
        }),
        8 => Fact::Withdrawn(Withdrawn { reason: word() }),
        9 => Fact::Dispatched(Dispatched { office: word() }),
        10 => match dice.percent(50) {
            true => Fact::Paused(Paused {
                from: on,
                reason: word(),
            }),
            false => Fact::Resumed(Resumed { from: on }),
        },
        11 => match dice.percent(50) {
            true => Fact::Extended(Extended {
                by: Limit {
                    value: 3,
                    unit: LimitUnit::WorkingDays,
                },
                reason: word(),
            }),
            false => Fact::Transferred(Transferred { office: word() }),
        },
        12 => Fact::ResultIssued(ResultIssued {
            name: word(),
            number: None,
        }),
        _ => Fact::Delivered(Delivered {
            to: word(),
            relation: Relation::Spouse,
            signature: None,
            photo: None,
        }),
    }
}
