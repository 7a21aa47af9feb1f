package io.espalier.run;

/** Where examples come from. */
public enum Source {
    DIGITS,
    IDX,
    CSV,
    PARQUET
}
