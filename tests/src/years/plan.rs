//! What happens to each case, and on which working day.

use shanyi_domain::catalog::{Handling, OutcomeKind, ServiceItem};
use shanyi_domain::state::State;

use crate::dice::Dice;

/// One thing that happens to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// 收件, handed over at once where it is complete.
    TakeIn {
        /// Every paper is here.
        complete: bool,
    },
    /// What was missing or asked for is brought, and the case handed over.
    Amend,
    /// A word of the operator.
    Comment,
    /// 补正.
    Correct,
    /// 受理.
    Accept,
    /// 交办.
    Dispatch,
    /// The clock stands still.
    Pause,
    /// The clock runs again.
    Resume,
    /// 不予受理.
    Refuse,
    /// 办结, granted or denied.
    Decide {
        /// Granted.
        granted: bool,
    },
    /// The certificate is made out.
    Issue,
    /// Money reached the card.
    Money,
    /// 撤回.
    Withdraw,
    /// 送达.
    Deliver,
    /// The originals went back.
    Return,
}

impl Happening {
    /// Whether it is the township that writes it.
    #[must_use]
    pub const fn is_the_townships(self) -> bool {
        matches!(
            self,
            Self::Correct
                | Self::Accept
                | Self::Dispatch
                | Self::Pause
                | Self::Resume
                | Self::Refuse
                | Self::Decide { .. }
                | Self::Issue
                | Self::Money
        )
    }
}

/// What happens after how many working days.
type Course = Vec<(u32, Happening)>;

/// A case that goes all the way to its end.
#[must_use]
pub fn closed(item: &ServiceItem, dice: &mut Dice) -> Course {
    let mut course = begun(dice);
    match dice.below(100) {
        0..=2 => {
            course.push((dice.from_to(1, 5), Happening::Withdraw));
            course.push((dice.from_to(0, 9), Happening::Return));
        }
        3..=5 => {
            course.push((dice.from_to(1, 4), Happening::Refuse));
            course.push((dice.from_to(0, 9), Happening::Return));
        }
        way => {
            corrected(&mut course, dice);
            if item.handling != Handling::Immediate || dice.percent(40) {
                accepted(&mut course, dice);
            }
            let granted = way > 9;
            course.push((span(item, dice), Happening::Decide { granted }));
            end(&mut course, item, granted, dice);
        }
    }
    course
}

/// A case that stands in this state: what has happened to it so far.
#[must_use]
pub fn open(item: &ServiceItem, state: State, dice: &mut Dice) -> Course {
    let mut course = begun(dice);
    match state {
        State::Collected => course = vec![(0, Happening::TakeIn { complete: false })],
        State::Submitted => {}
        State::Correction => course.push((dice.from_to(1, 4), Happening::Correct)),
        State::Refused => course.push((dice.from_to(1, 4), Happening::Refuse)),
        State::Withdrawn => course.push((dice.from_to(1, 4), Happening::Withdraw)),
        State::Accepted | State::Granted | State::Denied | State::Closed => {
            corrected(&mut course, dice);
            accepted(&mut course, dice);
            if state != State::Accepted {
                let granted = state == State::Granted;
                course.push((span(item, dice), Happening::Decide { granted }));
                if granted && is_paper(item) && dice.percent(70) {
                    course.push((dice.from_to(0, 5), Happening::Issue));
                }
            } else if dice.percent(8) {
                course.push((1, Happening::Pause));
            }
        }
    }
    course
}

fn begun(dice: &mut Dice) -> Course {
    if dice.percent(20) {
        let later = (dice.from_to(1, 8), Happening::Amend);
        return vec![(0, Happening::TakeIn { complete: false }), later];
    }
    vec![(0, Happening::TakeIn { complete: true })]
}

fn corrected(course: &mut Course, dice: &mut Dice) {
    if dice.percent(14) {
        course.push((dice.from_to(1, 4), Happening::Correct));
        if dice.percent(20) {
            course.push((1, Happening::Comment));
        }
        course.push((dice.from_to(1, 10), Happening::Amend));
    }
}

fn accepted(course: &mut Course, dice: &mut Dice) {
    course.push((dice.from_to(1, 3), Happening::Accept));
    if dice.percent(30) {
        course.push((dice.from_to(0, 2), Happening::Dispatch));
    }
    if dice.percent(4) {
        course.push((1, Happening::Pause));
        course.push((dice.from_to(2, 8), Happening::Resume));
    }
}

fn end(course: &mut Course, item: &ServiceItem, granted: bool, dice: &mut Dice) {
    if !granted {
        course.push((dice.from_to(0, 8), Happening::Return));
    } else if item.result.kind == OutcomeKind::Payment && dice.percent(85) {
        course.push((dice.from_to(3, 20), Happening::Money));
    } else {
        if is_paper(item) {
            course.push((dice.from_to(0, 6), Happening::Issue));
        }
        course.push((dice.from_to(0, 8), Happening::Deliver));
    }
}

fn is_paper(item: &ServiceItem) -> bool {
    matches!(
        item.result.kind,
        OutcomeKind::Certificate | OutcomeKind::Approval | OutcomeKind::Proof
    )
}

/// How many working days the office takes.
fn span(item: &ServiceItem, dice: &mut Dice) -> u32 {
    let limit = item.limits.promised.or(item.limits.statutory);
    dice.from_to(1, limit.map_or(6, |limit| limit.value.clamp(1, 25)))
}
