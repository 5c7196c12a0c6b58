//! The people of the station as the township named them when this PC was enrolled. They count until
//! the published directory is here: on a bad line that may be later than a colleague comes in.

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::ActorId;
use shanyi_store::{Operator, Store, StoreError};
use shanyi_wire::enrol::Member;

/// The setting.
const SETTING: &str = "members";

#[derive(Serialize, Deserialize)]
struct Kept {
    id: ActorId,
    name: String,
    phone: String,
}

/// Keeps them.
pub(super) fn keep(store: &mut Store, people: &[Member]) -> Result<(), StoreError> {
    let people: Vec<_> = people
        .iter()
        .map(|member| Kept {
            id: member.id,
            name: member.name.clone(),
            phone: member.phone.clone(),
        })
        .collect();
    let text = serde_json::to_string(&people).map_err(|_| StoreError::Damaged)?;
    store.put_setting(SETTING, &text)
}

/// Whom the enrolment named; nobody where an earlier program enrolled this PC.
pub(crate) fn kept(store: &Store) -> Vec<Operator> {
    let text = store.setting(SETTING).ok().flatten();
    let people = text.and_then(|text| serde_json::from_str::<Vec<Kept>>(&text).ok());
    let people = people.unwrap_or_default().into_iter();
    people
        .map(|kept| Operator {
            id: kept.id,
            name: kept.name,
            phone: kept.phone,
        })
        .collect()
}
