//! The rules a catalogue must keep besides its shape.

use std::collections::HashMap;

use super::{
    Catalog, Handling, Level, ListedMaterial, MandateAllowed, Need, OutcomeKind, ServiceItem,
    ToConfirm,
};
use crate::deadline::Limit;
use crate::document::{Fault, Finding, count};
use crate::retention::{LONGEST_ERASE_MONTHS, LONGEST_IMAGE_DAYS};

/// No single text of a catalogue is longer, in characters.
const LONGEST_TEXT: u32 = 2000;
/// No name or code is longer, in characters.
const LONGEST_NAME: u32 = 100;
/// No limit is longer, in days.
const LONGEST_LIMIT: u32 = 1000;
/// No item asks for more of one paper.
const MOST_PIECES: u32 = 99;
/// No age condition is higher.
const HIGHEST_AGE: u32 = 120;
/// Nothing recurs less often, in months.
const RAREST: u32 = 600;

/// Everything that is wrong with a catalogue, in the document's order.
pub(super) fn findings(catalog: &Catalog) -> Vec<Finding> {
    let mut check = Check::default();
    check.range("version", catalog.version, 1, u32::MAX);
    check.name("title", &catalog.title);
    let forbidden = &catalog.village_must_not_issue;
    check.text("village_must_not_issue.basis", &forbidden.basis);
    check.texts("village_must_not_issue.names", &forbidden.names);
    check.doubts("", &catalog.to_confirm);
    check.filled("items", catalog.items.len());
    let codes = catalog.items.iter().map(|item| item.code.as_str());
    check.codes("items", codes);
    for (index, item) in catalog.items.iter().enumerate() {
        check.item(&format!("items[{index}]"), item, &forbidden.names);
    }
    check.findings
}

#[derive(Default)]
struct Check {
    findings: Vec<Finding>,
}

impl Check {
    fn item(&mut self, at: &str, item: &ServiceItem, forbidden: &[String]) {
        self.name(&format!("{at}.name"), &item.name);
        self.name(&format!("{at}.short"), &item.short);
        self.texts(&format!("{at}.aliases"), &item.aliases);
        self.name(&format!("{at}.category"), &item.category);
        self.filled(&format!("{at}.applicants"), item.applicants.len());
        self.text(&format!("{at}.applicant"), &item.applicant);
        self.age(&format!("{at}.age"), item);
        self.texts(&format!("{at}.conditions"), &item.conditions);
        let codes = item.materials.iter().map(|material| material.code.as_str());
        self.codes(&format!("{at}.materials"), codes);
        for (index, material) in item.materials.iter().enumerate() {
            self.material(&format!("{at}.materials[{index}]"), material, forbidden);
        }
        self.limits(&format!("{at}.limits"), item);
        for (index, step) in item.special_steps.iter().enumerate() {
            let at = format!("{at}.special_steps[{index}]");
            self.name(&format!("{at}.name"), &step.name);
            self.limit(&format!("{at}.time"), step.time, 1);
            self.optional_text(&format!("{at}.basis"), &step.basis);
            self.optional_text(&format!("{at}.fee_basis"), &step.fee_basis);
            self.optional_text(&format!("{at}.note"), &step.note);
        }
        self.text(&format!("{at}.fee.text"), &item.fee.text);
        self.optional_text(&format!("{at}.fee.basis"), &item.fee.basis);
        self.filled(&format!("{at}.take_in"), item.take_in.len());
        self.text(&format!("{at}.decider"), &item.decider);
        self.mandate(&format!("{at}.mandate.rule"), item);
        self.texts(&format!("{at}.presence_steps"), &item.presence_steps);
        self.name(&format!("{at}.result.name"), &item.result.name);
        if item.decide == Level::Village && item.result.kind == OutcomeKind::Proof {
            self.proof(&format!("{at}.result.name"), &item.result.name, forbidden);
        }
        if let Some(recurrence) = &item.recurrence {
            let months = recurrence.months.unwrap_or(1);
            self.range(&format!("{at}.recurrence.months"), months, 1, RAREST);
            self.text(&format!("{at}.recurrence.text"), &recurrence.text);
        }
        self.retention(&format!("{at}.retention"), item);
        self.filled(&format!("{at}.procedure"), item.procedure.len());
        self.texts(&format!("{at}.procedure"), &item.procedure);
        self.texts(&format!("{at}.notes"), &item.notes);
        self.doubts(&format!("{at}."), &item.to_confirm);
        self.texts(&format!("{at}.sources"), &item.sources);
    }

    fn retention(&mut self, at: &str, item: &ServiceItem) {
        let days = item.retention.image_days();
        self.range(&format!("{at}.image_days"), days, 1, LONGEST_IMAGE_DAYS);
        if let Some(months) = item.retention.erase_months {
            self.range(
                &format!("{at}.erase_months"),
                months,
                1,
                LONGEST_ERASE_MONTHS,
            );
        }
    }

    fn material(&mut self, at: &str, material: &ListedMaterial, forbidden: &[String]) {
        self.name(&format!("{at}.name"), &material.name);
        self.range(&format!("{at}.original"), material.original, 0, MOST_PIECES);
        self.range(&format!("{at}.copies"), material.copies, 0, MOST_PIECES);
        self.text(&format!("{at}.issuer"), &material.issuer);
        self.optional_text(&format!("{at}.how_to_get"), &material.how_to_get);
        self.optional_text(&format!("{at}.note"), &material.note);
        if let Need::Conditional { condition } = &material.need {
            self.text(&format!("{at}.need.condition"), condition);
        }
        if material.original == 0 && material.copies == 0 && !material.electronic_ok {
            self.add(at, Fault::NothingAsked);
        }
        if issued_by_village(&material.issuer) {
            self.proof(&format!("{at}.name"), &material.name, forbidden);
        }
    }

    fn age(&mut self, at: &str, item: &ServiceItem) {
        let Some(age) = item.age else { return };
        let highest = age.max.unwrap_or(HIGHEST_AGE).min(HIGHEST_AGE);
        match (age.min, age.max) {
            (None, None) => self.add(at, Fault::Empty),
            (min, max) => {
                let lowest = min.unwrap_or(0);
                self.range(&format!("{at}.min"), lowest, 0, highest);
                let max = max.unwrap_or(HIGHEST_AGE);
                self.range(&format!("{at}.max"), max, 0, HIGHEST_AGE);
            }
        }
    }

    fn limits(&mut self, at: &str, item: &ServiceItem) {
        let limits = &item.limits;
        self.limit(&format!("{at}.statutory"), limits.statutory, 1);
        self.limit(&format!("{at}.promised"), limits.promised, 0);
        self.limit(&format!("{at}.extension"), limits.extension, 1);
        self.limit(&format!("{at}.issue_within"), limits.issue_within, 1);
        self.optional_text(&format!("{at}.statutory_text"), &limits.statutory_text);
        self.optional_text(&format!("{at}.promised_text"), &limits.promised_text);
        let promised = limits.promised.map_or(0, |limit| limit.value);
        if item.handling == Handling::Immediate && promised > 0 {
            self.add(&format!("{at}.promised"), Fault::ImmediateWithLimit);
        }
        if let (Some(promised), Some(statutory)) = (limits.promised, limits.statutory)
            && promised.unit == statutory.unit
            && promised.value > statutory.value
        {
            self.add(&format!("{at}.promised"), Fault::PromisedBeyondStatutory);
        }
        if item.limit().is_none() {
            self.text(&format!("{at}.promised_text"), &limits.promised_text);
        }
    }

    fn mandate(&mut self, at: &str, item: &ServiceItem) {
        match item.mandate.allowed {
            MandateAllowed::Yes => self.optional_text(at, &item.mandate.rule),
            MandateAllowed::Partly | MandateAllowed::No => self.text(at, &item.mandate.rule),
        }
    }

    /// Refuses a proof that the village would have to issue.
    fn proof(&mut self, at: &str, name: &str, forbidden: &[String]) {
        let hit = forbidden
            .iter()
            .find(|proof| !proof.is_empty() && name.contains(proof.as_str()));
        if let Some(proof) = hit {
            let proof = proof.clone();
            self.add(at, Fault::VillageMustNotIssue { proof });
        }
    }

    fn doubts(&mut self, at: &str, doubts: &[ToConfirm]) {
        for (index, doubt) in doubts.iter().enumerate() {
            let at = format!("{at}to_confirm[{index}]");
            self.name(&format!("{at}.field"), &doubt.field);
            self.text(&format!("{at}.chosen"), &doubt.chosen);
            self.optional_text(&format!("{at}.original"), &doubt.original);
            self.texts(&format!("{at}.alternatives"), &doubt.alternatives);
            self.optional_text(&format!("{at}.source"), &doubt.source);
        }
    }

    /// Codes must be well formed and stand once only.
    fn codes<'a>(&mut self, at: &str, codes: impl Iterator<Item = &'a str>) {
        let mut seen = HashMap::new();
        for (index, code) in codes.enumerate() {
            let path = format!("{at}[{index}].code");
            if !is_code(code) {
                self.add(&path, Fault::BadCode);
            }
            let first = seen.entry(code).or_insert_with(|| path.clone());
            if *first != path {
                let first = first.clone();
                self.add(&path, Fault::Duplicate { first });
            }
        }
    }

    fn limit(&mut self, at: &str, limit: Option<Limit>, min: u32) {
        if let Some(limit) = limit {
            self.range(&format!("{at}.value"), limit.value, min, LONGEST_LIMIT);
        }
    }

    fn range(&mut self, at: &str, found: u32, min: u32, max: u32) {
        if found < min || found > max {
            self.add(at, Fault::OutOfRange { min, max, found });
        }
    }

    fn texts(&mut self, at: &str, texts: &[String]) {
        for (index, text) in texts.iter().enumerate() {
            self.text(&format!("{at}[{index}]"), text);
        }
    }

    fn name(&mut self, at: &str, text: &str) {
        self.filled(at, text.trim().len());
        self.not_longer(at, text, LONGEST_NAME);
    }

    fn text(&mut self, at: &str, text: &str) {
        self.filled(at, text.trim().len());
        self.optional_text(at, text);
    }

    fn optional_text(&mut self, at: &str, text: &str) {
        self.not_longer(at, text, LONGEST_TEXT);
    }

    fn not_longer(&mut self, at: &str, text: &str, limit: u32) {
        let found = count(text.chars().count());
        if found > limit {
            self.add(at, Fault::TooLong { found, limit });
        }
    }

    fn filled(&mut self, at: &str, length: usize) {
        if length == 0 {
            self.add(at, Fault::Empty);
        }
    }

    fn add(&mut self, at: &str, fault: Fault) {
        let path = at.to_owned();
        self.findings.push(Finding { path, fault });
    }
}

fn is_code(code: &str) -> bool {
    code.len() <= LONGEST_NAME as usize
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Village committees, villagers' groups, neighbourhood committees.
fn issued_by_village(issuer: &str) -> bool {
    ["村", "居委", "居民委员会", "社区"]
        .iter()
        .any(|word| issuer.contains(word))
}
