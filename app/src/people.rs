//! The people of the station: whether somebody may take in, who answers for a case, and who takes
//! over what.

use shanyi_domain::case::Case;
use shanyi_domain::directory::{Directory, Person};
use shanyi_domain::fact::{Fact, FactKind, HandedOn, RightUnconfirmed};
use shanyi_domain::ids::ActorId;
use shanyi_domain::post::{self, Post};
use shanyi_store::TakenOver;

use crate::acts::require;
use crate::clock::Now;
use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::limits::TEXT;
use crate::published::Published;
use crate::view::{
    AnswersView, CaseView, ColleagueFormView, ColleagueView, HandOn, Nothing, RightView,
    TakeOverForm, Whose,
};

/// So many days without the township's signed word, a right can't be called confirmed any more.
const SILENCE: i64 = 14;
const DAY: i64 = 86_400;

impl Desk {
    /// See the command table.
    pub(crate) fn hand_on(&self, hand: HandOn) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&hand.case)?;
        require(&case, FactKind::HandedOn)?;
        let why = hand.why.trim();
        if why.chars().count() > TEXT {
            return Err(DeskError::Text {
                field: "why".to_owned(),
                limit: u32::try_from(TEXT).unwrap_or(u32::MAX),
            });
        }
        let to = ActorId(hand.to);
        let here = inner
            .of_this_station(to)
            .ok_or(DeskError::NotOfThisStation)?;
        if !here.post.may_collect() {
            return Err(DeskError::NoRight { name: here.name });
        }
        let why = Some(why.to_owned()).filter(|why| !why.is_empty());
        inner.act(&case, vec![Fact::HandedOn(HandedOn { to, why })], None)
    }

    /// See the command table.
    pub(crate) fn colleague_forms(&self, _: Nothing) -> Result<Vec<ColleagueFormView>, DeskError> {
        let inner = self.inner()?;
        if !inner.supervises() {
            return Ok(Vec::new());
        }
        let (me, published) = (inner.operator(), inner.published());
        let drafts = inner.store().drafts()?;
        drafts
            .into_iter()
            .filter(|draft| draft.operator != me)
            .map(|draft| {
                Ok(ColleagueFormView {
                    operator: draft.operator.0,
                    name: published.name_of(draft.operator),
                    draft: inner.draft_view(draft)?,
                })
            })
            .collect()
    }

    /// See the command table.
    pub(crate) fn take_over_form(&self, wish: TakeOverForm) -> Result<Nothing, DeskError> {
        let inner = self.inner()?;
        if !inner.supervises() {
            return Err(DeskError::NotSupervisor);
        }
        let (from, to, now) = (ActorId(wish.operator), inner.operator(), inner.now());
        let mut store = inner.store();
        match store.take_over_draft(from, to, &wish.form, now.best)? {
            TakenOver::Done => {}
            TakenOver::Gone => return Err(DeskError::NoSuchForm),
            TakenOver::InTheWay => return Err(DeskError::OwnFormInTheWay),
        }
        drop(store);
        inner.tell();
        Ok(Nothing {})
    }
}

impl Inner {
    /// What the directory in force says of the post of whoever is signed in.
    fn post(&self) -> Post {
        let published = self.published();
        let listed = published.person(self.operator());
        listed.map(|person| person.post.clone()).unwrap_or_default()
    }

    /// Whether whoever is signed in may take over what colleagues have begun.
    pub(crate) fn supervises(&self) -> bool {
        let post = self.post();
        post.supervises && post.may_collect()
    }

    /// Whether whoever is signed in may take in new cases now. Of a doubtful clock nothing follows.
    pub(crate) fn right(&self, now: &Now) -> RightView {
        if let Some(since) = self.post().withdrawn_at {
            return RightView::Withdrawn { since };
        }
        match days_silent(now) {
            Some(days) => RightView::Unconfirmed { days },
            None => RightView::Held,
        }
    }

    /// What belongs into an intake beside the case itself.
    ///
    /// # Errors
    /// [`DeskError::RightWithdrawn`] where the operator may take in nothing.
    pub(crate) fn right_to_take_in(&self, now: &Now) -> Result<Option<Fact>, DeskError> {
        match self.right(now) {
            RightView::Held => Ok(None),
            RightView::Unconfirmed { days: days_silent } => {
                let unconfirmed = RightUnconfirmed { days_silent };
                Ok(Some(Fact::RightUnconfirmed(unconfirmed)))
            }
            RightView::Withdrawn { since } => Err(DeskError::RightWithdrawn {
                since: since.business_day(),
                phone: self.published().office_phone(),
            }),
        }
    }

    /// Somebody of this station.
    fn of_this_station(&self, id: ActorId) -> Option<Person> {
        let published = self.published();
        let person = published.person(id)?;
        let here = person.station == Some(self.identity.station.id);
        here.then(|| person.clone())
    }

    /// Everybody else of this station who may take over a case.
    pub(crate) fn colleagues(&self) -> Vec<ColleagueView> {
        let published = self.published();
        let (me, own) = (self.operator(), self.post());
        let station = Some(self.identity.station.id);
        let people = published.directory.iter().flat_map(|listed| &listed.people);
        people
            .filter(|one| one.station == station && one.id != me && one.post.may_collect())
            .map(|one| ColleagueView {
                id: one.id.0,
                name: one.name.clone(),
                away: one.post.away,
                deputy: own.deputy == Some(one.id),
            })
            .collect()
    }

    /// Who answers for a case, and what that is to whoever is signed in.
    pub(crate) fn answers(&self, published: &Published, case: &Case) -> AnswersView {
        let (me, who) = (self.operator(), case.responsible);
        let begun = case.steps.first().map(|step| step.event.actor);
        let listed = published.directory.as_deref();
        let whose = if who == me && begun == Some(me) {
            Whose::Mine
        } else if who == me {
            Whose::HandedToMe
        } else if listed.is_some_and(|listed| stands_in(listed, who, me)) {
            Whose::StandIn
        } else {
            Whose::Colleague
        };
        AnswersView {
            name: published.name_of(who),
            whose,
        }
    }
}

/// Whether `me` does the work of `who`, who is not there or may not.
fn stands_in(listed: &Directory, who: ActorId, me: ActorId) -> bool {
    listed.person(who).is_some_and(|person| {
        let gone = person.post.away || !person.post.may_collect();
        gone && post::successor(listed, person) == Some(me)
    })
}

/// Days without a word of the township, where these are too many to call a right confirmed.
fn days_silent(now: &Now) -> Option<u32> {
    let signed = now.signed.filter(|_| !now.doubtful)?;
    let days = (now.best.0 - signed.0) / DAY;
    let long = days >= SILENCE;
    long.then(|| u32::try_from(days).unwrap_or(u32::MAX))
}
