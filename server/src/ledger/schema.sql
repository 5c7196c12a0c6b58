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
    office  TEXT,
    post    TEXT NOT NULL DEFAULT '{}'                      -- titles, competences, deputy and the like: JSON
) STRICT;
CREATE INDEX person_station ON person (station);

-- The right to take in cases, given to and withdrawn from a person. Without a line it is there: whoever
-- works at a station has it since this ledger was made. Appended to only; the last line holds.
CREATE TABLE entitlement (
    position INTEGER PRIMARY KEY,
    person   INTEGER NOT NULL REFERENCES person (id),
    granted  INTEGER NOT NULL CHECK (granted IN (0, 1)),
    since    INTEGER NOT NULL,                              -- from this moment
    by       INTEGER REFERENCES person (id),                -- null: a command on the township's machine
    why      TEXT NOT NULL
) STRICT;
CREATE INDEX entitlement_person ON entitlement (person, since, position);
CREATE INDEX entitlement_by ON entitlement (by);

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
    sealing     BLOB CHECK (length(sealing) = 32),          -- X25519; null where an earlier program enrolled it
    label       TEXT NOT NULL DEFAULT '',                   -- which PC, in people's words
    revoked_at  INTEGER,                                    -- from then on its events are evidence only
    revoked_why TEXT,
    heard_at    INTEGER,                                    -- when it last spoke, minutes behind at most; null: before it was kept
    UNIQUE (station, block)
) STRICT;

-- One-time codes by which a PC becomes a station's. What a code says is never here, only the key that
-- is derived from it; a code that was used keeps the answer that its PC may ask for again.
CREATE TABLE enrol_code (
    id          INTEGER PRIMARY KEY,
    finder      BLOB NOT NULL UNIQUE CHECK (length(finder) = 16),
    secret      BLOB NOT NULL CHECK (length(secret) = 32),
    station     INTEGER NOT NULL REFERENCES station (id),
    device      BLOB NOT NULL UNIQUE CHECK (length(device) = 16), -- the id that its PC gets
    block       TEXT NOT NULL,                              -- and the block of its case numbers
    label       TEXT NOT NULL DEFAULT '',                   -- which PC it is for, in people's words
    replaces    BLOB REFERENCES device (id),                -- the PC in whose place it comes
    made_by     INTEGER REFERENCES person (id),             -- null: a command on the township's machine
    made_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    withdrawn_at INTEGER,
    used_at     INTEGER,
    used_by     BLOB CHECK (length(used_by) = 32),          -- SHA-256 of the PC's public keys
    UNIQUE (station, block)
) STRICT;
CREATE INDEX enrol_code_replaces ON enrol_code (replaces);
CREATE INDEX enrol_code_made_by ON enrol_code (made_by);

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
    signed      INTEGER NOT NULL DEFAULT 0 CHECK (signed >= 0),   -- the last head that its writer signed
    signature   BLOB CHECK (length(signature) = 64),        -- over that head
    signed_hello BLOB,                                      -- or over this hello, which says that head
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
    received_at INTEGER,                                    -- when it was last handed over
    erased_at   INTEGER                                     -- then its seed is all zero and its events say nothing
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

-- Events in use that no stream here brings: they were given back. The township's seal on each tells it
-- from one that somebody put in.
CREATE TABLE voucher (
    event BLOB PRIMARY KEY REFERENCES event (id),
    proof BLOB NOT NULL CHECK (length(proof) = 16)
) STRICT;

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

-- What the chain knows of an event whose bytes are erased (CBOR's null is left of them).
CREATE TABLE erased (
    event      BLOB PRIMARY KEY REFERENCES event (id),
    commitment BLOB NOT NULL CHECK (length(commitment) = 32)
) STRICT;

-- Cases that were erased on demand: whatever brings them back is erased again.
CREATE TABLE erasure (
    case_id BLOB PRIMARY KEY CHECK (length(case_id) = 16),
    at      INTEGER NOT NULL,
    by      INTEGER REFERENCES person (id),                 -- null: a command on the township's machine
    why     TEXT NOT NULL                                   -- nothing of an applicant
) STRICT;
CREATE INDEX erasure_by ON erasure (by);

-- Images that an erased case alone named: their files go, here and in copies.
CREATE TABLE erased_image (
    station INTEGER NOT NULL REFERENCES station (id),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (station, hash)
) STRICT;

-- Who looked at what of people's data, and when. Appended to only.
CREATE TABLE viewed (
    position INTEGER PRIMARY KEY,
    person   INTEGER NOT NULL REFERENCES account (person),
    what     INTEGER NOT NULL CHECK (what BETWEEN 1 AND 255), -- 1 a whole identity number
    case_id  BLOB REFERENCES case_file (id),                -- null: a list or a search
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX viewed_case ON viewed (case_id, what);
CREATE INDEX viewed_person ON viewed (person, at);

-- Who did at this township what is no fact of a case: codes, PCs, rights, accounts, refused tries.
-- Appended to only.
CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    person   INTEGER REFERENCES person (id),                -- null: a command, or nobody known
    act      INTEGER NOT NULL CHECK (act BETWEEN 1 AND 255),
    subject  TEXT NOT NULL,                                 -- whom or what it concerns; nothing of an applicant
    why      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX journal_person ON journal (person);
