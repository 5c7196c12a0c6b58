//! The main job, played without a person on the real programs: the station's window, the township's
//! server, the console in a browser, and the line between them.
//!
//! A chapter is a file; a step is what stands between [`Teller::step`] and [`Teller::held`].

mod both_sides;
mod clerk;
mod counter;
mod days;
mod door;
mod entrance;
mod hands;
mod line;
mod new_year;
mod people;
mod second_elder;
mod sheets;
mod stage;
mod teller;
mod township;
mod trouble;

pub use clerk::Clerk;
pub use hands::{Hands, at};
pub use people::{ELDER, INNKEEPER, NEIGHBOUR, PENSIONER, Person, Photos};
pub use stage::{Stage, Wish};
pub use teller::Teller;
pub use trouble::{Told, Trouble, has_all, otherwise, same, that};

/// The cases of the story, by the id that both sides know them by.
#[derive(Default)]
pub struct Cases {
    /// 老年人优待证 of the elder.
    elder: String,
    /// 老年人优待证 of the elder whose card belongs to another county.
    neighbour: String,
    /// 农家乐.
    inn: String,
    /// 养老保险待遇资格认证.
    pension: String,
}

/// Plays the story. Gives its last line; the error is the last line of one that broke.
///
/// # Errors
/// When a step does not hold.
pub async fn play(wish: Wish) -> Result<String, String> {
    let mut teller = Teller::new(wish.pictures.clone()).map_err(|error| error.to_string())?;
    let mut stage = match Stage::set(&wish, days::AUTUMN).await {
        Ok(stage) => stage,
        Err(trouble) => return Err(teller.broke(&trouble, &[]).await),
    };
    match chapters(&mut teller, &mut stage).await {
        Ok(()) => Ok(teller.end()),
        Err(trouble) => Err(teller.broke(&trouble, &stage.pages()).await),
    }
}

async fn chapters(teller: &mut Teller, stage: &mut Stage) -> Told<()> {
    let mut cases = Cases::default();
    let photos = Photos::take(stage.folder())?;
    entrance::play(teller, stage).await?;
    counter::play(teller, stage, &photos, &mut cases).await?;
    line::play(teller, stage, &photos, &mut cases).await?;
    township::play(teller, stage, &cases).await?;
    door::play(teller, stage, &photos, &cases).await?;
    let patient = new_year::play(teller, stage, &photos).await?;
    both_sides::play(teller, stage, &cases, &patient).await
}
