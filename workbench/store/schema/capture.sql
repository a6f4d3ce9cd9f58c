-- One session as it was captured. Pointer rows and geometry are clear; everything else is
-- sealed in padded Arrow chunks, numbered across the file because the number is the nonce.

CREATE TABLE meta (
    name   VARCHAR NOT NULL,
    value  BLOB NOT NULL
);

CREATE TABLE geometry (
    start_us   BIGINT NOT NULL,
    width_px   INTEGER NOT NULL,
    height_px  INTEGER NOT NULL,
    scale      DOUBLE NOT NULL,
    origin_x   INTEGER NOT NULL,
    origin_y   INTEGER NOT NULL
);

CREATE TABLE pointer (
    event_id  BIGINT NOT NULL,
    t_us      BIGINT NOT NULL,
    kind      VARCHAR NOT NULL,
    x         DOUBLE,
    y         DOUBLE,
    button    VARCHAR,
    dx        DOUBLE NOT NULL,
    dy        DOUBLE NOT NULL
);

CREATE TABLE sealed (
    chunk_no   INTEGER NOT NULL,
    stream     VARCHAR NOT NULL,
    key_class  VARCHAR NOT NULL,
    data       BLOB NOT NULL USING COMPRESSION uncompressed
);
