//! Faults planted where the real rules stand, so that a test can prove that the simulation of the
//! exchange finds them. Without the feature `planted`, which that test alone asks for, [`is`] is false
//! and nothing of them is in the program.

/// A planted fault: what the program does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Bug {
    /// The township compares an entry's number and not its link.
    NumberAlone = 1,
    /// The township signs for what a station has announced.
    ReceiptEarly,
    /// The township drops the frame that forks.
    ForkDropped,
    /// The township's page of a feed claims to end where the feed ends.
    PageSkips,
    /// The township takes bytes of an image from wherever they begin.
    OffsetTrusted,
    /// The township sets aside what a wrong clock has dated.
    ClockDecides,
    /// A station that begins a new life gives its events new ids.
    NewIds,
    /// A station that begins a new life does not read its feed again.
    FeedNotReadAgain,
    /// A station moves its cursor before it has taken the page.
    CursorFirst,
    /// A station believes what another timeline has acknowledged.
    OldTimeline,
    /// A station holds an entry from the future until then.
    HeldForEver,
    /// A station's images go before its events.
    ImagesFirst,
    /// The fold goes by arrival.
    ArrivalDecides,
    /// The township takes an image for whole without holding its bytes to its name.
    HashUnchecked,
    /// A station lets go of image bytes that are durable and in no backup.
    LetGoEarly,
    /// A station does not hold a reply to its closing.
    ClosingUnchecked,
    /// The township wakes nobody who waits for news of a station.
    BellSilent,
    /// A station keeps the first document that it heard of under a version, whatever holds now.
    FirstVersionHolds,
    /// A station asks for no document but the newest, though nobody has its bytes.
    NewestAlone,
    /// A station writes down its new version before the step that leads to it.
    VersionFirst,
}

/// Every planted fault.
pub const ALL: [Bug; 20] = [
    Bug::NumberAlone,
    Bug::ReceiptEarly,
    Bug::ForkDropped,
    Bug::PageSkips,
    Bug::OffsetTrusted,
    Bug::ClockDecides,
    Bug::NewIds,
    Bug::FeedNotReadAgain,
    Bug::CursorFirst,
    Bug::OldTimeline,
    Bug::HeldForEver,
    Bug::ImagesFirst,
    Bug::ArrivalDecides,
    Bug::HashUnchecked,
    Bug::LetGoEarly,
    Bug::ClosingUnchecked,
    Bug::BellSilent,
    Bug::FirstVersionHolds,
    Bug::NewestAlone,
    Bug::VersionFirst,
];

/// Whether the program has this fault now.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn is(_: Bug) -> bool {
    false
}

#[cfg(feature = "planted")]
static PLANTED: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Whether the program has this fault now.
#[cfg(feature = "planted")]
#[must_use]
pub fn is(bug: Bug) -> bool {
    PLANTED.load(std::sync::atomic::Ordering::Relaxed) == bug as u8
}

/// Gives the program this fault, or takes it away.
#[cfg(feature = "planted")]
pub fn plant(bug: Option<Bug>) {
    let bug = bug.map_or(0, |bug| bug as u8);
    PLANTED.store(bug, std::sync::atomic::Ordering::Relaxed);
}
