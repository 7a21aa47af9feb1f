package io.espalier.data;

import io.espalier.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a text file in UTF-8, without byte order mark; refuses what is no text, and rows without end.
 *
 * <p>Every failure is a {@link UserException}, so an IOException of the CSV parser on top of it is about quotes.
 */
final class CsvText extends Reader {
    /** A quote that is never closed would otherwise take the rest of a file of any size into memory. */
    static final int MAX_ROW_CHARACTERS = 1 << 24;

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final char REPLACEMENT = '\ufffd';

    private final DataFile file;
    private final Reader characters;
    private boolean started;
    private long line = 1;
    private long sinceRow;

    CsvText(DataFile file) {
        this.file = file;
        // Malformed bytes come as the replacement character: an exception would not say in which line they stand.
        this.characters = new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8));
    }

    /** A row has been read; the next may be as long again. */
    void rowDone() {
        sinceRow = 0;
    }

    @Override
    public int read(char[] target, int offset, int length) {
        try {
            int count = characters.read(target, offset, length);
            if (!started && count > 0) {
                started = true;
                if (target[offset] == BYTE_ORDER_MARK) {
                    System.arraycopy(target, offset + 1, target, offset, count - 1);
                    count = count == 1 ? characters.read(target, offset, length) : count - 1;
                }
            }
            check(target, offset, count);
            return count;
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private void check(char[] target, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            char c = target[i];
            if (c == '\n') {
                line++;
            } else if (c == 0) {
                throw new UserException(
                        file.name() + ", line " + line + ": a NUL byte; a text file is needed, this one is binary");
            } else if (c == REPLACEMENT) {
                throw new UserException(
                        file.name() + ", line " + line + ": not UTF-8 text; a CSV file in UTF-8 is needed");
            }
        }
        sinceRow += Math.max(0, count);
        if (sinceRow > MAX_ROW_CHARACTERS) {
            throw new UserException(file.name() + ", line " + line + ": a row is longer than " + MAX_ROW_CHARACTERS
                    + " characters; is a quote before it not closed?");
        }
    }

    @Override
    public void close() {
        try {
            characters.close();
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
