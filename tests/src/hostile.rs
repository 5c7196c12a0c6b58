//! Texts that somebody types who means harm, or who pasted what he does not see.

use std::path::Path;

use serde_json::{Value, json};

/// What sets [`ran`]'s flag, were it ever run.
const RUN: &str = "window.ran=true";

/// Texts that would be a page, a script, a template or a query, if anything took them for one. No
/// digit is in them, so that they are names too.
#[must_use]
pub fn texts() -> Vec<String> {
    [
        "<img src=x onerror=\"RUN\">",
        "\"><script>RUN</script>",
        "'><svg onload=RUN>",
        "{{constructor.constructor('RUN')()}}",
        "${RUN}",
        "javascript:RUN",
        "</textarea><script>RUN</script>",
        "@:shell.today {name} | %{x}",
        "'; DROP TABLE event; --",
        "\\\" OR ''='",
        "&lt;b&gt;&#x41;",
        "👩\u{200d}🌾🇨🇳𠮷䶮",
    ]
    .iter()
    .map(|text| text.replace("RUN", RUN))
    .collect()
}

/// Words that a search may not stumble over.
#[must_use]
pub fn searches() -> Vec<String> {
    let mut all = texts();
    let odd = [
        "%",
        "_",
        "\"",
        "'",
        "*",
        "\"*",
        "NEAR(",
        "NEAR(a b",
        "AND",
        "OR NOT",
        "(",
        ")",
        "a:b",
        "-",
        "^",
        "{",
        "[",
        "\\",
        "\\%",
        "?",
        "??",
        "--",
        ";",
        "/*",
        "\0",
        "蓝\0春妹",
        "\u{202e}妹春蓝",
        "\u{200b}",
        "\u{feff}",
        "\u{ffff}",
        "\u{e000}",
        "   ",
        "\n\n",
        "１２３",
        "𠮷",
        "𝟙",
        "ﷺ",
        "İ",
        "ß",
    ];
    all.extend(odd.iter().map(ToString::to_string));
    all.push("蓝".repeat(10_000));
    all.push("a ".repeat(5_000));
    all.push("%".repeat(300));
    all.push("\"".repeat(301));
    all
}

/// Says in a page whether anything of it has run, or has become part of the page.
pub const UNHARMED: &str = "
    const parts = document.querySelectorAll('#app script, #app img[src=x], #app svg[onload], body > script:not([src])');
    return window.ran === undefined && parts.length === 0;
";

/// The starter catalogue with these words in everything that a person reads of one item, as a file.
///
/// # Errors
/// When the file can't be read or written.
pub fn catalog(item: &str, words: &str, file: &Path) -> std::io::Result<()> {
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/data/catalog.json");
    let mut catalog: Value = serde_json::from_str(&std::fs::read_to_string(starter)?)?;
    let version = catalog["version"].as_u64().unwrap_or_default();
    catalog["version"] = json!(version + 1);
    let items = catalog["items"].as_array_mut().into_iter().flatten();
    for item in items.filter(|one| one["code"] == item) {
        for field in [
            "name",
            "short",
            "conditions",
            "materials",
            "procedure",
            "result",
            "fee",
        ] {
            soil(&mut item[field], field, words);
        }
    }
    std::fs::write(file, catalog.to_string())
}

/// Puts the words behind every text that is for people.
fn soil(value: &mut Value, field: &str, words: &str) {
    const READ: [&str; 11] = [
        "name",
        "short",
        "conditions",
        "procedure",
        "condition",
        "note",
        "issuer",
        "how_to_get",
        "text",
        "basis",
        "delivery",
    ];
    match value {
        Value::String(text) if READ.contains(&field) => text.push_str(words),
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| soil(value, field, words)),
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(field, value)| soil(value, field, words)),
        _ => {}
    }
}
