//! Everything that the pages of a store still say.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use shanyi_domain::number::CaseNumber;

use super::cells::{Cell, Kind, cells, children, kind};
use super::pages::{Pages, word};

/// The tables whose rows are facts, or stand beside them.
pub(crate) const TABLES: [&str; 16] = [
    "installation",
    "life",
    "exchange",
    "event",
    "receipt",
    "quarantine",
    "heard",
    "divergent",
    "image",
    "document",
    "draft",
    "setting",
    "enrolment",
    "journal",
    "erasure",
    "erased",
];

/// The index that names every event by its case and id.
const EVENT_INDEX: &str = "sqlite_autoindex_event_1";

/// The owner of a page that holds nothing at present.
const FREE: &str = "free";

/// A page that can't be read as it was last written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadPage {
    pub(crate) number: u32,
    /// The table or index that it belongs to, where something still leads to it.
    pub(crate) owner: Option<String>,
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    /// Rows by table.
    pub(crate) rows: BTreeMap<&'static str, Vec<Cell>>,
    /// Case and id of events by their positions, as the index has them.
    pub(crate) named: BTreeMap<i64, ([u8; 16], [u8; 16])>,
    /// Numbers of cases, as lists had them.
    pub(crate) numbers: BTreeMap<[u8; 16], String>,
    pub(crate) bad: Vec<BadPage>,
    /// Not one page can be read.
    pub(crate) nothing: bool,
}

impl Found {
    /// There is no page to look at.
    pub(crate) fn nothing() -> Self {
        Self {
            nothing: true,
            ..Self::default()
        }
    }

    /// Looks at every page.
    pub(crate) fn on(pages: &Pages) -> Self {
        let mut found = Self::default();
        let roots = roots(pages);
        let mut owners = BTreeMap::new();
        for (name, root) in &roots {
            own(pages, name, *root, &mut owners);
        }
        let free = free(pages);
        let first = pages.read(1);
        let said = first.as_ref().map_or(0, |page| word(page, 28));
        let mut adrift = Vec::new();
        for number in 1..=pages.count().max(said) {
            let owner = match free.contains(&number) {
                true => Some(FREE),
                false => owners.get(&number).map(String::as_str),
            };
            let blank = owner == Some(FREE) && pages.is_blank(number);
            if !pages.is_sound(number) && !blank {
                let owner = owner.map(str::to_owned);
                found.bad.push(BadPage { number, owner });
            }
            match owner {
                Some(FREE) => {}
                Some(owner) => found.take_page(pages, number, Some(owner)),
                None => adrift.push(number),
            }
        }
        // What no tree leads to may be of the past: what a tree leads to goes before it.
        for number in adrift {
            found.take_page(pages, number, None);
        }
        found
    }

    /// The most case numbers that any event or life says were given.
    pub(crate) fn numbered(&self) -> i64 {
        let said = |table: &str, column: usize| {
            let rows = self.rows.get(table).into_iter().flatten();
            rows.filter_map(move |cell| match cell.columns.get(column) {
                Some(Value::Integer(numbered)) => Some(*numbered),
                _ => None,
            })
        };
        let given = said("event", 10).chain(said("life", 3));
        given.max().unwrap_or_default()
    }

    /// Not a row of a store's tables is here, and none may be on a page that can't be read.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.bad.is_empty() && !self.nothing
    }

    /// Whether anything that may have held something can't be read.
    pub(crate) fn is_struck(&self) -> bool {
        self.bad
            .iter()
            .any(|page| page.owner.as_deref() != Some(FREE))
    }

    fn take_page(&mut self, pages: &Pages, number: u32, owner: Option<&str>) {
        let Some(page) = pages.read(number) else {
            return;
        };
        let Some(kind) = kind(number, &page).filter(|kind| *kind != Kind::TableInterior) else {
            return;
        };
        for cell in cells(pages, number, &page, kind) {
            self.take(cell, owner);
        }
    }

    fn take(&mut self, cell: Cell, owner: Option<&str>) {
        // A row says better what it is than whatever names the tree that it hangs in.
        let owner = shape(&cell).or(owner).unwrap_or_default();
        if owner == EVENT_INDEX {
            if let [Value::Blob(case), Value::Blob(id), Value::Integer(position)] =
                cell.columns.as_slice()
                && let (Ok(case), Ok(id)) = (case.as_slice().try_into(), id.as_slice().try_into())
            {
                self.named.insert(*position, (case, id));
            }
            return;
        }
        if let Some(table) = TABLES.iter().find(|table| **table == owner) {
            self.rows.entry(table).or_default().push(cell);
            return;
        }
        // A list's row: the case it stands for, and its number.
        if let (Some(Value::Blob(case)), Some(Value::Text(number))) =
            (cell.columns.get(1), cell.columns.get(2))
            && let Ok(case) = case.as_slice().try_into()
            && CaseNumber::parse(number).is_ok()
        {
            self.numbers.insert(case, number.clone());
        }
    }
}

/// Every table and index with the page that its tree begins at.
fn roots(pages: &Pages) -> Vec<(String, u32)> {
    let mut roots = vec![("sqlite_master".to_owned(), 1)];
    let mut owners = BTreeMap::new();
    own(pages, "sqlite_master", 1, &mut owners);
    for number in owners.keys() {
        let Some(page) = pages.read(*number) else {
            continue;
        };
        let Some(kind) = kind(*number, &page).filter(|kind| *kind == Kind::TableLeaf) else {
            continue;
        };
        for cell in cells(pages, *number, &page, kind) {
            if let (Some(Value::Text(name)), Some(Value::Integer(root))) =
                (cell.columns.get(1), cell.columns.get(3))
                && let Ok(root) = u32::try_from(*root)
                && root > 0
            {
                roots.push((name.clone(), root));
            }
        }
    }
    roots
}

/// Notes the pages of a tree, those that can't be read too.
fn own(pages: &Pages, name: &str, root: u32, owners: &mut BTreeMap<u32, String>) {
    let mut left = vec![root];
    while let Some(number) = left.pop() {
        if owners.insert(number, name.to_owned()).is_some() {
            continue;
        }
        let Some(page) = pages.read(number) else {
            continue;
        };
        let Some(kind) = kind(number, &page) else {
            continue;
        };
        if matches!(kind, Kind::TableInterior | Kind::IndexInterior) {
            let below = children(number, &page, kind).into_iter();
            left.extend(below.filter(|child| *child > 0));
        }
        if kind != Kind::TableInterior {
            let over = cells(pages, number, &page, kind);
            let over = over.into_iter().flat_map(|cell| cell.over);
            owners.extend(over.map(|page| (page, name.to_owned())));
        }
    }
}

/// Pages that belong to nothing at present: what they hold is of the past.
fn free(pages: &Pages) -> BTreeSet<u32> {
    let mut free = BTreeSet::new();
    let mut trunk = pages.read(1).map_or(0, |page| word(&page, 32));
    while trunk > 0 && free.insert(trunk) {
        let Some(page) = pages.read(trunk) else { break };
        let count = word(&page, 4).min(256) as usize;
        free.extend((0..count).map(|nth| word(&page, 8 + 4 * nth)));
        trunk = word(&page, 0);
    }
    free
}

/// Which table or index a row belongs to, by what it looks like.
fn shape(cell: &Cell) -> Option<&'static str> {
    let columns = &cell.columns;
    let blob = |at: usize, length: usize| matches!(columns.get(at), Some(Value::Blob(bytes)) if bytes.len() == length);
    let int = |at: usize| matches!(columns.get(at), Some(Value::Integer(_)));
    let text = |at: usize| matches!(columns.get(at), Some(Value::Text(_)));
    let null = |at: usize| matches!(columns.get(at), Some(Value::Null));
    let count = columns.len();
    let table = match (cell.rowid.is_some(), count) {
        (true, _)
            if (count == 15 || !cell.whole) && null(0) && blob(1, 16) && blob(2, 16) && int(3) =>
        {
            "event"
        }
        (true, 13) if null(0) && blob(1, 16) && blob(2, 32) && blob(3, 32) => "installation",
        (true, 4) if null(0) && int(1) && text(2) && int(3) => "life",
        (true, 7) if null(0) && (1..6).all(int) => "exchange",
        (true, 7) if int(0) && int(1) && blob(2, 32) && int(3) => "document",
        (false, 6) if (0..5).all(int) && blob(5, 64) => "receipt",
        (false, 7) if int(0) && blob(1, 32) && (2..7).all(int) => "image",
        (false, 3) if blob(0, 16) && blob(1, 16) && int(2) => EVENT_INDEX,
        (false, 4) if int(0) && text(1) && text(2) && int(3) => "draft",
        // Of a store before version 5: whose form it is was not written down.
        (false, 3) if text(0) && text(1) && int(2) => "draft",
        (true, 5) if null(0) && blob(1, 32) && text(2) => "enrolment",
        (true, 6) if null(0) && (1..4).all(int) && (null(4) || blob(4, 16)) => "journal",
        (false, 2) if blob(0, 16) && int(1) => "erasure",
        (true, 2) if null(0) && blob(1, 32) => "erased",
        (false, 2) if text(0) && text(1) => "setting",
        (false, 3) if blob(0, 16) && int(1) => "quarantine",
        (true, 3) if null(0) && blob(1, 16) && int(2) => "heard",
        (false, 2) if blob(0, 16) && matches!(columns.get(1), Some(Value::Blob(_))) => "divergent",
        _ => return None,
    };
    Some(table)
}
