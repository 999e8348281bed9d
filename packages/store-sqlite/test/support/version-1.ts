/** A file as version 1 of the schema made it, with a session in which a message was said, and what is left of one that was removed. Never to be changed. */
export const version1 = `
  PRAGMA application_id = ${0x43686174};
  CREATE TABLE sessions (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT,
    ended INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    max_events INTEGER NOT NULL,
    max_bytes INTEGER NOT NULL,
    first INTEGER NOT NULL DEFAULT 1,
    head INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    known_bytes INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);
  CREATE TABLE details (session INTEGER PRIMARY KEY, record TEXT NOT NULL, visitor TEXT NOT NULL);
  CREATE TABLE events (
    session INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    command TEXT,
    json TEXT NOT NULL,
    PRIMARY KEY (session, number)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX events_by_command ON events (session, command) WHERE command IS NOT NULL;
  CREATE TABLE removed (session INTEGER PRIMARY KEY);
  CREATE TABLE user_sessions (place INTEGER PRIMARY KEY, user_id TEXT NOT NULL, session INTEGER NOT NULL UNIQUE);
  CREATE INDEX user_sessions_by_user ON user_sessions (user_id, place);
  CREATE TABLE devices (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    start TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    holder TEXT,
    rank INTEGER NOT NULL,
    UNIQUE (session, start)
  );
  CREATE INDEX devices_by_start ON devices (start);
  CREATE TABLE takes (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    attach TEXT NOT NULL,
    page TEXT NOT NULL,
    UNIQUE (session, attach, page)
  );
  CREATE TABLE read_marks (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    party TEXT NOT NULL,
    up_to INTEGER NOT NULL,
    mark TEXT NOT NULL,
    UNIQUE (session, party)
  );
  INSERT INTO sessions (key, id, user_id, expires_at, max_events, max_bytes, head, bytes)
    VALUES (1, '"s1"', '"ada"', 4102444800000, 100, 100000, 2, 30);
  INSERT INTO details VALUES (
    1,
    '{"id":"s1","userData":"{}","startedAt":1,"maxTranscriptEvents":100,"maxTranscriptBytes":100000}',
    '{"party":{"id":"ada","name":"Ada","type":"client"},"user":{"id":"ada","json":"{}"}}'
  );
  INSERT INTO events VALUES (1, 1, 14, NULL, '{"type":"One"}'), (1, 2, 16, '"c-1"', '{"type":"Two!!"}');
  INSERT INTO events VALUES (7, 1, 2, NULL, '{}'), (7, 2, 2, '"c-1"', '{}');
  INSERT INTO removed VALUES (7);
  INSERT INTO user_sessions VALUES (1, '"ada"', 1);
  INSERT INTO devices VALUES (1, 1, '"start of s1"', '00', '"page"', 1);
  INSERT INTO takes VALUES (1, 1, '"attach"', '"page"');
  INSERT INTO read_marks VALUES (1, 1, '"ada"', 2, '{"party":{"id":"ada","name":"Ada","type":"client"},"upTo":2}');
  PRAGMA user_version = 1;
`
