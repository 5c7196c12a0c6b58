//! What can be seen of a page, and waiting for it.

use serde_json::{Value, json};

use super::{Driven, Page};

impl Page {
    /// Waits until an element can be seen.
    pub async fn wait_for(&self, selector: &str) -> Driven<()> {
        self.element(selector, "").await.map(drop)
    }

    /// Waits until no element of the selector can be seen any more.
    pub async fn wait_gone(&self, selector: &str) -> Driven<()> {
        self.wait_until(
            &format!("{selector:?} to be gone"),
            "return all(arguments[0]).length === 0",
            vec![json!(selector)],
        )
        .await
        .map(drop)
    }

    /// Waits until an element of the selector can be seen that holds the text.
    pub async fn wait_text(&self, selector: &str, text: &str) -> Driven<()> {
        self.element(selector, text).await.map(drop)
    }

    /// Waits until exactly so many elements of the selector can be seen.
    pub async fn wait_count(&self, selector: &str, count: usize) -> Driven<()> {
        self.wait_until(
            &format!("{count} of {selector:?}"),
            "return all(arguments[0]).length === arguments[1]",
            vec![json!(selector), json!(count)],
        )
        .await
        .map(drop)
    }

    /// Waits until the address holds the text, as when another screen has opened.
    pub async fn wait_address(&self, part: &str) -> Driven<()> {
        self.wait_until(
            &format!("the address to hold {part:?}"),
            "return location.href.includes(arguments[0])",
            vec![json!(part)],
        )
        .await
        .map(drop)
    }

    /// Whether an element can be seen now.
    pub async fn sees(&self, selector: &str) -> Driven<bool> {
        Ok(self.count(selector).await? > 0)
    }

    /// How many elements can be seen now.
    pub async fn count(&self, selector: &str) -> Driven<usize> {
        let count = self
            .run("return all(arguments[0]).length", vec![json!(selector)])
            .await?;
        Ok(count.as_u64().unwrap_or_default().try_into().unwrap_or(0))
    }

    /// The words of the first element, as soon as it can be seen, with single spaces.
    pub async fn text(&self, selector: &str) -> Driven<String> {
        self.first(selector, "return [words(e)]").await
    }

    /// The words of every element that can be seen now.
    pub async fn texts(&self, selector: &str) -> Driven<Vec<String>> {
        let texts = self
            .run("return all(arguments[0]).map(words)", vec![json!(selector)])
            .await?;
        Ok(serde_json::from_value(texts).unwrap_or_default())
    }

    /// What stands in the first field of the selector.
    pub async fn value(&self, selector: &str) -> Driven<String> {
        self.first(selector, "return [String(e.value)]").await
    }

    /// An attribute of the first element; "" if it has none.
    pub async fn attribute(&self, selector: &str, name: &str) -> Driven<String> {
        let body = format!("return [e.getAttribute({}) ?? '']", json!(name));
        self.first(selector, &body).await
    }

    /// The selector's match of the element that has the focus: whether it has it now.
    pub async fn has_focus(&self, selector: &str) -> Driven<bool> {
        let has = self
            .run(
                "return !!document.activeElement && document.activeElement.matches(arguments[0])",
                vec![json!(selector)],
            )
            .await?;
        Ok(has == Value::Bool(true))
    }

    /// Waits until the focus is on an element of the selector.
    pub async fn wait_focus(&self, selector: &str) -> Driven<()> {
        self.wait_until(
            &format!("the focus on {selector:?}"),
            "return !!document.activeElement && document.activeElement.matches(arguments[0])",
            vec![json!(selector)],
        )
        .await
        .map(drop)
    }

    async fn first(&self, selector: &str, body: &str) -> Driven<String> {
        let script = format!("const e = all(arguments[0])[0]; if (!e) return null; {body}");
        let found = self
            .wait_until(&format!("{selector:?}"), &script, vec![json!(selector)])
            .await?;
        Ok(found[0].as_str().unwrap_or_default().to_owned())
    }
}
