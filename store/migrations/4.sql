-- The case store of one station. This file is canonical: it is executed as it stands when a
-- store is installed, and the numbers in it are those that the program reads and writes.
--
-- The whole file is encrypted (SQLCipher 4, raw key, pages of 1024 bytes). Moments are seconds
-- since 1970 UTC. Numbers of 64 random bits (incarnations, timelines) are kept as signed integers
-- with the same bits.
--
-- Facts:        event                              appended once, never edited
-- Exchange:     life, exchange, receipt, quarantine how far the township has followed
--               heard                              what can be given back to it
-- Projections:  case_row, card_*, image            rebuilt from the facts at any time
-- Beside them:  installation, document, draft, setting
--
-- A save is one transaction and one fsync. What it costs beside that is pages: each one that it
-- touches is encrypted, hashed and written. That is why an event and its place in the stream are
-- one row, why one index serves both a case's events and the uniqueness of their ids, and why
-- `case_row` has no index: lists and finding go by cards in memory, which an idle moment packs.

PRAGMA application_id = 0x5348414e; -- "SHAN"
PRAGMA user_version = 4;

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
    ordinal         INTEGER PRIMARY KEY CHECK (ordinal >= 1),
    incarnation     INTEGER NOT NULL UNIQUE,
    block           TEXT    NOT NULL CHECK (block <> ''),          -- of the case numbers it gives
    numbered_before INTEGER NOT NULL CHECK (numbered_before >= 0)  -- given in the block before it
) STRICT;

CREATE TRIGGER life_is_not_edited BEFORE UPDATE ON life
BEGIN
    SELECT RAISE(ABORT, 'a life keeps its incarnation, its block and its count');
END;

CREATE TRIGGER life_is_not_removed BEFORE DELETE ON life
BEGIN
    SELECT RAISE(ABORT, 'a life is never removed');
END;

-- How far the exchange with the township is. One row.
CREATE TABLE exchange (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    timeline      INTEGER NOT NULL,                          -- 0 before the first exchange
    acknowledged  INTEGER NOT NULL CHECK (acknowledged >= 0), -- last entry of the present life there
    settled       INTEGER NOT NULL CHECK (settled >= 0),     -- nothing waits up to this position
    broadcast     INTEGER NOT NULL CHECK (broadcast >= 0),   -- last position read of each feed
    station       INTEGER NOT NULL CHECK (station >= 0),
    township_time INTEGER                                    -- last that the township signed
) STRICT;

INSERT INTO exchange VALUES (1, 0, 0, 0, 0, 0, NULL);

-- Everything that happened, in the order of its arrival here. `bytes` are what is hashed and sent.
-- An own event is also an entry of the own stream: gapless in each life, chained by its link.
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    case_id  BLOB    NOT NULL CHECK (length(case_id) = 16),  -- all zero: of no case
    id       BLOB    NOT NULL CHECK (length(id) = 16),
    kind     INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 65535), -- 0: not readable by this program
    role     INTEGER NOT NULL CHECK (role BETWEEN 1 AND 2),  -- 1 station, 2 township
    source   INTEGER NOT NULL CHECK (source BETWEEN 1 AND 3),-- 1 own, 2 station feed, 3 broadcast
    life     INTEGER,                                        -- from here on: own events
    seq      INTEGER CHECK (seq >= 1),
    link     BLOB    CHECK (length(link) = 32),
    saved_at INTEGER,                                        -- this PC's clock
    numbered INTEGER CHECK (numbered >= 0),                  -- case numbers given in the block so far
    origin_incarnation INTEGER,                              -- where it was saved, if in another life
    origin_counter     INTEGER CHECK (origin_counter >= 1),
    seed     BLOB    CHECK (length(seed) = 16),              -- where it begins a case or document
    bytes    BLOB    NOT NULL CHECK (length(bytes) > 0),
    UNIQUE (case_id, id),
    CHECK (CASE source
        WHEN 1 THEN life NOTNULL AND seq NOTNULL AND link NOTNULL AND saved_at NOTNULL
                AND numbered NOTNULL
        ELSE coalesce(life, seq, link, saved_at, numbered, origin_counter) IS NULL
    END),
    CHECK ((origin_incarnation IS NULL) = (origin_counter IS NULL))
) STRICT;

-- The stream has no gap and no branch. A unique index would say less, and a save would pay for it
-- with a page; the last own event is found from the log's end in a step or two.
CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event WHEN NEW.source = 1
BEGIN
    SELECT RAISE(ABORT, 'an own event takes the next place in the present life')
    WHERE NEW.life IS NOT (SELECT max(ordinal) FROM life)
       OR NEW.seq IS NOT 1 + coalesce(
           (SELECT seq FROM event WHERE life = NEW.life ORDER BY position DESC LIMIT 1), 0);
END;

-- An own event may move to another life; what it says and what it is called stays.
CREATE TRIGGER event_is_not_edited
BEFORE UPDATE OF position, case_id, id, kind, role, source, saved_at, seed, bytes ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never edited');
END;

CREATE TRIGGER event_moves_to_the_present_life BEFORE UPDATE ON event
WHEN NEW.life IS OLD.life OR NEW.life IS NOT (SELECT max(ordinal) FROM life)
BEGIN
    SELECT RAISE(ABORT, 'an own event moves to the present life only');
END;

CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never removed');
END;

-- Own events that the township has not acknowledged. What earlier lives left behind, both sides
-- have agreed on.
CREATE VIEW waiting AS
SELECT position, case_id, id, seq FROM event
WHERE position > (SELECT settled FROM exchange)
  AND life = (SELECT max(ordinal) FROM life)
  AND seq > (SELECT acknowledged FROM exchange);

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

-- Events that the township set aside. It may name one that this copy does not hold.
CREATE TABLE quarantine (
    event_id BLOB PRIMARY KEY CHECK (length(event_id) = 16),
    reason   INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 255), -- as on the wire
    position INTEGER                                            -- in the log, where it is here
) STRICT, WITHOUT ROWID;

-- What the feeds brought, with the township's proof. A township that was put back from a copy begins
-- a new timeline: everything is lacking then until its feeds name it again, and what they don't name
-- is given back to it.
CREATE TABLE heard (
    event   INTEGER PRIMARY KEY REFERENCES event (position),
    proof   BLOB    NOT NULL CHECK (length(proof) = 16),
    lacking INTEGER NOT NULL CHECK (lacking BETWEEN 0 AND 1)
) STRICT;

CREATE INDEX heard_lacking ON heard (event) WHERE lacking = 1;

-- Bytes that came under the id of an event whose bytes are others: a doubled disk. Both are kept.
CREATE TABLE divergent (
    event_id BLOB NOT NULL CHECK (length(event_id) = 16),
    bytes    BLOB NOT NULL,
    PRIMARY KEY (event_id, bytes)
) STRICT, WITHOUT ROWID;

-- The images that events name. The bytes are encrypted files beside this one, by their hash.
CREATE TABLE image (
    event    INTEGER NOT NULL REFERENCES event (position),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    length   INTEGER NOT NULL CHECK (length BETWEEN 0 AND 4294967295),
    media    INTEGER NOT NULL CHECK (media BETWEEN 0 AND 2), -- JPEG, PNG, PDF
    held     INTEGER NOT NULL CHECK (held BETWEEN 0 AND 1),  -- the bytes are here
    have     INTEGER NOT NULL CHECK (have BETWEEN 0 AND length), -- bytes the township has
    complete INTEGER NOT NULL CHECK (complete BETWEEN 0 AND 1),-- it has them all, and they are right
    PRIMARY KEY (event, hash),
    CHECK (complete = 0 OR have = length)
) STRICT, WITHOUT ROWID;

-- In the order of the events, so that a save with many images touches one page of it.
CREATE INDEX image_on_its_way ON image (event, hash) WHERE complete = 0;

-- What stands from here to the end mark is made from the events: a migration drops it, makes it as
-- it is written here, and fills it from the log.
-- projections:begin

-- A case as lists show it. Nothing but the row itself is written by the save of a new intake.
CREATE TABLE case_row (
    begun        INTEGER PRIMARY KEY REFERENCES event (position), -- the event that took it in
    case_id      BLOB    NOT NULL CHECK (length(case_id) = 16),
    number       TEXT    NOT NULL,
    station      INTEGER NOT NULL,
    item         TEXT    NOT NULL,
    catalog_version INTEGER NOT NULL, -- the list under which it was taken in
    name         TEXT    NOT NULL,
    id_number    TEXT,
    phone        TEXT,
    address      TEXT    NOT NULL,
    state        INTEGER NOT NULL CHECK (state BETWEEN 1 AND 9),
    collected_at INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,  -- the latest clock of any event
    submitted_at INTEGER,
    closed_at    INTEGER CHECK ((closed_at IS NULL) = (state <> 9)),
    accepted_on  TEXT,              -- while a clock runs: ISO date
    due_on       INTEGER,           -- days since 1970, by the calendar in force, while it is known
    due_provisional INTEGER NOT NULL CHECK (due_provisional BETWEEN 0 AND 1),
    paused       INTEGER NOT NULL CHECK (paused BETWEEN 0 AND 1),
    issued       INTEGER NOT NULL CHECK (issued BETWEEN 0 AND 1),
    corrections  INTEGER NOT NULL CHECK (corrections >= 0),
    disputed     INTEGER NOT NULL CHECK (disputed >= 0), -- events that are kept without effect
    to_settle    INTEGER NOT NULL CHECK (to_settle >= 0), -- papers and answers in two versions
    last_own     INTEGER,           -- position of the last event of this PC
    CHECK (due_on IS NULL OR state = 4)
) STRICT;

-- The cards: what finding and lists need of every case, in packs that are read into memory at a
-- start (store/src/cards). A pack has the cases whose `begun` divided by 512 is its `part`. Cases
-- behind `card_index.packed` are in no pack yet, those in `card_stale` have changed since they were
-- packed: both are read from their rows, and an idle moment packs them.
CREATE TABLE card_pack (
    part  INTEGER PRIMARY KEY CHECK (part >= 0),
    bytes BLOB    NOT NULL
) STRICT;

CREATE TABLE card_stale (
    begun INTEGER PRIMARY KEY REFERENCES case_row (begun)
) STRICT;

CREATE TABLE card_index (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    packed INTEGER NOT NULL CHECK (packed >= 0)
) STRICT;

INSERT INTO card_index VALUES (1, 0);

-- projections:end

-- What the township publishes to every station. Old versions stay: cases name the version that
-- they were taken in under. In force is the highest version that is here.
CREATE TABLE document (
    kind    INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),   -- catalogue, calendar, directory
    version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 4294967295),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),
    length  INTEGER NOT NULL CHECK (length BETWEEN 0 AND 4294967295),
    state   INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 wanted, 2 here, 3 refused
    event   INTEGER NOT NULL REFERENCES event (position),
    bytes   BLOB,
    PRIMARY KEY (kind, version),
    CHECK ((state = 2) = (bytes IS NOT NULL)),
    CHECK (bytes IS NULL OR length(bytes) = length)
) STRICT;

CREATE INDEX document_of_event ON document (event);

-- What is typed in a form that is not saved yet: one overwritten row for each open form. `form` is
-- `<kind>:<of>`: intake:<random>, or amend, deliver, withdraw, return, comment with the case's id. The
-- field `aside` of the JSON is the program's: its operator put the form aside.
CREATE TABLE draft (
    form       TEXT PRIMARY KEY,
    json       TEXT NOT NULL CHECK (json_valid(json)),
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Choices of this PC, such as the printer of each paper; under `store.lost` the positions of events
-- that a mending could not read any more.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
