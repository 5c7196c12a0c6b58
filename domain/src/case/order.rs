//! The order of a fold: causes before effects, and event ids where nothing else decides.

use std::collections::{BTreeMap, BTreeSet};

use super::CaseEvent;
use crate::ids::{EventId, EventRef};
use crate::planted::{self, Bug};

/// For each event, everything that its writer knew, directly or through others.
pub(super) struct Ancestors {
    known: BTreeMap<EventId, BTreeSet<EventId>>,
    /// Events behind one that is not here: what their writers knew is not wholly known.
    broken: BTreeSet<EventId>,
}

impl Ancestors {
    /// Whether the writer of `event` knew `earlier`.
    pub(super) fn contains(&self, event: EventId, earlier: EventId) -> bool {
        self.known
            .get(&event)
            .is_some_and(|known| known.contains(&earlier))
    }

    /// Whether everything is here that the writer of `event` knew.
    pub(super) fn is_whole(&self, event: EventId) -> bool {
        !self.broken.contains(&event)
    }

    /// Whether neither writer knew of the other's event, as far as their pasts are here.
    pub(super) fn are_apart(&self, one: EventId, other: EventId) -> bool {
        one != other
            && self.is_whole(one)
            && self.is_whole(other)
            && !self.contains(one, other)
            && !self.contains(other, one)
    }
}

/// Events in their order, with what each writer knew.
pub(super) struct Causal<'e> {
    pub(super) events: Vec<&'e CaseEvent>,
    pub(super) ancestors: Ancestors,
    /// Each writer knew everything before.
    pub(super) is_chain: bool,
}

/// Orders events so that each stands behind its base. Of events that are free to come next, the
/// one with the smallest id comes first. A base that is not among the events holds nothing up:
/// its event is on the way, and the fold is done again when it is here. Events that name each
/// other in a ring, which no honest writer can make, come last by id.
pub(super) fn causal(events: &[CaseEvent]) -> Causal<'_> {
    let by_id: BTreeMap<EventId, &CaseEvent> =
        events.iter().map(|event| (event.id, event)).collect();
    let by_ref: BTreeMap<EventRef, EventId> = by_id.keys().map(|id| (id.to_ref(), *id)).collect();
    let parents = |event: &CaseEvent| -> Vec<EventId> {
        let known = event
            .base
            .iter()
            .filter_map(|short| by_ref.get(short).copied());
        known.filter(|parent| *parent != event.id).collect()
    };
    let mut waiting: BTreeMap<EventId, usize> = BTreeMap::new();
    let mut children: BTreeMap<EventId, Vec<EventId>> = BTreeMap::new();
    for event in by_id.values() {
        let unique: BTreeSet<EventId> = parents(event).into_iter().collect();
        waiting.insert(event.id, unique.len());
        for parent in unique {
            children.entry(parent).or_default().push(event.id);
        }
    }
    let mut free: BTreeSet<EventId> = waiting
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| *id)
        .collect();
    let mut order = Vec::with_capacity(by_id.len());
    let mut known: BTreeMap<EventId, BTreeSet<EventId>> = BTreeMap::new();
    let mut broken = BTreeSet::new();
    let mut is_chain = true;
    while let Some(id) = next(events, &mut free).or_else(|| waiting.keys().next().copied()) {
        is_chain &= free.is_empty();
        waiting.remove(&id);
        let Some(event) = by_id.get(&id) else {
            continue;
        };
        let mut mine = BTreeSet::new();
        for short in &event.base {
            let Some(parent) = by_ref.get(short).filter(|parent| **parent != id) else {
                broken.insert(id);
                continue;
            };
            if broken.contains(parent) || !known.contains_key(parent) {
                broken.insert(id);
            }
            mine.extend(known.get(parent).into_iter().flatten().copied());
            mine.insert(*parent);
        }
        known.insert(id, mine);
        order.push(*event);
        for child in children.get(&id).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(child) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    free.insert(*child);
                }
            }
        }
    }
    Causal {
        events: order,
        ancestors: Ancestors { known, broken },
        is_chain,
    }
}

/// Of the events that are free to come next, the one with the smallest id.
fn next(events: &[CaseEvent], free: &mut BTreeSet<EventId>) -> Option<EventId> {
    if planted::is(Bug::ArrivalDecides) {
        let first = events.iter().find(|event| free.contains(&event.id))?.id;
        free.remove(&first);
        return Some(first);
    }
    free.pop_first()
}

/// Puts into each base, in the place of events that this program can't read because their kind is
/// newer than it, what their writers knew. Without this an event behind such a one would stand
/// behind nothing at all, even before the intake. `unread` gives their bases.
pub fn see_through<'e>(
    events: impl IntoIterator<Item = &'e mut CaseEvent>,
    unread: &BTreeMap<EventRef, Vec<EventRef>>,
) {
    if unread.is_empty() {
        return;
    }
    for event in events {
        let mut seen: BTreeSet<EventRef> = BTreeSet::new();
        let mut open = std::mem::take(&mut event.base);
        while let Some(short) = open.pop() {
            if !seen.insert(short) {
                continue;
            }
            match unread.get(&short) {
                Some(behind) => open.extend(behind),
                None => event.base.push(short),
            }
        }
    }
}
