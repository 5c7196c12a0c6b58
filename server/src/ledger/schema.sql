-- The township's ledger, executed when it is made. An older one is brought to the same form by the
-- steps in `forms/`.
--
-- What is here keeps to the words that SQLite and PostgreSQL share, apart from STRICT and the
-- column types BLOB and INTEGER (bytea and bigint there). Numbers are handed out by counter rows
-- inside the writing transaction: a reader can never pass a number that becomes visible late.

-- This township: one row.
CREATE TABLE township (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    timeline    INTEGER NOT NULL,           -- 64 random bits; a restored ledger draws new ones
    incarnation INTEGER NOT NULL            -- of the township's own stream; 64 random bits
) STRICT;

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 0)
) STRICT;

-- 服务站.
CREATE TABLE station (
    id       INTEGER PRIMARY KEY CHECK (id > 0),
    code     TEXT NOT NULL UNIQUE CHECK (length(code) = 12),
    name     TEXT NOT NULL,
    short    TEXT NOT NULL UNIQUE,                          -- opens the numbers of its cases
    township TEXT NOT NULL
) STRICT;

-- Whoever acts, at a station (station is set) or in an office.
CREATE TABLE person (
    id      INTEGER PRIMARY KEY CHECK (id > 0),
    name    TEXT NOT NULL,
    title   TEXT NOT NULL,
    phone   TEXT NOT NULL DEFAULT '',
    station INTEGER REFERENCES station (id),
    office  TEXT
) STRICT;
CREATE INDEX person_station ON person (station);

-- Who may sign in at the console.
CREATE TABLE account (
    person       INTEGER PRIMARY KEY REFERENCES person (id),
    name         TEXT NOT NULL UNIQUE,
    level        INTEGER NOT NULL CHECK (level IN (1, 2)),  -- 1 township, 2 county
    password     TEXT NOT NULL,                             -- Argon2id, PHC string
    failures     INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until INTEGER NOT NULL DEFAULT 0,
    township     TEXT,                                      -- whose stations' cases it sees; null: every one
    may_act      INTEGER NOT NULL DEFAULT 1 CHECK (may_act IN (0, 1)),
    closed_at    INTEGER                                    -- since then nobody signs in by it
) STRICT;

CREATE TABLE session (
    token      BLOB PRIMARY KEY CHECK (length(token) = 32), -- SHA-256 of what the browser holds
    person     INTEGER NOT NULL REFERENCES account (person),
    expires_at INTEGER NOT NULL
) STRICT;

-- An enrolled installation. The township's own row has an id of zeros and no station.
CREATE TABLE device (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    key         BLOB NOT NULL CHECK (length(key) = 32),
    station     INTEGER REFERENCES station (id),
    block       TEXT,                                       -- of the numbers it gives its cases
    enrolled_at INTEGER NOT NULL,
    UNIQUE (station, block)
) STRICT;

-- Devices under whose name two programs write: the row stays, the alarm until somebody took note.
CREATE TABLE doubled (
    device          BLOB PRIMARY KEY REFERENCES device (id),
    since           INTEGER NOT NULL,                       -- first noticed
    last            INTEGER NOT NULL,                       -- last noticed
    acknowledged_by INTEGER REFERENCES person (id),
    acknowledged_at INTEGER
) STRICT;

-- One life of one installation and how far its stream goes.
CREATE TABLE stream (
    id          INTEGER PRIMARY KEY,
    device      BLOB NOT NULL REFERENCES device (id),
    incarnation INTEGER NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq >= 0),
    link        BLOB NOT NULL CHECK (length(link) = 32),
    prunable    INTEGER NOT NULL DEFAULT 0 CHECK (prunable >= 0), -- entries that are in a backup
    UNIQUE (device, incarnation)
) STRICT;

-- The entries of the streams. The bytes are in event, or in quarantine.
CREATE TABLE entry (
    stream INTEGER NOT NULL REFERENCES stream (id),
    seq    INTEGER NOT NULL CHECK (seq > 0),
    link   BLOB NOT NULL CHECK (length(link) = 32),
    event  BLOB NOT NULL CHECK (length(event) = 16),
    PRIMARY KEY (stream, seq)
) STRICT;
CREATE INDEX entry_event ON entry (event, stream);

-- A case: its seed, and what lists show of it. Everything behind the station is a projection of
-- its events and can be made anew.
CREATE TABLE case_file (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    seed        BLOB NOT NULL CHECK (length(seed) = 16),
    station     INTEGER NOT NULL REFERENCES station (id),
    queue       INTEGER NOT NULL DEFAULT 0,
    urgency     TEXT NOT NULL DEFAULT '9999-12-31',         -- the day that orders its queue
    position    INTEGER NOT NULL DEFAULT 0,                 -- of its newest event
    received_at INTEGER                                     -- when it was last handed over
) STRICT;
CREATE INDEX case_file_queue ON case_file (queue, urgency, id);
CREATE INDEX case_file_position ON case_file (position);
CREATE INDEX case_file_station ON case_file (station, queue);

-- Every event that is in use: of a case, or a published document (case_id is null).
CREATE TABLE event (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    position    INTEGER NOT NULL UNIQUE,                    -- in the feeds
    case_id     BLOB REFERENCES case_file (id),
    station     INTEGER,                                    -- of the case
    seed        BLOB,                                       -- of a document
    role        INTEGER NOT NULL CHECK (role IN (1, 2)),    -- 1 station, 2 township
    begins      INTEGER NOT NULL CHECK (begins IN (0, 1)),  -- it took the case in
    bytes       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    verdict     INTEGER                                     -- projection: what the fold made of it
) STRICT;
CREATE INDEX event_case ON event (case_id, position);
CREATE INDEX event_station ON event (station, position);
CREATE INDEX event_aside ON event (station, position) WHERE verdict > 2; -- kept without effect

-- Entries that could not be used. Nothing is lost: their bytes are here.
CREATE TABLE quarantine (
    stream      INTEGER NOT NULL REFERENCES stream (id),
    seq         INTEGER NOT NULL,
    reason      INTEGER NOT NULL,
    case_id     BLOB,                                       -- the case it names, where it can be told
    seed        BLOB,
    bytes       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT;
CREATE INDEX quarantine_case ON quarantine (case_id);

-- Frames that did not continue their stream, as they came.
CREATE TABLE divergent (
    stream      INTEGER NOT NULL REFERENCES stream (id),
    digest      BLOB NOT NULL CHECK (length(digest) = 32),
    frame       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (stream, digest)
) STRICT;

-- Events that stations gave back to a ledger that was put back from a copy, and that can't be used:
-- nothing proves them, or their case is not here yet.
CREATE TABLE returned (
    id          BLOB NOT NULL CHECK (length(id) = 16),
    digest      BLOB NOT NULL CHECK (length(digest) = 32),  -- SHA-256 of the bytes
    device      BLOB NOT NULL REFERENCES device (id),       -- who brought it
    reason      INTEGER NOT NULL,
    role        INTEGER NOT NULL CHECK (role IN (1, 2)),    -- who is said to have written it
    case_id     BLOB,
    seed        BLOB,
    bytes       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (id, digest)
) STRICT;
CREATE INDEX returned_case ON returned (case_id);

-- Images that events name, by case.
CREATE TABLE case_image (
    case_id  BLOB NOT NULL REFERENCES case_file (id),
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    station  INTEGER NOT NULL,
    length   INTEGER NOT NULL,
    media    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),   -- as its blob: for one quick question
    PRIMARY KEY (case_id, hash)
) STRICT;
CREATE INDEX case_image_hash ON case_image (hash);
CREATE INDEX case_image_wanted ON case_image (station, complete, position);

-- How much of an image's bytes is here. They are in files beside the ledger, apart for each
-- station: one station never learns what another holds.
CREATE TABLE blob (
    station  INTEGER NOT NULL REFERENCES station (id),
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    have     INTEGER NOT NULL CHECK (have >= 0),
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    PRIMARY KEY (station, hash)
) STRICT;

-- A small picture of an image whose bytes are still on their way.
CREATE TABLE thumbnail (
    station INTEGER NOT NULL REFERENCES station (id),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),        -- of the image
    bytes   BLOB NOT NULL,                                  -- JPEG
    PRIMARY KEY (station, hash)
) STRICT;

-- Published documents.
CREATE TABLE document (
    kind         INTEGER NOT NULL,
    version      INTEGER NOT NULL CHECK (version > 0),
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    bytes        BLOB NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT;
CREATE INDEX document_hash ON document (hash);

-- Documents that were published according to an event that was given back, and whose bytes are not
-- here: stations are asked for them.
CREATE TABLE document_wanted (
    kind    INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (kind, version)
) STRICT;

-- The items of each published catalogue, one by one.
CREATE TABLE item (
    version INTEGER NOT NULL,
    code    TEXT NOT NULL,
    body    TEXT NOT NULL,                                  -- JSON as in the catalogue
    PRIMARY KEY (version, code)
) STRICT;

-- Search on both engines alike: what a case can be found by, each word from each of its letters.
CREATE TABLE search_token (
    token   TEXT NOT NULL,
    case_id BLOB NOT NULL REFERENCES case_file (id),
    PRIMARY KEY (token, case_id)
) STRICT;
CREATE INDEX search_token_case ON search_token (case_id, token);

-- Cases whose words are to be made anew. Whoever searches does that first; a quiet server before.
CREATE TABLE search_due (
    case_id BLOB PRIMARY KEY REFERENCES case_file (id)
) STRICT, WITHOUT ROWID;

-- Who looked at a whole identity number, and when.
CREATE TABLE viewed (
    person  INTEGER NOT NULL REFERENCES account (person),
    case_id BLOB NOT NULL REFERENCES case_file (id),
    at      INTEGER NOT NULL,
    PRIMARY KEY (person, case_id, at)
) STRICT;
