-- Form 5 to form 6: posts and rights of people, codes by which PCs are enrolled, PCs that are revoked,
-- signed heads, erased cases, who looked at what, and the township's journal.
ALTER TABLE person ADD COLUMN post TEXT NOT NULL DEFAULT '{}';
CREATE TABLE entitlement (
    position INTEGER PRIMARY KEY,
    person   INTEGER NOT NULL REFERENCES person (id),
    granted  INTEGER NOT NULL CHECK (granted IN (0, 1)),
    since    INTEGER NOT NULL,
    by       INTEGER REFERENCES person (id),
    why      TEXT NOT NULL
) STRICT;
CREATE INDEX entitlement_person ON entitlement (person, since, position);
CREATE INDEX entitlement_by ON entitlement (by);
ALTER TABLE device ADD COLUMN sealing BLOB CHECK (length(sealing) = 32);
ALTER TABLE device ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN revoked_at INTEGER;
ALTER TABLE device ADD COLUMN revoked_why TEXT;
CREATE TABLE enrol_code (
    id          INTEGER PRIMARY KEY,
    finder      BLOB NOT NULL UNIQUE CHECK (length(finder) = 16),
    secret      BLOB NOT NULL CHECK (length(secret) = 32),
    station     INTEGER NOT NULL REFERENCES station (id),
    device      BLOB NOT NULL UNIQUE CHECK (length(device) = 16),
    block       TEXT NOT NULL,
    label       TEXT NOT NULL DEFAULT '',
    replaces    BLOB REFERENCES device (id),
    made_by     INTEGER REFERENCES person (id),
    made_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    withdrawn_at INTEGER,
    used_at     INTEGER,
    used_by     BLOB CHECK (length(used_by) = 32),
    UNIQUE (station, block)
) STRICT;
CREATE INDEX enrol_code_replaces ON enrol_code (replaces);
CREATE INDEX enrol_code_made_by ON enrol_code (made_by);
ALTER TABLE stream ADD COLUMN signed INTEGER NOT NULL DEFAULT 0 CHECK (signed >= 0);
ALTER TABLE stream ADD COLUMN signature BLOB CHECK (length(signature) = 64);
ALTER TABLE stream ADD COLUMN signed_hello BLOB;
CREATE TABLE voucher (
    event BLOB PRIMARY KEY REFERENCES event (id),
    proof BLOB NOT NULL CHECK (length(proof) = 16)
) STRICT;
ALTER TABLE case_file ADD COLUMN erased_at INTEGER;
CREATE TABLE erased (
    event      BLOB PRIMARY KEY REFERENCES event (id),
    commitment BLOB NOT NULL CHECK (length(commitment) = 32)
) STRICT;
CREATE TABLE erasure (
    case_id BLOB PRIMARY KEY CHECK (length(case_id) = 16),
    at      INTEGER NOT NULL,
    by      INTEGER REFERENCES person (id),
    why     TEXT NOT NULL
) STRICT;
CREATE INDEX erasure_by ON erasure (by);
CREATE TABLE erased_image (
    station INTEGER NOT NULL REFERENCES station (id),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (station, hash)
) STRICT;
ALTER TABLE viewed RENAME TO viewed_before;
CREATE TABLE viewed (
    position INTEGER PRIMARY KEY,
    person   INTEGER NOT NULL REFERENCES account (person),
    what     INTEGER NOT NULL CHECK (what BETWEEN 1 AND 255),
    case_id  BLOB REFERENCES case_file (id),
    at       INTEGER NOT NULL
) STRICT;
INSERT INTO viewed (person, what, case_id, at)
    SELECT person, 1, case_id, at FROM viewed_before ORDER BY at, person, case_id;
DROP TABLE viewed_before;
CREATE INDEX viewed_case ON viewed (case_id, what);
CREATE INDEX viewed_person ON viewed (person, at);
CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    person   INTEGER REFERENCES person (id),
    act      INTEGER NOT NULL CHECK (act BETWEEN 1 AND 255),
    subject  TEXT NOT NULL,
    why      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX journal_person ON journal (person);
