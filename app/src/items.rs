//! Finding an item, and what its list says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, MutexGuard, PoisonError};

use shanyi_domain::case::Case;
use shanyi_domain::catalog::{
    Catalog, Fee, Handling, Level, Limits, ListedMaterial, MandateAllowed, MandateRule,
    MaterialKind, Need, Outcome, OutcomeKind, ServiceItem,
};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::retention::Retention;
use shanyi_store::Store;
use shanyi_wire::event::DocumentKind;

use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::intake::age_fault;
use crate::view::{CheckIdNumber, Find, IdNumberView, ItemRef, ItemRowView, ItemView};

impl Desk {
    /// See the command table.
    pub(crate) fn find_items(&self, find: Find) -> Result<Vec<ItemRowView>, DeskError> {
        let items = self.inner()?.items()?;
        let found = items.finder.find(&find.text);
        Ok(found
            .into_iter()
            .filter_map(|code| items.catalog.item(code))
            .map(row)
            .collect())
    }

    /// See the command table.
    pub(crate) fn item(&self, item: ItemRef) -> Result<ItemView, DeskError> {
        let items = self.inner()?.items()?;
        let item = items.catalog.item(&item.code).ok_or(DeskError::NoItem)?;
        Ok(ItemView {
            catalog_version: items.catalog.version,
            item: item.clone(),
        })
    }

    /// See the command table.
    pub(crate) fn check_id_number(&self, check: CheckIdNumber) -> Result<IdNumberView, DeskError> {
        let inner = self.inner()?;
        let now = inner.now();
        let today = now.today;
        let id = IdNumber::parse_on(&check.text, now.latest)
            .map_err(|fault| DeskError::IdNumber { fault })?;
        let items = inner.items()?;
        let item = check
            .item
            .as_deref()
            .and_then(|code| items.catalog.item(code));
        Ok(IdNumberView {
            number: id.as_str().to_owned(),
            masked: id.masked(),
            birth: id.birth_date(),
            sex: id.sex(),
            age: id.age_on(today),
            warnings: id.warnings(today),
            age_fault: item.and_then(|item| age_fault(item, &id, &now)),
        })
    }
}

/// An item's row in lists.
pub(crate) fn row(item: &ServiceItem) -> ItemRowView {
    ItemRowView {
        code: item.code.clone(),
        name: item.name.clone(),
        category: item.category.clone(),
        handling: item.handling,
        result: item.result.kind,
        charge: item.fee.charge,
    }
}

impl Inner {
    /// The item of a case: of the list under which it was taken in, where that is here; else of
    /// the one in force. A case whose item no list here knows is still shown and closed: its
    /// papers stand there by their codes.
    pub(crate) fn item_of(&self, case: &Case) -> Result<ServiceItem, DeskError> {
        self.item_in(&self.store(), case)
    }

    /// The same with the store at hand.
    pub(crate) fn item_in(&self, store: &Store, case: &Case) -> Result<ServiceItem, DeskError> {
        let item = self.listed_item(store, &case.item, case.catalog_version)?;
        Ok(item.unwrap_or_else(|| unlisted(case)))
    }

    /// An item by its code and the catalogue under which it was taken in; `None` where no list
    /// here knows it.
    pub(crate) fn listed_item(
        &self,
        store: &Store,
        code: &str,
        version: u32,
    ) -> Result<Option<ServiceItem>, DeskError> {
        let in_force = self.published().items;
        let in_force = in_force.as_ref().map(|items| &items.catalog);
        let find = |catalog: &Catalog| catalog.item(code).cloned();
        if let Some(catalog) = in_force.filter(|one| one.version == version)
            && let Some(item) = find(catalog)
        {
            return Ok(Some(item));
        }
        let earlier = self.earlier_catalog(store, version)?;
        let item = earlier.as_deref().and_then(find);
        Ok(item.or_else(|| in_force.and_then(find)))
    }

    pub(crate) fn earlier(&self) -> MutexGuard<'_, BTreeMap<u32, Option<Arc<Catalog>>>> {
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn earlier_catalog(
        &self,
        store: &Store,
        version: u32,
    ) -> Result<Option<Arc<Catalog>>, DeskError> {
        if let Some(known) = self.earlier().get(&version) {
            return Ok(known.clone());
        }
        let kept = store.document_version(DocumentKind::Catalog, version)?;
        let text = kept.map(|kept| String::from_utf8_lossy(&kept.bytes).into_owned());
        let catalog = text
            .and_then(|text| Catalog::from_json(&text).ok())
            .map(Arc::new);
        self.earlier().insert(version, catalog.clone());
        Ok(catalog)
    }
}

/// What can be said of an item that no list here knows. Nothing is handed over on its behalf
/// before the township has made it out.
fn unlisted(case: &Case) -> ServiceItem {
    let paper = |code: &String| ListedMaterial {
        code: code.clone(),
        name: code.clone(),
        kind: MaterialKind::Paper,
        original: 0,
        copies: 0,
        electronic_ok: true,
        issuer: String::new(),
        how_to_get: String::new(),
        need: Need::Optional,
        tolerable: true,
        note: String::new(),
    };
    let wanted = case.correction.iter().flat_map(|asked| &asked.wanted);
    let codes: BTreeSet<&String> = case
        .materials
        .keys()
        .chain(wanted.map(|wanted| &wanted.material))
        .collect();
    ServiceItem {
        code: case.item.clone(),
        name: case.item.clone(),
        short: case.item.clone(),
        aliases: Vec::new(),
        category: String::new(),
        offered: false,
        handling: Handling::Promised,
        applicants: Vec::new(),
        applicant: String::new(),
        age: None,
        conditions: Vec::new(),
        materials: codes.into_iter().map(paper).collect(),
        limits: Limits {
            statutory: None,
            statutory_text: String::new(),
            promised: None,
            promised_text: String::new(),
            extension: None,
            issue_within: None,
        },
        special_steps: Vec::new(),
        fee: Fee {
            charge: false,
            text: String::new(),
            basis: String::new(),
        },
        take_in: Vec::new(),
        decide: Level::Township,
        decider: String::new(),
        mandate: MandateRule {
            allowed: MandateAllowed::No,
            rule: String::new(),
            own_signature: true,
            leader_proof: false,
        },
        presence_steps: Vec::new(),
        result: Outcome {
            name: String::new(),
            kind: OutcomeKind::Certificate,
        },
        recurrence: None,
        retention: Retention::default(),
        procedure: Vec::new(),
        notes: Vec::new(),
        to_confirm: Vec::new(),
        sources: Vec::new(),
    }
}
