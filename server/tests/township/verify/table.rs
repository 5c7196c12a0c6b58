//! Every way of tampering with a ledger's file, and what has to be said of it.

/// The stream of the first station, and an event of it by its entry's number.
pub const STREAM: &str = "(SELECT stream.id FROM stream JOIN device ON device.id = stream.device
    JOIN station ON station.id = device.station WHERE station.code = '331123208211')";

/// Every way of tampering, and what has to be said of it.
pub const TAMPERINGS: [(&str, &str, &[&str]); 31] = [
    ("nothing", "", &[]),
    (
        "an event's bytes are edited",
        "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '雷美凤', '雷美龙') AS BLOB) WHERE id = EVENT(1)",
        &["Changed 五星村服务站 1-1 五星-26-A0001-8"],
    ),
    (
        "bytes that were set aside are edited",
        "UPDATE quarantine SET bytes = CAST(bytes || x'00' AS BLOB) WHERE stream = STREAM",
        &["Changed 五星村服务站 7-7 -"],
    ),
    (
        "an event gets another one's bytes",
        "UPDATE event SET bytes = (SELECT bytes FROM event WHERE id = EVENT(6)) WHERE id = EVENT(4)",
        // They say that they belong to another case.
        &[
            "PlaceChanged 五星村服务站 4-4 五星-26-A0003-8",
            "Changed 五星村服务站 4-4 五星-26-A0003-8",
        ],
    ),
    (
        "a clerk's word is edited",
        "UPDATE event SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'63' AS BLOB) WHERE role = 2 AND case_id NOTNULL
             AND position = (SELECT max(position) FROM event WHERE role = 2 AND case_id NOTNULL)",
        &["Changed 乡里 5-5 五星-26-A0003-8"],
    ),
    (
        "an event goes to the hand that did not write it",
        "UPDATE event SET role = 2 WHERE id = EVENT(8)",
        &["PlaceChanged 五星村服务站 8-8 五星-26-A0001-8"],
    ),
    (
        "an event goes to another case",
        "UPDATE event SET case_id = (SELECT case_id FROM event WHERE id = EVENT(3)) WHERE id = EVENT(2)",
        &[
            "PlaceChanged 五星村服务站 2-2 五星-26-A0003-8",
            "Changed 五星村服务站 2-2 五星-26-A0003-8",
        ],
    ),
    (
        "a case goes to another station",
        "UPDATE case_file SET station = 2 WHERE id = (SELECT case_id FROM event WHERE id = EVENT(5));
         UPDATE event SET station = 2 WHERE case_id = (SELECT case_id FROM event WHERE id = EVENT(5))",
        &["PlaceChanged 五星村服务站 5-5 五星-26-A0005-8"],
    ),
    (
        "an event is removed",
        "DELETE FROM event WHERE id = EVENT(4)",
        &["Gone 五星村服务站 4-4 -"],
    ),
    (
        "bytes that were set aside are removed",
        "DELETE FROM quarantine WHERE stream = STREAM",
        &["Gone 五星村服务站 7-7 -"],
    ),
    (
        "an entry is removed, its event stays",
        "DELETE FROM entry WHERE stream = STREAM AND seq = 4",
        &["Missing 五星村服务站 4-4 五星-26-A0003-8"],
    ),
    (
        "an entry and its event are removed and the rest is numbered anew",
        "DELETE FROM event WHERE id = EVENT(4);
         DELETE FROM entry WHERE stream = STREAM AND seq = 4;
         UPDATE quarantine SET seq = seq - 1 WHERE stream = STREAM;
         UPDATE entry SET seq = seq - 100 WHERE stream = STREAM AND seq > 4;
         UPDATE entry SET seq = seq + 99 WHERE stream = STREAM AND seq < 0",
        &["Missing 五星村服务站 4-4 -"],
    ),
    (
        "an event is put in",
        "INSERT INTO event SELECT randomblob(16), 1000 + position, case_id, station, seed, role, begins, bytes,
             received_at, verdict FROM event WHERE id = EVENT(8)",
        &["Added - - 五星-26-A0001-8"],
    ),
    (
        "an entry is put in between with an event of its own",
        "INSERT INTO event SELECT zeroblob(16), 1000, case_id, station, seed, role, begins, bytes,
             received_at, verdict FROM event WHERE id = EVENT(8);
         UPDATE quarantine SET seq = seq + 1 WHERE stream = STREAM;
         UPDATE entry SET seq = seq - 100 WHERE stream = STREAM AND seq > 2;
         UPDATE entry SET seq = seq + 101 WHERE stream = STREAM AND seq < 0;
         INSERT INTO entry VALUES (STREAM, 3, zeroblob(32), zeroblob(16))",
        &["Added 五星村服务站 3-3 五星-26-A0001-8"],
    ),
    (
        "two entries change places",
        "UPDATE entry SET seq = CASE seq WHEN 2 THEN -6 ELSE -2 END WHERE stream = STREAM AND seq IN (2, 6);
         UPDATE entry SET seq = -seq WHERE stream = STREAM AND seq < 0",
        &[
            "Reordered 五星村服务站 2-2 五星-26-A0005-8",
            "Reordered 五星村服务站 6-6 五星-26-A0001-8",
        ],
    ),
    (
        "an entry's link is edited",
        "UPDATE entry SET link = zeroblob(32) WHERE stream = STREAM AND seq = 5",
        &["LinkChanged 五星村服务站 5-5 五星-26-A0005-8"],
    ),
    (
        "an entry names another event",
        "UPDATE entry SET event = EVENT(2) WHERE stream = STREAM AND seq = 6",
        &[
            "Changed 五星村服务站 6-6 五星-26-A0001-8",
            "Added - - 五星-26-A0005-8",
        ],
    ),
    (
        "a case's seed is swapped",
        "UPDATE case_file SET seed = zeroblob(16) WHERE id = (SELECT case_id FROM event WHERE id = EVENT(3))",
        &["SeedChanged - - 五星-26-A0003-8"],
    ),
    (
        "the last two entries are cut off",
        "DELETE FROM quarantine WHERE stream = STREAM AND seq > 6;
         DELETE FROM event WHERE id = EVENT(8);
         DELETE FROM entry WHERE stream = STREAM AND seq > 6;
         UPDATE stream SET seq = 6, link = (SELECT link FROM entry WHERE stream = STREAM AND seq = 6) WHERE id = STREAM",
        &["CutOff 五星村服务站 7-8 -"],
    ),
    (
        "the last entry is cut off, its event stays",
        "DELETE FROM entry WHERE stream = STREAM AND seq = 8",
        &["CutOff 五星村服务站 8-8 五星-26-A0001-8"],
    ),
    (
        "the last of the township's own entries is cut off",
        "DELETE FROM event WHERE role = 2 AND position = (SELECT max(position) FROM event WHERE role = 2);
         DELETE FROM entry WHERE stream = OWN AND seq = (SELECT max(seq) FROM entry WHERE stream = OWN);
         UPDATE stream SET seq = seq - 1,
             link = (SELECT link FROM entry WHERE stream = OWN ORDER BY seq DESC LIMIT 1) WHERE id = OWN",
        &["CutOff 乡里 5-5 -"],
    ),
    (
        "a stream's own row is edited",
        "UPDATE stream SET link = zeroblob(32) WHERE id = STREAM",
        &["HeadChanged 五星村服务站 8-8 -"],
    ),
    (
        "a PC's row is removed, and what it sent is edited",
        "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '雷美凤', '雷美龙') AS BLOB) WHERE id = EVENT(1);
         DELETE FROM device WHERE station = 1",
        &["StreamGone - 1-8 五星-26-A0001-8"],
    ),
    (
        "a stream's row is removed, and what it brought is edited",
        "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '雷美凤', '雷美龙') AS BLOB) WHERE id = EVENT(1);
         DELETE FROM stream WHERE id = STREAM",
        &["StreamGone - 1-8 五星-26-A0001-8"],
    ),
    (
        "a stream is removed with all that it brought",
        "DELETE FROM event WHERE id IN (SELECT event FROM entry WHERE stream = STREAM);
         DELETE FROM quarantine WHERE stream = STREAM;
         DELETE FROM entry WHERE stream = STREAM;
         DELETE FROM stream WHERE id = STREAM",
        &["StreamGone - - -"],
    ),
    (
        "an event is put in with an entry of a stream that nobody has",
        "INSERT INTO event SELECT zeroblob(16), 1000, case_id, station, seed, role, begins, bytes,
             received_at, verdict FROM event WHERE id = EVENT(8);
         INSERT INTO entry VALUES (999, 1, zeroblob(32), zeroblob(16))",
        &["StreamGone - 1-1 五星-26-A0001-8"],
    ),
    (
        "something is set aside for a stream that nobody has",
        "INSERT INTO quarantine SELECT 999, 3, reason, case_id, seed, bytes, received_at FROM quarantine",
        &["StreamGone - 3-3 -"],
    ),
    (
        "the calendar's bytes are edited",
        "UPDATE document SET bytes = CAST(bytes || x'20' AS BLOB) WHERE kind = 2",
        &["DocumentChanged - - -"],
    ),
    (
        "the catalogue is edited with its hash",
        "UPDATE document SET bytes = CAST(bytes || x'20' AS BLOB), hash = zeroblob(32) WHERE kind = 1",
        &["DocumentChanged - - -"],
    ),
    (
        "an item of the catalogue is edited",
        "UPDATE item SET body = (SELECT body FROM item WHERE code <> 'lnyd' ORDER BY code LIMIT 1)
             WHERE code = 'lnyd'",
        &["DocumentChanged - - -"],
    ),
    (
        "the directory is removed",
        "DELETE FROM document WHERE kind = 3",
        &["Gone - - -"],
    ),
];
