//! What is on the disk after a kill, read from a copy, so that the program itself has to mend
//! whatever the kill left.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use shanyi_domain::case::Case;
use shanyi_domain::ids::CaseId;
use shanyi_store::{Options, Store, load_or_create_key};

use super::Run;
use super::hand::Seen;
use super::typed::{Content, Form, Shown};

/// What a look at the disk found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is lost, in words.
    pub lost: Vec<String>,
    /// What is there twice, or though nobody saved it, in words.
    pub doubled: Vec<String>,
    /// Characters that the kill took from forms, all typed within the last second.
    pub took: usize,
}

/// Everything that a copy of a data folder holds.
struct Held {
    cases: Vec<(String, Content)>,
    drafts: BTreeMap<String, Content>,
    /// Projections made again from the log are not what was there.
    crooked: bool,
}

/// Holds the disk against what was typed and shown. Afterwards `seen` knows what is there.
pub fn look(data: &Path, seen: &mut Seen, killed: Instant) -> Run<Found> {
    let held = read(data)?;
    let mut found = Found::default();
    if held.crooked {
        let words = "the projections are not those that the log makes";
        found.lost.push(words.to_owned());
    }
    for shown in &seen.shown {
        saved(shown, &held, &mut found);
    }
    let mut forms = Vec::new();
    for form in std::mem::take(&mut seen.forms) {
        typed(form, &held, killed, &mut forms, &mut seen.shown, &mut found);
    }
    seen.forms = forms;
    for (number, content) in &held.cases {
        let known = |shown: &Shown| shown.number == *number && shown.content == *content;
        if !seen.shown.iter().any(known) {
            found.doubled.push(format!("{number} was saved by nobody"));
        }
    }
    for id in held.drafts.keys() {
        if !seen.forms.iter().any(|form| form.id == *id) {
            found.doubled.push(format!("form {id} is offered again"));
        }
    }
    Ok(found)
}

/// A save that was shown has to be there once, whole.
fn saved(shown: &Shown, held: &Held, found: &mut Found) {
    let mut there = held
        .cases
        .iter()
        .filter(|(_, content)| content.id_number == shown.content.id_number);
    match there.next() {
        None => found.lost.push(format!("{} is not there", shown.number)),
        Some((number, content)) if *number != shown.number || *content != shown.content => {
            let words = format!("{} is {number}: {content:?}", shown.number);
            found.lost.push(words);
        }
        Some(_) => {}
    }
    if there.next().is_some() {
        found
            .doubled
            .push(format!("{} is there twice", shown.number));
    }
}

/// A form is either a case now, if its save was asked for, or a draft that lost its last second at
/// most.
fn typed(
    form: Form,
    held: &Held,
    killed: Instant,
    forms: &mut Vec<Form>,
    shown: &mut Vec<Shown>,
    found: &mut Found,
) {
    let case = held
        .cases
        .iter()
        .find(|(_, content)| form.saving && *content == form.now());
    if let Some((number, content)) = case {
        shown.push(Shown {
            number: number.clone(),
            content: content.clone(),
        });
        return;
    }
    let kept = held.drafts.get(&form.id);
    match form.judge(kept, killed) {
        Ok(later) => found.took += later,
        Err(lost) => found.lost.push(format!("form {}: {lost:?}", form.id)),
    }
    if let Some(kept) = kept {
        forms.push(Form::begun(form.id, form.goal, kept.clone()));
    }
}

fn read(data: &Path) -> Run<Held> {
    let copy = tempfile::tempdir()?;
    copy_folder(data, copy.path())?;
    let key = load_or_create_key(copy.path())?;
    let mut store = Store::open(copy.path(), &key, Options::default())?;
    let dump = store.dump()?;
    let mut cases = Vec::new();
    for line in dump.lines() {
        let Some(id) = line.strip_prefix("case ") else {
            continue;
        };
        let id = id.split(' ').next().and_then(CaseId::from_hex);
        let case = store.case(&id.ok_or("a case without an id")?)?;
        let case = case.ok_or("a case without a row")?;
        cases.push((case.number.clone(), content_of(&case)));
    }
    let mut drafts = BTreeMap::new();
    for draft in store.drafts()? {
        let id = draft.form.rsplit(':').next().unwrap_or_default().to_owned();
        drafts.insert(id, Content::of_draft(&serde_json::from_str(&draft.json)?));
    }
    store.rebuild()?;
    let crooked = store.dump()? != dump;
    Ok(Held {
        cases,
        drafts,
        crooked,
    })
}

fn content_of(case: &Case) -> Content {
    let applicant = &case.applicant;
    let id = applicant.id_number.as_ref();
    let received = case.materials.values().filter(|line| line.originals > 0);
    Content {
        item: case.item.clone(),
        name: applicant.name.clone(),
        id_number: id.map(|id| id.as_str().to_owned()).unwrap_or_default(),
        phone: applicant.phone.clone().unwrap_or_default(),
        address: applicant.address.clone(),
        papers: received.map(|line| line.material.clone()).collect(),
    }
}

/// Copies a folder with all that is in it but the web view's own files.
pub fn copy_folder(from: &Path, to: &Path) -> Run<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name().filter(|name| *name != "web") else {
            continue;
        };
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else if path.is_file() {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
