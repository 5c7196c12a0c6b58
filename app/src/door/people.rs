//! Who stands at the door.

use shanyi_domain::directory::Person;
use shanyi_domain::ids::ActorId;
use shanyi_store::Operator;
use shanyi_store::vault::{Attempt, Holder, KeyState, Vault};

use super::Within;
use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::joining::members;
use crate::view::{DoorOperator, HolderStanding, NamesFrom, RightView};

/// Somebody of this station, by the newest word that is here.
pub(super) struct Known {
    pub(super) operator: Operator,
    pub(super) standing: HolderStanding,
}

impl Desk {
    /// Those who have a PIN.
    pub(super) fn holders(&self, within: &Within) -> Result<Vec<DoorOperator>, DeskError> {
        let holders = self.vault().holders()?.into_iter();
        Ok(holders
            .map(|holder| self.at_the_door(within, holder.id, &holder.name))
            .collect())
    }

    /// Those who may choose a PIN; where the store can't be asked, those who have one.
    pub(super) fn choosers(&self, within: &Within) -> Result<Vec<DoorOperator>, DeskError> {
        let Ok(inner) = self.inner() else {
            return self.holders(within);
        };
        let choosers = self.who_may_choose(&inner)?.into_iter();
        Ok(choosers
            .map(|one| self.at_the_door(within, one.id, &one.name))
            .collect())
    }

    /// The people of the station who may act. Who lost the right goes on with what is open by a PIN
    /// that they have, and gets no first one. Where nobody is left, whoever opened the store is not
    /// shut out of it: what is unsent has to be sent.
    fn who_may_choose(&self, inner: &Inner) -> Result<Vec<Operator>, DeskError> {
        let people = inner.people();
        let mut may = Vec::new();
        for known in &people {
            if match known.standing {
                HolderStanding::Here => true,
                HolderStanding::Withdrawn { .. } => self.has_pin(known.operator.id)?,
                HolderStanding::Gone => false,
            } {
                may.push(known.operator.clone());
            }
        }
        if may.is_empty() {
            may = people.into_iter().map(|known| known.operator).collect();
        }
        Ok(may)
    }

    pub(super) fn at_the_door(&self, within: &Within, id: ActorId, name: &str) -> DoorOperator {
        let running = self.kept.door.running();
        let may = within.attempts.as_ref().map(|of| of.may(id, running));
        DoorOperator {
            id,
            name: name.to_owned(),
            wait_seconds: match may {
                Some(Attempt::Wait(seconds)) => seconds,
                _ => 0,
            },
            shut: may == Some(Attempt::Shut),
        }
    }

    /// Whether somebody has a PIN on this PC.
    pub(super) fn has_pin(&self, id: ActorId) -> Result<bool, DeskError> {
        if Vault::state(self.folder()) != KeyState::Wrapped {
            return Ok(false);
        }
        let mut holders = self.vault().holders()?.into_iter();
        Ok(holders.any(|holder| holder.id == id))
    }

    /// Somebody who may choose a PIN, by their number.
    pub(super) fn chooser(&self, id: ActorId) -> Result<Operator, DeskError> {
        let Ok(inner) = self.inner() else {
            return self.somebody(id);
        };
        let mut choosers = self.who_may_choose(&inner)?.into_iter();
        let chooser = choosers.find(|one| one.id == id);
        chooser.ok_or(DeskError::NotOfThisStation)
    }

    /// Somebody who works at this station and may act, by their number.
    pub(super) fn colleague(&self, id: ActorId) -> Result<Operator, DeskError> {
        let mut people = self.inner()?.people().into_iter();
        let known = people.find(|known| known.operator.id == id);
        let known = known.ok_or(DeskError::NotOfThisStation)?;
        match known.standing {
            HolderStanding::Here => Ok(known.operator),
            HolderStanding::Withdrawn { .. } => Err(DeskError::NoRight {
                name: known.operator.name,
            }),
            HolderStanding::Gone => Err(DeskError::NotOfThisStation),
        }
    }

    /// Somebody of this station by their number.
    pub(super) fn somebody(&self, id: ActorId) -> Result<Operator, DeskError> {
        let people = match self.inner() {
            Ok(inner) => inner.people(),
            Err(_) => Vec::new(),
        };
        let mut people = people.into_iter();
        if let Some(known) = people.find(|known| known.operator.id == id) {
            return Ok(known.operator);
        }
        // Whom the directory has not, but who has a PIN here, is whom the PIN was given to.
        let holders = self.vault().holders().unwrap_or_default().into_iter();
        let mut named = holders.filter(|holder| holder.id == id);
        let holder = named.next().ok_or(DeskError::NotOfThisStation)?;
        Ok(Operator {
            id,
            name: holder.name,
            phone: String::new(),
        })
    }

    /// What somebody is called, wherever they work by now; nothing where nobody here knows them.
    pub(crate) fn name_of(&self, id: ActorId) -> Option<String> {
        let inner = self.inner().ok();
        let listed = inner.and_then(|inner| inner.published().name_of(id));
        listed.or_else(|| self.somebody(id).ok().map(|known| known.name))
    }

    /// What lets others in or shuts them out is for those who may act.
    pub(super) fn must_have_the_right(&self) -> Result<(), DeskError> {
        let inner = self.inner()?;
        match inner.right(&inner.now()) {
            RightView::Held | RightView::Unconfirmed { .. } => Ok(()),
            RightView::Withdrawn { since } => Err(DeskError::RightWithdrawn {
                since: since.business_day(),
                phone: inner.published().office_phone(),
            }),
        }
    }
}

/// Who a wrap of this operator's is for.
pub(super) fn holder(operator: &Operator) -> Holder {
    Holder {
        id: operator.id,
        name: operator.name.clone(),
    }
}

impl Inner {
    /// From where the names of [`Inner::people`] are.
    pub(super) fn names_from(&self) -> NamesFrom {
        match self.published().directory {
            Some(_) => NamesFrom::Directory,
            None => NamesFrom::Enrolment,
        }
    }

    /// The enrolled operator, then the colleagues at this station: by the published directory, and
    /// before it is here by what the enrolment said.
    pub(super) fn people(&self) -> Vec<Known> {
        let station = self.identity.station.id;
        let enrolled = self.identity.operator.clone();
        let own = enrolled.id;
        let mut people: Vec<Known> = match self.published().directory {
            Some(directory) => {
                let listed = directory.people.iter();
                let listed = listed.filter(|person| person.station == Some(station));
                listed.map(Known::listed).collect()
            }
            None => {
                let named = members::kept(&self.store()).into_iter();
                let mut named: Vec<_> = named.map(Known::here).collect();
                if !named.iter().any(|known| known.operator.id == own) {
                    named.push(Known::here(enrolled.clone()));
                }
                named
            }
        };
        if !people.iter().any(|known| known.operator.id == own) {
            people.push(Known {
                operator: enrolled,
                standing: HolderStanding::Gone,
            });
        }
        // The others keep the order in which they are listed.
        people.sort_by_key(|known| known.operator.id != own);
        people
    }
}

impl Known {
    fn here(operator: Operator) -> Self {
        Self {
            operator,
            standing: HolderStanding::Here,
        }
    }

    fn listed(person: &Person) -> Self {
        let standing = match person.post.withdrawn_at {
            Some(since) => HolderStanding::Withdrawn {
                since: since.business_day(),
            },
            None => HolderStanding::Here,
        };
        Self {
            operator: Operator {
                id: person.id,
                name: person.name.clone(),
                phone: person.phone.clone(),
            },
            standing,
        }
    }
}
