//! The published documents that are in force, read once and kept ready.

use std::sync::Arc;

use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::{Directory, Person};
use shanyi_domain::ids::ActorId;
use shanyi_domain::workday::Calendar;
use shanyi_store::Store;
use shanyi_wire::event::DocumentKind;

use crate::error::DeskError;
use crate::finder::Finder;

/// A catalogue with the index of its items.
pub(crate) struct Items {
    pub(crate) catalog: Catalog,
    pub(crate) finder: Finder,
}

/// What the township has published, as far as it is here.
#[derive(Clone)]
pub(crate) struct Published {
    pub(crate) items: Option<Arc<Items>>,
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) directory: Option<Arc<Directory>>,
}

impl Published {
    /// Reads what the store holds. Without a published calendar the one that the program came
    /// with counts: a desk without any could not say what day it is.
    pub(crate) fn read(store: &Store) -> Result<Self, DeskError> {
        let text = |kind| -> Result<Option<String>, DeskError> {
            let bytes = store.document(kind)?;
            Ok(bytes.map(|document| String::from_utf8_lossy(&document.bytes).into_owned()))
        };
        let items = text(DocumentKind::Catalog)?
            .and_then(|text| usable("catalogue", Catalog::from_json(&text)))
            .map(|catalog| {
                Arc::new(Items {
                    finder: Finder::new(&catalog),
                    catalog,
                })
            });
        let calendar = text(DocumentKind::Calendar)?
            .and_then(|text| usable("calendar", Calendar::from_json(&text)))
            .or_else(|| usable("calendar", Calendar::from_json(Calendar::embedded())));
        let directory = text(DocumentKind::Directory)?
            .and_then(|text| usable("directory", Directory::from_json(&text)))
            .map(Arc::new);
        let calendar = calendar.ok_or(DeskError::NoCatalog)?;
        Ok(Self {
            items,
            calendar: Arc::new(calendar),
            directory,
        })
    }
}

impl Published {
    /// Somebody, as the directory in force knows them.
    pub(crate) fn person(&self, id: ActorId) -> Option<&Person> {
        self.directory.as_deref()?.person(id)
    }

    /// Their name.
    pub(crate) fn name_of(&self, id: ActorId) -> Option<String> {
        self.person(id).map(|person| person.name.clone())
    }

    /// The township office's telephone; may be empty.
    pub(crate) fn office_phone(&self) -> String {
        let directory = self.directory.as_deref();
        directory.map_or_else(String::new, |directory| directory.township.phone.clone())
    }
}

/// Documents were checked when they arrived; one that fails now was damaged here.
fn usable<T, E>(what: &str, read: Result<T, E>) -> Option<T> {
    read.inspect_err(|_| tracing::error!(what, "a kept document can't be read"))
        .ok()
}
