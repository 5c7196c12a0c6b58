//! What a clerk's hands do in the township's console, mostly on the keyboard.

use serde_json::{Value, json};

use super::hands::at;
use super::trouble::{Told, same};
use crate::drive::Browser;

/// Hands at the township's console.
#[derive(Clone, Copy)]
pub struct Clerk<'a>(pub &'a Browser);

impl Clerk<'_> {
    /// Types a name and a password and presses Enter.
    ///
    /// # Errors
    /// When there is no form to sign in.
    pub async fn sign_in(&self, name: &str, password: &str) -> Told<()> {
        self.0.wait_for(&at("sign-in")).await?;
        self.0.fill("#sign-in-name", name).await?;
        self.0.fill("#sign-in-password", password).await?;
        Ok(self.0.press("Enter").await?)
    }

    /// Waits until a list holds so many cases.
    ///
    /// # Errors
    /// When it does not.
    pub async fn counts(&self, queue: &str, count: usize) -> Told<()> {
        let place = at(&format!("count-{queue}"));
        let holds = "return all(arguments[0]).some(e => words(e) === String(arguments[1]))";
        let wanted = format!("{count} in the list {queue}");
        let args = vec![json!(place), json!(count)];
        self.0.wait_until(&wanted, holds, args).await?;
        Ok(())
    }

    /// Opens a case from a list.
    ///
    /// # Errors
    /// When it is not in the list.
    pub async fn open_case(&self, queue: &str, case: &str) -> Told<()> {
        self.0.click(&at(&format!("queue-{queue}"))).await?;
        self.0
            .click(&format!("[data-test=row][data-case=\"{case}\"]"))
            .await?;
        Ok(self
            .0
            .wait_for(&format!("[data-test=case][data-case=\"{case}\"]"))
            .await?)
    }

    /// Begins an act by its key.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn begin(&self, key: &str, act: &str) -> Told<()> {
        self.0.press(key).await?;
        Ok(self
            .0
            .wait_for(&format!("[data-test=act-panel][data-act={act}]"))
            .await?)
    }

    /// Answers the question that is asked once.
    ///
    /// # Errors
    /// When nothing is asked.
    pub async fn confirm(&self, words: &str) -> Told<()> {
        self.0.wait_text(".sy-dialog", words).await?;
        self.0.press("Enter").await?;
        Ok(self.0.wait_gone(".sy-dialog").await?)
    }

    /// Waits until the open case is in a state, on the page and behind it.
    ///
    /// # Errors
    /// When it is not.
    pub async fn stands(&self, case: &str, state: &str) -> Told<Value> {
        self.0
            .wait_for(&format!("[data-test=case-state][data-state={state}]"))
            .await?;
        let view = self.case(case).await?;
        same(
            "the case's state at the township",
            &view["row"]["state"],
            &json!(state),
        )?;
        Ok(view)
    }

    /// A case as the township's API has it.
    ///
    /// # Errors
    /// When the session is over.
    pub async fn case(&self, case: &str) -> Told<Value> {
        let script = "return await (await fetch(`/api/cases/${args[0]}`)).json()";
        Ok(self.0.run_async(script, vec![json!(case)]).await?)
    }

    /// The SHA-256 of an image's bytes as the township gives them out.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn hash_of(&self, image: &str) -> Told<String> {
        let script = "const answer = await fetch(`/api/images/${args[0]}`);
            if (!answer.ok) return answer.status;
            const hash = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
            return [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('')";
        let hash = self.0.run_async(script, vec![json!(image)]).await?;
        Ok(hash
            .as_str()
            .map_or_else(|| hash.to_string(), str::to_owned))
    }
}
