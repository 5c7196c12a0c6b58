//! Writes what fuzzing begins with: sound bytes of every decoder, one folder each.

use std::path::PathBuf;

use shanyi_tests::decoders::corpus;
use shanyi_tests::township::Run;

#[tokio::main]
async fn main() -> Run<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("fuzz/corpus"), PathBuf::from);
    for (decoder, sound) in corpus().await? {
        let folder = folder.join(decoder);
        std::fs::create_dir_all(&folder)?;
        for (nth, bytes) in sound.into_iter().enumerate() {
            std::fs::write(folder.join(nth.to_string()), bytes)?;
        }
    }
    Ok(())
}
