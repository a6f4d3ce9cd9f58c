-- What the journal amounts to, in memory: rebuilt by folding, remembered by the checkpoint.

CREATE TABLE op (
    session_id  VARCHAR NOT NULL,
    writer      VARCHAR NOT NULL,
    author      VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,
    seq         BIGINT NOT NULL,
    byte_start  BIGINT NOT NULL,
    byte_count  BIGINT NOT NULL,
    hlc_us      BIGINT NOT NULL
);

CREATE TABLE session (
    session_id   VARCHAR NOT NULL,
    subject      VARCHAR NOT NULL,
    format       VARCHAR NOT NULL,
    source_digest VARCHAR NOT NULL,
    recorded_at  VARCHAR NOT NULL,
    duration_us  BIGINT NOT NULL,
    events       BIGINT NOT NULL,
    actions      BIGINT NOT NULL,
    frames       BIGINT NOT NULL,
    width_px     BIGINT NOT NULL,
    height_px    BIGINT NOT NULL,
    title        VARCHAR NOT NULL,
    note         VARCHAR NOT NULL,
    state        VARCHAR NOT NULL,
    accepted_digest VARCHAR NOT NULL,
    content_digest  VARCHAR NOT NULL,
    conflicts    BIGINT NOT NULL,
    screens_checked BOOLEAN NOT NULL,
    open_comments BIGINT NOT NULL,
    changed_us   BIGINT NOT NULL
);

CREATE TABLE segment (
    session_id  VARCHAR NOT NULL,
    segment_id  VARCHAR NOT NULL,
    tier        VARCHAR NOT NULL,
    start_us    BIGINT NOT NULL,
    end_us      BIGINT NOT NULL,
    labels      VARCHAR NOT NULL,
    outcome     VARCHAR NOT NULL,
    has_instruction BOOLEAN NOT NULL,
    author      VARCHAR NOT NULL
);

CREATE TABLE flag (
    session_id  VARCHAR NOT NULL,
    flag_id     VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,
    detector    VARCHAR NOT NULL,
    state       VARCHAR NOT NULL
);

CREATE TABLE redaction (
    session_id   VARCHAR NOT NULL,
    redaction_id VARCHAR NOT NULL,
    flag_id      VARCHAR NOT NULL
);
