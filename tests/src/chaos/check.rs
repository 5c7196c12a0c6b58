//! What is on the disk after a kill, read from a copy, so that the program itself has to mend
//! whatever the kill left.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use shanyi_domain::case::Case;
use shanyi_domain::fact::Fact;
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
    cases: Vec<HeldCase>,
    drafts: BTreeMap<String, Content>,
    /// Projections made again from the log are not what was there.
    crooked: bool,
}

/// A case as the disk has it.
struct HeldCase {
    id: String,
    number: String,
    content: Content,
    /// Words on it, and why it was handed over without a paper.
    words: Vec<String>,
    /// How often it was handed over, and papers were added.
    acts: (usize, usize),
}

/// Holds the disk against what was typed and shown. Afterwards `seen` knows what is there.
pub fn look(data: &Path, seen: &mut Seen, killed: Instant) -> Run<Found> {
    let held = read(data)?;
    let mut found = Found::default();
    if held.crooked {
        let words = "the projections are not those that the log makes";
        found.lost.push(words.to_owned());
    }
    for form in std::mem::take(&mut seen.forms) {
        if form.saving && came_through(&form, &held, &mut seen.shown) {
            continue;
        }
        typed(form, &held, killed, &mut seen.forms, &mut found);
    }
    for shown in &mut seen.shown {
        saved(shown, &held, &mut found);
    }
    for case in &held.cases {
        if !seen.shown.iter().any(|shown| shown.number == case.number) {
            found
                .doubled
                .push(format!("{} was saved by nobody", case.number));
        }
    }
    for key in held.drafts.keys() {
        if !seen.forms.iter().any(|form| form.key == *key) {
            found.doubled.push(format!("form {key} is offered again"));
        }
    }
    Ok(found)
}

/// What was shown as saved has to be there once, whole.
fn saved(shown: &mut Shown, held: &Held, found: &mut Found) {
    let same = |case: &&HeldCase| case.content.id_number == shown.content.id_number;
    let there: Vec<&HeldCase> = held.cases.iter().filter(same).collect();
    let Some(case) = there.first() else {
        found.lost.push(format!("{} is not there", shown.number));
        return;
    };
    if there.len() > 1 || case.acts.0 > 1 || case.acts.1 > 1 {
        found
            .doubled
            .push(format!("{} is there twice", shown.number));
    }
    if case.number != shown.number || case.content != shown.content {
        let (number, content) = (&case.number, &case.content);
        found
            .lost
            .push(format!("{} is {number}: {content:?}", shown.number));
    }
    for word in &shown.words {
        match case.words.iter().filter(|there| *there == word).count() {
            0 => found.lost.push(format!("{}: {word:?}", shown.number)),
            1 => {}
            _ => found.doubled.push(format!("{}: {word:?}", shown.number)),
        }
    }
    for word in case.words.iter().filter(|word| !shown.words.contains(word)) {
        let words = format!("{}: {word:?} was saved by nobody", shown.number);
        found.doubled.push(words);
    }
    shown.case.clone_from(&case.id);
}

/// A save that was asked for and whose number was not seen: whether it is there. It counts as
/// shown from now on.
fn came_through(form: &Form, held: &Held, shown: &mut Vec<Shown>) -> bool {
    let now = form.now();
    let Some(id) = form.case() else {
        let case = held.cases.iter().find(|case| {
            let known = shown.iter().any(|shown| shown.number == case.number);
            !known && case.content == now
        });
        shown.extend(case.map(|case| Shown {
            case: case.id.clone(),
            number: case.number.clone(),
            content: case.content.clone(),
            words: Vec::new(),
        }));
        return case.is_some();
    };
    let (Some(case), Some(known)) = (
        held.cases.iter().find(|case| case.id == id),
        shown.iter_mut().find(|shown| shown.case == id),
    ) else {
        return false;
    };
    let word = now.word.is_empty() || case.words.contains(&now.word);
    let there = word && now.papers.is_subset(&case.content.papers);
    if there {
        known.take(now);
    }
    there
}

/// A form that is not saved is a draft that lost its last second at most.
fn typed(form: Form, held: &Held, killed: Instant, forms: &mut Vec<Form>, found: &mut Found) {
    let kept = held.drafts.get(&form.key);
    match form.judge(kept, killed) {
        Ok(later) => found.took += later,
        Err(lost) => found.lost.push(format!("form {}: {lost:?}", form.key)),
    }
    if let Some(kept) = kept {
        forms.push(Form::begun(form.key, form.goal, kept.clone()));
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
        cases.push(held_case(&case.ok_or("a case without a row")?));
    }
    let mut drafts = BTreeMap::new();
    for draft in store.drafts()? {
        let content = Content::of_draft(&serde_json::from_str(&draft.json)?);
        drafts.insert(draft.form, content);
    }
    store.rebuild()?;
    let crooked = store.dump()? != dump;
    Ok(Held {
        cases,
        drafts,
        crooked,
    })
}

fn held_case(case: &Case) -> HeldCase {
    let applicant = &case.applicant;
    let id = applicant.id_number.as_ref();
    let received = case.materials.values().filter(|line| line.originals > 0);
    let content = Content {
        item: case.item.clone(),
        name: applicant.name.clone(),
        id_number: id.map(|id| id.as_str().to_owned()).unwrap_or_default(),
        phone: applicant.phone.clone().unwrap_or_default(),
        address: applicant.address.clone(),
        papers: received.map(|line| line.material.clone()).collect(),
        word: String::new(),
    };
    let (mut words, mut acts) = (Vec::new(), (0, 0));
    for step in &case.steps {
        match &step.event.fact {
            Fact::Commented(body) => words.push(body.text.clone()),
            Fact::Submitted(body) => {
                words.extend(body.missing_because.clone());
                acts.0 += 1;
            }
            Fact::MaterialsAmended(_) => acts.1 += 1,
            _ => {}
        }
    }
    HeldCase {
        id: case.id.to_string(),
        number: case.number.clone(),
        content,
        words,
        acts,
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
