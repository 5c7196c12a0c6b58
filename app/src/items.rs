//! Finding an item, and what its list says.

use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::identity::IdNumber;

use crate::desk::Desk;
use crate::error::DeskError;
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
        let today = inner.now()?.today;
        let id = IdNumber::parse_on(&check.text, today)
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
            age_fault: item
                .and_then(|item| item.age)
                .and_then(|rule| rule.check(&id, today).err()),
        })
    }
}

fn row(item: &ServiceItem) -> ItemRowView {
    ItemRowView {
        code: item.code.clone(),
        name: item.name.clone(),
        category: item.category.clone(),
        handling: item.handling,
        result: item.result.kind,
        charge: item.fee.charge,
    }
}
