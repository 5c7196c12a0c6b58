-- Form 3 to form 4: small pictures of images that are on their way.
CREATE TABLE thumbnail (
    station INTEGER NOT NULL REFERENCES station (id),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    bytes   BLOB NOT NULL,
    PRIMARY KEY (station, hash)
) STRICT;
