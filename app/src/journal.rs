//! The journal as a person reads it, and what of it concerns one's own PIN.

use std::collections::BTreeMap;

use serde::Deserialize;
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_store::{JournalAct, JournalLine};

use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::view::{
    JournalActView, JournalCaseView, JournalLineView, JournalView, NamedView, Nothing, PinNews,
    PinNewsView, ReadJournal,
};

/// So many lines are read at a time.
const PAGE: usize = 50;
/// What happened within so many seconds before the newest is told with it: whoever took note of the first
/// under another's name hides nothing.
const TOGETHER: i64 = 30 * 86_400;
/// The program itself, or nobody who was signed in.
const NOBODY: ActorId = ActorId(0);

/// What a line says more, as far as a person is told.
#[derive(Default, Deserialize)]
struct Detail {
    by: Option<String>,
    #[serde(rename = "for")]
    to: Option<u32>,
    from: Option<u32>,
    #[serde(default)]
    count: u32,
    #[serde(default)]
    minutes: u32,
    #[serde(default)]
    cases: u32,
    #[serde(default)]
    images: u32,
}

impl Detail {
    fn of(line: &JournalLine) -> Self {
        let detail = line.detail.as_deref();
        let read = detail.and_then(|detail| serde_json::from_str(detail).ok());
        read.unwrap_or_default()
    }

    /// Whom else it concerns.
    fn whom(&self) -> Option<ActorId> {
        self.to.or(self.from).map(ActorId)
    }
}

impl Desk {
    /// See the command table.
    pub(crate) fn journal(&self, read: ReadJournal) -> Result<JournalView, DeskError> {
        let inner = self.inner()?;
        let everybody = inner.supervises();
        let me = inner.operator();
        let mut names = Names::of(self);
        let mut lines = Vec::new();
        let mut before = read.before;
        // One line more than is shown says that there are more.
        while lines.len() <= PAGE {
            let chunk = inner.store().journal_before(before, PAGE as u32 + 1)?;
            let Some(last) = chunk.last() else { break };
            before = Some(last.position);
            let mine = chunk
                .into_iter()
                .filter(|line| everybody || concerns(line, me));
            lines.extend(mine);
        }
        let more = lines.len() > PAGE;
        lines.truncate(PAGE);
        let lines = lines.iter().map(|line| inner.line(line, &mut names));
        Ok(JournalView {
            everybody,
            lines: lines.collect::<Result<_, _>>()?,
            more,
        })
    }

    /// See the command table.
    pub(crate) fn pin_news(&self, _: Nothing) -> Result<Vec<PinNewsView>, DeskError> {
        let inner = self.inner()?;
        let me = inner.operator();
        let acts = [
            JournalAct::PinChosen,
            JournalAct::PinTaken,
            JournalAct::PinNewsRead,
        ];
        let (lines, came) = {
            let store = inner.store();
            let came = store.first_noted(JournalAct::SignedIn, me)?;
            (store.journal_of(&acts)?, came)
        };
        let mut names = Names::of(self);
        let news = came.map_or_else(Vec::new, |came| news_of(&lines, me, came));
        let told = news.into_iter().map(|(line, what)| PinNewsView {
            at: line.at,
            what,
            by: (what != PinNews::ByCode).then(|| names.named(line.operator)),
        });
        Ok(told.collect())
    }

    /// See the command table.
    pub(crate) fn note_pin_news(&self, _: Nothing) -> Result<Nothing, DeskError> {
        let inner = self.inner()?;
        let (at, me) = (inner.now().best, inner.operator());
        let mut store = inner.store();
        store.note(at, me, JournalAct::PinNewsRead, None, None)?;
        drop(store);
        inner.tell();
        Ok(Nothing {})
    }
}

impl Inner {
    fn line(
        &self,
        line: &JournalLine,
        names: &mut Names<'_>,
    ) -> Result<JournalLineView, DeskError> {
        Ok(JournalLineView {
            position: line.position,
            at: line.at,
            who: (line.operator != NOBODY).then(|| names.named(line.operator)),
            act: act(line, names),
            case: line
                .case
                .map_or(Ok(None), |case| self.journal_case(&case))?,
        })
    }

    /// An erased case has no number any more.
    fn journal_case(&self, case: &CaseId) -> Result<Option<JournalCaseView>, DeskError> {
        let row = self.store().row(case)?;
        Ok(row.map(|row| JournalCaseView {
            id: case.to_string(),
            number: row.number,
        }))
    }
}

/// The names of those in the journal, each looked up once.
struct Names<'a> {
    desk: &'a Desk,
    known: BTreeMap<ActorId, Option<String>>,
}

impl<'a> Names<'a> {
    fn of(desk: &'a Desk) -> Self {
        Self {
            desk,
            known: BTreeMap::new(),
        }
    }

    fn named(&mut self, id: ActorId) -> NamedView {
        let desk = self.desk;
        let name = self.known.entry(id).or_insert_with(|| desk.name_of(id));
        NamedView {
            id: id.0,
            name: name.clone(),
        }
    }
}

fn act(line: &JournalLine, names: &mut Names<'_>) -> JournalActView {
    let detail = Detail::of(line);
    let mut whom = || names.named(detail.whom().unwrap_or(NOBODY));
    let Some(act) = line.act else {
        return JournalActView::Unknown;
    };
    match act {
        JournalAct::SignedIn => JournalActView::SignedIn,
        JournalAct::Locked if detail.by.as_deref() == Some("idle") => JournalActView::LockedIdle,
        JournalAct::Locked => JournalActView::Locked,
        JournalAct::WrongPin => JournalActView::WrongPin {
            count: detail.count,
        },
        JournalAct::PinChosen if detail.to.is_some() => JournalActView::PinGiven { to: whom() },
        JournalAct::PinChosen if is_by_code(&detail) => JournalActView::PinByCode,
        JournalAct::PinChosen => JournalActView::PinChosen,
        JournalAct::PinTaken => JournalActView::PinTaken { from: whom() },
        JournalAct::PinNewsRead => JournalActView::PinNewsRead,
        JournalAct::RecipientTold => JournalActView::RecipientTold,
        JournalAct::WrappedForTownship => JournalActView::WrappedForTownship,
        JournalAct::RecoveryMade => JournalActView::RecoveryMade,
        JournalAct::Recovered => JournalActView::Recovered,
        JournalAct::FormTakenOver => JournalActView::FormTakenOver { from: whom() },
        JournalAct::IdNumberShown => JournalActView::IdNumberShown,
        JournalAct::PhoneShown => JournalActView::PhoneShown,
        JournalAct::CopyWritten => JournalActView::CopyWritten {
            cases: detail.cases,
            images: detail.images,
        },
        JournalAct::PutBack => JournalActView::PutBack,
        JournalAct::ImagesLetGo => JournalActView::ImagesLetGo {
            images: detail.images,
        },
        JournalAct::Erased => JournalActView::Erased,
        JournalAct::Enrolled => JournalActView::Enrolled,
        JournalAct::NameTaken => JournalActView::NameTaken,
        JournalAct::IdleSet => JournalActView::IdleSet {
            minutes: detail.minutes,
        },
    }
}

fn is_by_code(detail: &Detail) -> bool {
    detail.by.as_deref() == Some("code")
}

/// Whether somebody did it, it was done to them, or the program did it by itself.
fn concerns(line: &JournalLine, me: ActorId) -> bool {
    line.operator == me || line.operator == NOBODY || Detail::of(line).whom() == Some(me)
}

/// What others did to the PIN of `me`, who came in first at the position `came`, the newest first: all of
/// the last days, if there is something of which they took no note yet. A first PIN is no news.
fn news_of(lines: &[JournalLine], me: ActorId, came: u64) -> Vec<(&JournalLine, PinNews)> {
    let mut known = came;
    let mut news = Vec::new();
    for line in lines {
        let detail = Detail::of(line);
        let (own, mine) = (line.operator == me, detail.whom() == Some(me));
        let what = match line.act {
            Some(JournalAct::PinChosen) if mine && !own => PinNews::Given,
            Some(JournalAct::PinTaken) if mine && !own => PinNews::Taken,
            Some(JournalAct::PinChosen) if own && is_by_code(&detail) => PinNews::ByCode,
            // Whoever chose another since has heard of it.
            Some(JournalAct::PinChosen | JournalAct::PinNewsRead)
                if own && detail.whom().is_none() =>
            {
                known = line.position;
                continue;
            }
            _ => continue,
        };
        if line.position > came {
            news.push((line, what));
        }
    }
    // The recovery code is in nobody's hands but theirs: alone it is no news.
    let fresh =
        |(line, what): &&(&JournalLine, PinNews)| *what != PinNews::ByCode && line.position > known;
    let Some(newest) = news
        .iter()
        .filter(fresh)
        .map(|(line, _)| line.at)
        .next_back()
    else {
        return Vec::new();
    };
    news.retain(|(line, _)| newest.0 - line.at.0 <= TOGETHER);
    news.reverse();
    news
}
