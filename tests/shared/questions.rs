//! Every question that the source of a program puts to its database, and the way in which it is answered.
//! Tests of store and server take this in by its path: they can't lean on this crate, which leans on them.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// Where everything is looked at: the file, a word of the question, and why nobody waits for it.
pub type Walk = (&'static str, &'static str, &'static str);

/// A program whose questions are looked at.
pub struct Program {
    /// Its source.
    pub source: PathBuf,
    /// Tables that grow with the years.
    pub large: &'static [&'static str],
    /// An index of them that has only a few rows, so that a walk through it is short.
    pub short: &'static str,
    /// What may walk.
    pub walks: &'static [Walk],
}

impl Program {
    /// Nothing walks what grows but what may, and that does. `as_it_runs` makes a question of the source
    /// one that can be asked, or leaves it out; `also` names steps that are walks by another name.
    pub fn walks_only_where_it_may(
        &self,
        db: &Connection,
        as_it_runs: impl Fn(String) -> Option<String>,
        also: impl Fn(&[String], &str) -> Option<String>,
    ) {
        let mut files = Vec::new();
        sources(&self.source, &mut files);
        let (mut asked, mut wrong, mut used) = (0, Vec::new(), vec![false; self.walks.len()]);
        for path in files {
            let file = path.strip_prefix(&self.source).unwrap();
            let file = file.to_string_lossy().replace('\\', "/");
            let questions = questions(&fs::read_to_string(&path).unwrap());
            for question in questions.into_iter().filter_map(&as_it_runs) {
                asked += 1;
                let steps = match plan(db, &question) {
                    Ok(steps) => steps,
                    Err(error) => {
                        wrong.push(format!("{file}: {error}: {question}"));
                        continue;
                    }
                };
                let step = steps.iter().find(|step| self.is_walk(step, &question));
                let Some(step) = step.cloned().or_else(|| also(&steps, &question)) else {
                    continue;
                };
                let known = |(of, word, _): &Walk| file == *of && question.contains(word);
                match self.walks.iter().position(known) {
                    Some(known) => used[known] = true,
                    None => wrong.push(format!("{file}: {step}: {question}")),
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(asked > 100, "only {asked} questions were found");
        let left = self.walks.iter().zip(used).filter(|(_, used)| !used);
        let left: Vec<_> = left.collect();
        assert!(left.is_empty(), "these walk no more: {left:?}");
    }

    /// A step that goes through everything that there is of something large.
    fn is_walk(&self, step: &str, question: &str) -> bool {
        let mut words = step.split_whitespace();
        let of = match words.next() {
            Some("SCAN") => words.next().unwrap_or_default(),
            _ => "",
        };
        let short = step.contains(self.short);
        let named = |table: &&str| of == *table || question.contains(&format!("{table} {of} "));
        let large = !of.is_empty() && self.large.iter().any(named);
        (large && !short) || step.contains("AUTOMATIC")
    }
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => sources(&path, into),
            path if path.extension().is_some_and(|ending| ending == "rs") => into.push(path),
            _ => {}
        }
    }
}

/// The texts in quotes of a source that are questions to the database, as they run.
fn questions(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let source = source.replace("\\\"", "\u{1}");
    let quoted = source.split('"').skip(1).step_by(2);
    let texts = quoted.map(|text| text.replace('\u{1}', "\""));
    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    texts
        .flat_map(|text| text.split(';').map(str::to_owned).collect::<Vec<_>>())
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| verbs.iter().any(|verb| text.starts_with(verb)))
        .collect()
}

fn plan(db: &Connection, question: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {question}"))?;
    statement.raw_query().mapped(|row| row.get(3)).collect()
}
