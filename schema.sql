-- The case store of one station. This file is canonical: it is executed as it stands when a
-- store is installed, and the numbers in it are those that the program reads and writes.
--
-- The whole file is encrypted (SQLCipher, raw key). Moments are seconds since 1970 UTC. Numbers
-- of 64 random bits (incarnations, timelines) are kept as signed integers with the same bits.
--
-- Facts:        event, seed, entry                  appended once, never edited
-- Exchange:     life, exchange, receipt, quarantine  how far the township has followed
-- Projections:  case_row, case_search, image_use    rebuilt from the facts at any time
-- Beside them:  installation, image, document, draft, setting

PRAGMA application_id = 0x5348414e; -- "SHAN"
PRAGMA user_version = 1;

-- Who this installation is, as the township enrolled it. One row, written once.
CREATE TABLE installation (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    device        BLOB    NOT NULL CHECK (length(device) = 16),
    secret        BLOB    NOT NULL CHECK (length(secret) = 32),       -- Ed25519
    township_key  BLOB    NOT NULL CHECK (length(township_key) = 32), -- Ed25519
    server        TEXT    NOT NULL CHECK (server <> ''),
    station       INTEGER NOT NULL CHECK (station BETWEEN 0 AND 4294967295),
    station_code  TEXT    NOT NULL,
    station_name  TEXT    NOT NULL CHECK (station_name <> ''),
    station_short TEXT    NOT NULL CHECK (station_short <> ''),       -- opens case numbers
    township      TEXT    NOT NULL,
    operator      INTEGER NOT NULL CHECK (operator BETWEEN 0 AND 4294967295),
    operator_name TEXT    NOT NULL,
    operator_phone TEXT   NOT NULL
) STRICT;

-- The lives of this installation: each is a stream of its own, the last one is written to.
CREATE TABLE life (
    ordinal     INTEGER PRIMARY KEY CHECK (ordinal >= 1),
    incarnation INTEGER NOT NULL UNIQUE,
    block       TEXT    NOT NULL CHECK (block <> ''),    -- of the case numbers given in this life
    next_case   INTEGER NOT NULL CHECK (next_case >= 1)  -- counter of the next case number
) STRICT;

-- A case number is never given twice.
CREATE TRIGGER life_counts_on BEFORE UPDATE ON life
WHEN NEW.next_case < OLD.next_case OR NEW.block <> OLD.block OR NEW.incarnation <> OLD.incarnation
BEGIN
    SELECT RAISE(ABORT, 'a life keeps its block and never counts back');
END;

-- How far the exchange with the township is. One row.
CREATE TABLE exchange (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    timeline      INTEGER NOT NULL,                          -- 0 before the first exchange
    acknowledged  INTEGER NOT NULL CHECK (acknowledged >= 0), -- last entry of the present life there
    broadcast     INTEGER NOT NULL CHECK (broadcast >= 0),   -- last position read of each feed
    station       INTEGER NOT NULL CHECK (station >= 0),
    township_time INTEGER                                    -- last that the township signed
) STRICT;

INSERT INTO exchange VALUES (1, 0, 0, 0, 0, NULL);

-- Everything that happened, in the order of its arrival here. `bytes` are what is hashed and sent.
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    id       BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    case_id  BLOB    CHECK (length(case_id) = 16),           -- NULL: of no case, or not readable
    kind     INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 65535), -- 0: not readable by this program
    role     INTEGER NOT NULL CHECK (role IN (1, 2)),        -- 1 station, 2 township
    source   INTEGER NOT NULL CHECK (source IN (1, 2, 3)),   -- 1 own, 2 station feed, 3 broadcast
    bytes    BLOB    NOT NULL CHECK (length(bytes) > 0)
) STRICT;

CREATE INDEX event_of_case ON event (case_id) WHERE case_id IS NOT NULL;

CREATE TRIGGER event_is_not_edited BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never edited');
END;

CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never removed');
END;

-- One random value for each case; event ids and salts derive from it.
CREATE TABLE seed (
    case_id BLOB PRIMARY KEY CHECK (length(case_id) = 16),
    seed    BLOB NOT NULL CHECK (length(seed) = 16)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER seed_is_not_edited BEFORE UPDATE ON seed
BEGIN
    SELECT RAISE(ABORT, 'a seed is never edited');
END;

-- The own stream: gapless in each life, every entry chained to the one before by its link.
CREATE TABLE entry (
    event              INTEGER PRIMARY KEY REFERENCES event (position),
    life               INTEGER NOT NULL REFERENCES life (ordinal),
    seq                INTEGER NOT NULL CHECK (seq >= 1),
    link               BLOB    NOT NULL CHECK (length(link) = 32),
    saved_at           INTEGER NOT NULL,                     -- this PC's clock
    origin_incarnation INTEGER,                              -- where it was saved first, if elsewhere
    origin_counter     INTEGER CHECK (origin_counter >= 1),
    UNIQUE (life, seq),
    CHECK ((origin_incarnation IS NULL) = (origin_counter IS NULL))
) STRICT;

CREATE TRIGGER entry_is_not_removed BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'an entry may move to another life, it is never removed');
END;

-- Own entries that the township has not acknowledged. What earlier lives left behind, both sides
-- have agreed on.
CREATE VIEW waiting AS
SELECT entry.event, entry.life, entry.seq FROM entry
WHERE entry.life = (SELECT max(ordinal) FROM life)
  AND entry.seq > (SELECT acknowledged FROM exchange);

-- The township's signed receipts, the furthest of each timeline and life.
CREATE TABLE receipt (
    timeline  INTEGER NOT NULL,
    life      INTEGER NOT NULL REFERENCES life (ordinal),
    durable   INTEGER NOT NULL CHECK (durable >= 0),
    prunable  INTEGER NOT NULL CHECK (prunable BETWEEN 0 AND durable),
    at        INTEGER NOT NULL,
    signature BLOB    NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (timeline, life)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_of_life ON receipt (life);

-- Own events that the township set aside. It may name one that this copy does not hold.
CREATE TABLE quarantine (
    event_id BLOB PRIMARY KEY CHECK (length(event_id) = 16),
    reason   INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 5)
) STRICT, WITHOUT ROWID;

-- Bytes that came under the id of an event whose bytes are others: a doubled disk. Both are kept.
CREATE TABLE divergent (
    event_id BLOB NOT NULL CHECK (length(event_id) = 16),
    bytes    BLOB NOT NULL,
    PRIMARY KEY (event_id, bytes)
) STRICT, WITHOUT ROWID;

-- Images by the hash of their bytes. The bytes are encrypted files beside this one.
CREATE TABLE image (
    hash     BLOB PRIMARY KEY CHECK (length(hash) = 32),
    length   INTEGER NOT NULL CHECK (length BETWEEN 0 AND 4294967295),
    media    INTEGER NOT NULL CHECK (media IN (0, 1, 2)),    -- JPEG, PNG, PDF
    held     INTEGER NOT NULL CHECK (held IN (0, 1)),        -- the bytes are here
    have     INTEGER NOT NULL CHECK (have BETWEEN 0 AND length), -- bytes the township has
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),    -- it has them all, and they are right
    CHECK (complete = 0 OR have = length)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_to_send ON image (hash) WHERE complete = 0;

-- Which event names which image.
CREATE TABLE image_use (
    event INTEGER NOT NULL REFERENCES event (position),
    hash  BLOB    NOT NULL REFERENCES image (hash),
    PRIMARY KEY (event, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_use_of_image ON image_use (hash);

-- A case as lists show it, and the words it is found by.
CREATE TABLE case_row (
    row           INTEGER PRIMARY KEY,
    case_id       BLOB    NOT NULL UNIQUE REFERENCES seed (case_id),
    number        TEXT    NOT NULL,
    station       INTEGER NOT NULL,
    item          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    id_last4      TEXT    CHECK (length(id_last4) = 4),
    address       TEXT    NOT NULL,
    state         INTEGER NOT NULL CHECK (state BETWEEN 1 AND 9),
    collected_at  INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL, -- the latest clock of any event
    submitted_at  INTEGER,
    closed_at     INTEGER CHECK ((closed_at IS NULL) = (state <> 9)),
    accepted_on   TEXT,             -- while a clock runs: ISO date
    paused        INTEGER NOT NULL CHECK (paused IN (0, 1)),
    issued        INTEGER NOT NULL CHECK (issued IN (0, 1)),
    corrections   INTEGER NOT NULL CHECK (corrections >= 0),
    disputed      INTEGER NOT NULL CHECK (disputed >= 0), -- events that are kept without effect
    number_words  TEXT    NOT NULL,
    name_words    TEXT    NOT NULL, -- a space between Han characters
    pinyin_words  TEXT    NOT NULL,
    initial_words TEXT    NOT NULL,
    digit_words   TEXT    NOT NULL  -- last four of ID number and telephone
) STRICT;

CREATE INDEX case_row_by_state ON case_row (state, updated_at, case_id);

-- Ranking is by recency, so no column sizes are kept. Merging waits for an idle moment.
CREATE VIRTUAL TABLE case_search USING fts5 (
    number_words, name_words, pinyin_words, initial_words, digit_words,
    content = 'case_row', content_rowid = 'row', columnsize = 0, tokenize = 'unicode61'
);

INSERT INTO case_search (case_search, rank) VALUES ('automerge', 0);

-- What the township publishes to every station. Old versions stay: cases name the version that
-- they were taken in under. In force is the highest version that is here.
CREATE TABLE document (
    kind    INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),      -- catalogue, calendar, directory
    version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 4294967295),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),
    length  INTEGER NOT NULL CHECK (length BETWEEN 0 AND 4294967295),
    state   INTEGER NOT NULL CHECK (state IN (1, 2, 3)),     -- 1 wanted, 2 here, 3 refused
    event   INTEGER NOT NULL REFERENCES event (position),
    bytes   BLOB,
    PRIMARY KEY (kind, version),
    CHECK ((state = 2) = (bytes IS NOT NULL)),
    CHECK (bytes IS NULL OR length(bytes) = length)
) STRICT;

CREATE INDEX document_of_event ON document (event);

-- What is typed in a form that is not saved yet: one overwritten row for each open form.
CREATE TABLE draft (
    form       TEXT PRIMARY KEY,
    json       TEXT NOT NULL CHECK (json_valid(json)),
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Choices of this PC, such as the printer of each paper.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
