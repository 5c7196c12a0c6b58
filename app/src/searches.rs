//! Lists of cases that are kept as searches: the built-in ones, and the operator's own.

use serde::{Deserialize, Serialize};

use crate::desk::{Desk, Inner, fresh};
use crate::error::DeskError;
use crate::view::{
    CaseFilter, CaseSearch, DropSearch, DueFilter, KeepSearch, Nothing, SavedSearchView,
};

/// The setting that keeps the operator's searches.
const SETTING: &str = "searches";
/// Most characters of a search's name.
const NAME: usize = 40;
/// Most searches that are kept.
const MOST: usize = 30;

/// A search of the operator's, as the setting keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: String,
    name: String,
    search: CaseSearch,
}

impl Desk {
    /// See the command table.
    pub(crate) fn saved_searches(&self, _: Nothing) -> Result<Vec<SavedSearchView>, DeskError> {
        self.inner()?.searches()
    }

    /// See the command table.
    pub(crate) fn keep_search(&self, keep: KeepSearch) -> Result<Vec<SavedSearchView>, DeskError> {
        let inner = self.inner()?;
        let name = keep.name.trim();
        let refused = |field: &str, limit: usize| DeskError::Text {
            field: field.to_owned(),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
        };
        if name.is_empty() || name.chars().count() > NAME {
            return Err(refused("search_name", NAME));
        }
        let mut kept = inner.kept_searches()?;
        let full = kept.len() >= MOST;
        match kept.iter_mut().find(|one| one.name == name) {
            Some(one) => one.search = keep.search,
            None if full => return Err(refused("searches", MOST)),
            None => kept.push(Kept {
                id: format!("{:016x}", fresh()?),
                name: name.to_owned(),
                search: keep.search,
            }),
        }
        inner.keep_searches(&kept)?;
        inner.searches()
    }

    /// See the command table.
    pub(crate) fn drop_search(&self, drop: DropSearch) -> Result<Vec<SavedSearchView>, DeskError> {
        let inner = self.inner()?;
        let mut kept = inner.kept_searches()?;
        kept.retain(|one| one.id != drop.id);
        inner.keep_searches(&kept)?;
        inner.searches()
    }
}

/// The lists that every desk has, by their ids.
fn built_in() -> [(&'static str, CaseSearch); 6] {
    let by = |filter| CaseSearch {
        filter,
        ..CaseSearch::default()
    };
    let due = |due| CaseSearch {
        due: Some(due),
        ..CaseSearch::default()
    };
    [
        ("all", by(CaseFilter::All)),
        ("mine", by(CaseFilter::Mine)),
        ("elsewhere", by(CaseFilter::Elsewhere)),
        ("due_soon", due(DueFilter::Soon)),
        ("overdue", due(DueFilter::Overdue)),
        ("closed", by(CaseFilter::Closed)),
    ]
}

impl Inner {
    fn searches(&self) -> Result<Vec<SavedSearchView>, DeskError> {
        let kept = self.kept_searches()?;
        self.look(|look| {
            let built_in = built_in()
                .into_iter()
                .map(|(id, search)| (id.to_owned(), None, search));
            let kept = kept
                .into_iter()
                .map(|one| (one.id, Some(one.name), one.search));
            let view = |(id, name, search): (String, Option<String>, CaseSearch)| {
                Ok(SavedSearchView {
                    id,
                    name,
                    count: look.count_of(&search)?,
                    search,
                })
            };
            built_in.chain(kept).map(view).collect()
        })
    }

    /// What can't be read any more is no search.
    fn kept_searches(&self) -> Result<Vec<Kept>, DeskError> {
        let json = self.store().setting(SETTING)?;
        Ok(json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default())
    }

    fn keep_searches(&self, kept: &[Kept]) -> Result<(), DeskError> {
        let json = serde_json::to_string(kept).map_err(|error| DeskError::BadRequest {
            what: error.to_string(),
        })?;
        Ok(self.store().put_setting(SETTING, &json)?)
    }
}
