//! The page of one case.

use std::collections::BTreeSet;

use shanyi_domain::case::{Case, Step, Verdict};
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::fact::{Fact, Wanted};
use shanyi_domain::ids::ActorId;
use shanyi_domain::material::{self, Position};

use super::dispute::Hands;
use super::offer;
use super::show::{self, Desk, Images};
use super::view::{CaseView, LeavesView, MaterialView, StepDetail, StepView, WantedView};
use crate::ledger::accounts::SignedIn;
use crate::ledger::cases::KnownCase;
use crate::ledger::seen::Sight;
use crate::ledger::{LedgerError, View};
use crate::retention;

/// The whole case as this clerk may see it.
///
/// # Errors
/// What the ledger says.
pub fn page(
    view: &View<'_>,
    desk: &Desk<'_, '_>,
    known: &KnownCase,
    clerk: &SignedIn,
    reveal: Option<Sight>,
) -> Result<CaseView, LedgerError> {
    let case = &known.case;
    let item = desk.item(case)?;
    let item = item.as_deref();
    let images = desk.images(case)?;
    let hands = Hands {
        desk,
        item,
        images: &images,
    };
    let first = case.steps.first();
    let paused = case
        .running
        .as_ref()
        .is_some_and(|running| running.pauses.iter().any(|(_, until)| until.is_none()));
    Ok(CaseView {
        row: desk.row(known, item, &images),
        seen: case.tips().iter().map(ToString::to_string).collect(),
        channel: case.channel,
        station: desk.station(case),
        operator: first.and_then(|step| desk.person(step.event.actor)),
        applicant: desk.applicant(case, reveal),
        item: item.map(show::item_view),
        materials: materials(case, item, &images),
        missing_because: missing_because(case),
        promise: item.and_then(|item| desk.promise(item)),
        paused,
        office: case.office.clone(),
        correction: show::correction(case, item),
        asked_in_this_stage: show::asked_in_this_stage(case),
        delivered: show::delivered(case, &images),
        legs: desk.legs(known, item),
        disputes: hands.open(case),
        course: course(&hands, known),
        acts: offer::acts(case, item, clerk),
        revealed: view.views(case.id, Sight::IdNumber)?,
        phone_revealed: view.views(case.id, Sight::Phone)?,
        leaves: leaves(view, known)?,
    })
}

/// When it is erased by its item's time of keeping.
fn leaves(view: &View<'_>, known: &KnownCase) -> Result<Option<LeavesView>, LedgerError> {
    let Some(rule) = view.rule_of_erasing(&known.case.item)? else {
        return Ok(None);
    };
    let leaving = retention::leaving(view, known, rule)?;
    Ok(leaving.map(|leaving| LeavesView {
        on: leaving.over.on(),
        months: rule.retention.erase_months.unwrap_or_default(),
        kept: leaving.kept,
    }))
}

fn materials(case: &Case, item: Option<&ServiceItem>, images: &Images) -> Vec<MaterialView> {
    let Some(item) = item else {
        return Vec::new();
    };
    let mended = mended(case);
    let wanted = case
        .correction
        .as_ref()
        .map(|correction| &correction.wanted);
    let shown = |position: Position<'_>| {
        let line = position.line;
        let code = &position.listed.code;
        let why = wanted
            .into_iter()
            .flatten()
            .find(|one| one.material == *code);
        MaterialView {
            listed: position.listed.clone(),
            needed: position.needed,
            standing: position.standing,
            originals: line.map_or(0, |line| u32::from(line.originals)),
            copies: line.map_or(0, |line| u32::from(line.copies)),
            checked: line.is_some_and(|line| line.checked),
            images: line
                .iter()
                .flat_map(|line| &line.images)
                .map(|image| images.view(image))
                .collect(),
            wanted: why.map(|one| one.why.clone()),
            mended: mended.contains(code.as_str()),
        }
    };
    material::positions(item, &case.applies, &case.materials)
        .into_iter()
        .map(shown)
        .collect()
}

/// The materials that came or were put right after the last correction.
fn mended(case: &Case) -> BTreeSet<&str> {
    let applied = |step: &&Step| step.verdict == Verdict::Applied;
    let asked = |step: &Step| {
        step.verdict == Verdict::Applied && matches!(step.event.fact, Fact::CorrectionAsked(_))
    };
    let Some(since) = case.steps.iter().rposition(asked) else {
        return BTreeSet::new();
    };
    let after = case.steps.iter().skip(since).filter(applied);
    after
        .filter_map(|step| match &step.event.fact {
            Fact::MaterialsAmended(body) => Some(&body.materials),
            _ => None,
        })
        .flatten()
        .map(|line| line.material.as_str())
        .collect()
}

fn missing_because(case: &Case) -> Option<String> {
    let mut steps = case.steps.iter().rev();
    steps.find_map(|step| match &step.event.fact {
        Fact::Submitted(body) if step.verdict == Verdict::Applied => {
            Some(body.missing_because.clone())
        }
        _ => None,
    })?
}

fn course(hands: &Hands<'_, '_, '_>, known: &KnownCase) -> Vec<StepView> {
    let (desk, case) = (hands.desk, &known.case);
    let shown = |step: &Step| StepView {
        event: step.event.id.to_string(),
        fact: step.event.fact.kind(),
        detail: detail(&step.event.fact, hands.item, |id| desk.person(id)),
        actor: desk.person(step.event.actor),
        role: step.event.role,
        at: step.event.at,
        received_at: known.received(step.event.id).unwrap_or(step.event.at),
        verdict: step.verdict,
        state: step.state,
        merged: case.merged.iter().any(|one| one.is_by(step.event.id)),
        settled: hands.settled_by(case, step.event.id),
    };
    case.steps.iter().map(shown).collect()
}

fn detail(
    fact: &Fact,
    item: Option<&ServiceItem>,
    person: impl Fn(ActorId) -> Option<String>,
) -> StepDetail {
    let name = |code: &String| show::material_name(item, code);
    match fact {
        Fact::Collected(body) => StepDetail::Collected {
            channel: body.channel,
            noticed: body.noticed.iter().map(name).collect(),
        },
        Fact::MaterialsAmended(body) => StepDetail::MaterialsAmended {
            materials: body
                .materials
                .iter()
                .map(|line| name(&line.material))
                .collect(),
        },
        Fact::Submitted(body) => StepDetail::Submitted {
            missing_because: body.missing_because.clone(),
        },
        Fact::Accepted(body) => StepDetail::Accepted {
            on: body.on,
            limit: body.limit,
            office: body.office.clone(),
        },
        Fact::CorrectionAsked(body) => StepDetail::CorrectionAsked {
            wanted: body.wanted.iter().map(|one| asked(one, item)).collect(),
            note: body.note.clone(),
        },
        Fact::Refused(body) => StepDetail::Refused {
            reason: body.reason.clone(),
            where_to_go: body.where_to_go.clone(),
        },
        Fact::Dispatched(body) => StepDetail::Dispatched {
            office: body.office.clone(),
        },
        Fact::Transferred(body) => StepDetail::Dispatched {
            office: body.office.clone(),
        },
        Fact::Paused(body) => StepDetail::Paused {
            from: body.from,
            reason: body.reason.clone(),
        },
        Fact::Resumed(body) => StepDetail::Resumed { from: body.from },
        Fact::Extended(body) => StepDetail::Extended {
            by: body.by,
            reason: body.reason.clone(),
        },
        Fact::HandedOn(body) => StepDetail::HandedOn {
            to: person(body.to),
            why: body.why.clone(),
        },
        other => outcome_detail(other),
    }
}

/// The second half of a case's life.
fn outcome_detail(fact: &Fact) -> StepDetail {
    match fact {
        Fact::Decided(body) => StepDetail::Decided {
            outcome: body.outcome,
            on: body.on,
            reason: body.reason.clone(),
        },
        Fact::ResultIssued(body) => StepDetail::ResultIssued {
            name: body.name.clone(),
            number: body.number.clone(),
        },
        Fact::Withdrawn(body) => StepDetail::Withdrawn {
            reason: body.reason.clone(),
        },
        Fact::Delivered(body) => StepDetail::Delivered {
            to: body.to.clone(),
            relation: body.relation,
        },
        Fact::MoneyRecorded(body) => StepDetail::MoneyRecorded {
            fen: body.fen,
            on: body.on,
        },
        Fact::OriginalsReturned(body) => StepDetail::OriginalsReturned {
            to: body.to.clone(),
        },
        Fact::Commented(body) => StepDetail::Commented {
            text: body.text.clone(),
        },
        Fact::RightUnconfirmed(body) => StepDetail::RightUnconfirmed {
            days_silent: body.days_silent,
        },
        Fact::RightConfirmed(body) => StepDetail::RightConfirmed {
            note: body.note.clone(),
        },
        _ => StepDetail::Commented {
            text: String::new(),
        },
    }
}

fn asked(one: &Wanted, item: Option<&ServiceItem>) -> WantedView {
    WantedView {
        material: one.material.clone(),
        name: show::material_name(item, &one.material),
        why: one.why.clone(),
        open: false,
    }
}
