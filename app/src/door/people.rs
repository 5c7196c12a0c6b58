//! Who stands at the door.

use shanyi_domain::ids::ActorId;
use shanyi_store::Operator;
use shanyi_store::vault::{Attempt, Holder};

use super::Within;
use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::view::DoorOperator;

impl Desk {
    /// Those who have a PIN.
    pub(super) fn holders(&self, within: &Within) -> Result<Vec<DoorOperator>, DeskError> {
        let holders = self.vault().holders()?.into_iter();
        Ok(holders
            .map(|holder| self.at_the_door(within, holder.id, &holder.name))
            .collect())
    }

    /// Those who may choose a PIN: the enrolled operator and their colleagues, as far as the directory
    /// is here; where the store can't be asked, those who have one.
    pub(super) fn choosers(&self, within: &Within) -> Result<Vec<DoorOperator>, DeskError> {
        let Ok(inner) = self.inner() else {
            return self.holders(within);
        };
        let people = inner.people().into_iter();
        Ok(people
            .map(|person| self.at_the_door(within, person.id, &person.name))
            .collect())
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

    /// Somebody of this station by their number.
    pub(super) fn somebody(&self, id: ActorId) -> Result<Operator, DeskError> {
        let people = match self.inner() {
            Ok(inner) => inner.people(),
            Err(_) => Vec::new(),
        };
        if let Some(person) = people.into_iter().find(|person| person.id == id) {
            return Ok(person);
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
}

/// Who a wrap of this operator's is for.
pub(super) fn holder(operator: &Operator) -> Holder {
    Holder {
        id: operator.id,
        name: operator.name.clone(),
    }
}

impl Inner {
    /// The enrolled operator, then the colleagues at this station by the published directory.
    fn people(&self) -> Vec<Operator> {
        let enrolled = self.identity.operator.clone();
        let directory = self.published().directory;
        let station = self.identity.station.id;
        let listed = directory.iter().flat_map(|directory| &directory.people);
        let at_this_station = listed.filter(|person| person.station == Some(station));
        let mut people = vec![enrolled];
        for person in at_this_station {
            let person = Operator {
                id: person.id,
                name: person.name.clone(),
                phone: person.phone.clone(),
            };
            match people.iter_mut().find(|known| known.id == person.id) {
                Some(known) => *known = person,
                None => people.push(person),
            }
        }
        people
    }
}
