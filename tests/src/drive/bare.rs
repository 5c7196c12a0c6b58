//! The station's window with no driver in it: keys come as from a keyboard, and what the program
//! does is seen on its screen, in its log and on its disk.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MapState, Window as Id,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::process::{self, Display, Process};
use super::{DriveError, Driven};

/// How long anything may take.
const WITHIN: Duration = Duration::from_secs(30);
/// A picture that does not change for so long is still.
const STILL: Duration = Duration::from_millis(700);

/// A running program with a screen and a keyboard of its own. It ends when this is dropped.
#[derive(Debug)]
pub struct BareWindow {
    program: Process,
    screen: RustConnection,
    window: Id,
    data: PathBuf,
    // After the program, so that it ends last.
    _display: Display,
}

impl BareWindow {
    /// Starts the program on a data folder that is enrolled, and waits until its page is there.
    ///
    /// # Errors
    /// When it does not start or shows no window.
    pub fn open(data: &Path) -> Driven<Self> {
        let display = Display::start(1366, 768)?;
        let before = pages_in(data);
        let mut command = Command::new(super::window::binary());
        command
            .arg("--open-door")
            .arg("--data")
            .arg(data)
            .env("DISPLAY", &display.name)
            .env("LC_ALL", "C.UTF-8")
            .env("LANGUAGE", "zh_CN");
        let program = Process::start(command)?;
        let (screen, _) =
            x11rb::connect(Some(&display.name)).map_err(|error| program.failed(&told(&error)))?;
        let window = until("a window", || shown(&screen))?;
        screen
            .set_input_focus(InputFocus::POINTER_ROOT, window, x11rb::CURRENT_TIME)
            .and_then(|_| screen.warp_pointer(x11rb::NONE, window, 0, 0, 0, 0, 700, 60))
            .map_err(|error| program.failed(&told(&error)))?;
        let bare = Self {
            program,
            screen,
            window,
            data: data.to_path_buf(),
            _display: display,
        };
        until("the page", || (pages_in(data) > before).then_some(()))?;
        bare.wait_still()?;
        Ok(bare)
    }

    /// Presses the keys of these characters, one after the other: small letters and digits.
    ///
    /// # Errors
    /// When the screen is gone or has no such key.
    pub fn type_text(&self, text: &str) -> Driven<()> {
        for character in text.chars() {
            let code = self.key(character)?;
            for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
                self.screen
                    .xtest_fake_input(event, code, 0, x11rb::NONE, 0, 0, 0)
                    .map_err(|error| self.program.failed(&told(&error)))?;
            }
            self.screen
                .flush()
                .map_err(|error| self.program.failed(&told(&error)))?;
        }
        Ok(())
    }

    /// Presses a key until the desk's disk shows that something came of it.
    ///
    /// # Errors
    /// When nothing does.
    pub fn type_until_kept(&self, key: char) -> Driven<()> {
        let log = self.data.join("cases.db-wal");
        let state = || {
            std::fs::metadata(&log)
                .and_then(|file| file.modified())
                .ok()
        };
        let start = Instant::now();
        while start.elapsed() < WITHIN {
            let before = state();
            self.type_text(&key.to_string())?;
            let typed = Instant::now();
            while typed.elapsed() < Duration::from_secs(1) {
                if state() != before {
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Err(waited("something typed to be kept"))
    }

    /// Ends the processes of the window's pages, as a crash of the engine does, and waits until the
    /// page is there again.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn break_page(&self) -> Driven<()> {
        let before = pages_in(&self.data);
        let pages = process::pages_of(self.program.id());
        if pages.is_empty() {
            return Err(waited("a process of the page"));
        }
        pages.iter().for_each(|page| process::kill(*page));
        until("the page again", || {
            (pages_in(&self.data) > before).then_some(())
        })
    }

    /// Closes the window as its owner does, and waits until the program has ended by itself.
    ///
    /// # Errors
    /// When it does not end.
    pub fn close(self) -> Driven<()> {
        let atom = |name: &str| {
            let asked = self.screen.intern_atom(false, name.as_bytes()).ok()?;
            Some(asked.reply().ok()?.atom)
        };
        let (Some(kind), Some(close)) = (atom("WM_PROTOCOLS"), atom("WM_DELETE_WINDOW")) else {
            return Err(self.program.failed("its screen is gone"));
        };
        let words = [close, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, self.window, kind, words);
        self.screen
            .send_event(false, self.window, EventMask::NO_EVENT, message)
            .map_err(|error| self.program.failed(&told(&error)))?;
        self.screen
            .flush()
            .map_err(|error| self.program.failed(&told(&error)))?;
        let program = self.program.id();
        until("the program to end", || {
            (process::pages_of(program).is_empty()).then_some(())
        })?;
        Ok(())
    }

    /// Waits until the window's picture is another than before `act`.
    ///
    /// # Errors
    /// When nothing changes.
    pub fn wait_change(&self, act: impl FnOnce() -> Driven<()>) -> Driven<()> {
        let before = self.picture();
        act()?;
        until("another picture", || {
            (self.picture() != before).then_some(())
        })
    }

    /// Waits until the window's picture rests.
    fn wait_still(&self) -> Driven<()> {
        let mut last = (self.picture(), Instant::now());
        until("a picture that rests", || {
            let now = self.picture();
            if now != last.0 {
                last = (now, Instant::now());
            }
            (last.1.elapsed() > STILL).then_some(())
        })
    }

    fn picture(&self) -> Option<u64> {
        let place = self.screen.get_geometry(self.window).ok()?.reply().ok()?;
        let image = self.screen.get_image(
            ImageFormat::Z_PIXMAP,
            self.window,
            0,
            0,
            place.width,
            place.height,
            u32::MAX,
        );
        let mut hash = DefaultHasher::new();
        image.ok()?.reply().ok()?.data.hash(&mut hash);
        Some(hash.finish())
    }

    fn key(&self, character: char) -> Driven<u8> {
        let setup = self.screen.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = self
            .screen
            .get_keyboard_mapping(first, last - first + 1)
            .ok()
            .and_then(|asked| asked.reply().ok())
            .ok_or_else(|| self.program.failed("its screen has no keyboard"))?;
        // The symbols of Latin letters and digits are their characters.
        let wanted = u32::from(character);
        mapping
            .keysyms
            .chunks(usize::from(mapping.keysyms_per_keycode).max(1))
            .position(|symbols| symbols.first() == Some(&wanted))
            .and_then(|index| first.checked_add(u8::try_from(index).ok()?))
            .ok_or_else(|| DriveError::NoKey(character.to_string()))
    }
}

/// The operator's window, once it can be seen. Sheets are printed from windows that can't.
fn shown(screen: &RustConnection) -> Option<Id> {
    let root = screen.setup().roots.first()?.root;
    let windows = screen.query_tree(root).ok()?.reply().ok()?.children;
    windows.into_iter().find(|window| {
        let looks = |id: Id| screen.get_window_attributes(id).ok()?.reply().ok();
        let place = |id: Id| screen.get_geometry(id).ok()?.reply().ok();
        looks(*window).is_some_and(|look| look.map_state == MapState::VIEWABLE)
            && place(*window).is_some_and(|place| place.width > 800)
    })
}

/// How often a page has said in the log of this data folder that it is there.
fn pages_in(data: &Path) -> usize {
    let Ok(files) = std::fs::read_dir(data.join("log")) else {
        return 0;
    };
    files
        .flatten()
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .map(|text| text.matches("the page is there").count())
        .sum()
}

fn until<T>(wanted: &str, mut look: impl FnMut() -> Option<T>) -> Driven<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if start.elapsed() > WITHIN {
            return Err(waited(wanted));
        }
        std::thread::sleep(Duration::from_millis(40));
    }
}

fn waited(wanted: &str) -> DriveError {
    DriveError::Waited {
        wanted: wanted.to_owned(),
        seconds: WITHIN.as_secs(),
        place: String::new(),
        shown: String::new(),
        picture: PathBuf::new(),
    }
}

fn told(error: &impl std::fmt::Display) -> String {
    error.to_string()
}
