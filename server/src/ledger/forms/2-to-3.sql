-- Form 2 to form 3: how far each stream is in the backup; what stations gave back to a ledger that
-- was put back from a copy; documents whose bytes are wanted; devices whose name two programs use.
ALTER TABLE stream ADD COLUMN prunable INTEGER NOT NULL DEFAULT 0 CHECK (prunable >= 0);
CREATE INDEX event_aside ON event (station, position) WHERE verdict > 2;
CREATE TABLE returned (
    id          BLOB NOT NULL CHECK (length(id) = 16),
    digest      BLOB NOT NULL CHECK (length(digest) = 32),
    device      BLOB NOT NULL REFERENCES device (id),
    reason      INTEGER NOT NULL,
    role        INTEGER NOT NULL CHECK (role IN (1, 2)),
    case_id     BLOB,
    seed        BLOB,
    bytes       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (id, digest)
) STRICT;
CREATE INDEX returned_case ON returned (case_id);
CREATE TABLE document_wanted (
    kind    INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (kind, version)
) STRICT;
CREATE TABLE doubled (
    device          BLOB PRIMARY KEY REFERENCES device (id),
    since           INTEGER NOT NULL,
    last            INTEGER NOT NULL,
    acknowledged_by INTEGER REFERENCES person (id),
    acknowledged_at INTEGER
) STRICT;
