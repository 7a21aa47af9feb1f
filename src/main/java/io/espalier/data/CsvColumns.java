package io.espalier.data;

import io.espalier.NearestName;
import io.espalier.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of a header: where label, id and features stand. */
final class CsvColumns {
    private static final int SHOWN = 10;

    private final String source;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<String> header;

    /**
     * The columns of a file.
     *
     * @param source names the file in messages
     * @param header names in the order of the file
     * @throws UserException if a name stands twice
     */
    CsvColumns(String source, List<String> header) {
        this.source = source;
        this.header = header;
        for (int i = 0; i < header.size(); i++) {
            if (positions.putIfAbsent(header.get(i), i) != null
                    && !header.get(i).isEmpty()) {
                throw new UserException(source + ", line 1: column \"" + header.get(i) + "\" stands twice");
            }
        }
    }

    /** Number of columns. */
    int count() {
        return header.size();
    }

    /**
     * Position of a column, from 0.
     *
     * @param key of the job file that asks for it
     * @throws UserException if there is no such column
     */
    int position(String name, String key) {
        Integer position = positions.get(name);
        if (position == null) {
            String nearest = NearestName.of(name, header)
                    .map(near -> "; is it \"" + near + "\"?")
                    .orElse(".");
            throw new UserException(
                    source + " has no column \"" + name + "\" (" + key + ")" + nearest + " Its columns are "
                            + String.join(", ", header.subList(0, Math.min(SHOWN, header.size())))
                            + (header.size() > SHOWN ? ", ... (" + header.size() + ")" : "")
                            + (isOtherwiseSeparated() ? "; columns must be separated by commas" : ""));
        }
        return position;
    }

    private boolean isOtherwiseSeparated() {
        return header.size() == 1
                && (header.get(0).contains(";") || header.get(0).contains("\t"));
    }

    /**
     * Names of the features: those that were asked for, or all columns that have no other use.
     *
     * @param asked may be empty
     * @param used columns of label and id
     * @param by who asks
     */
    List<String> features(List<String> asked, List<String> used, AskedBy by) {
        List<String> features = new ArrayList<>(asked);
        if (asked.isEmpty()) {
            features.addAll(header);
            features.removeAll(used);
            if (features.contains("")) {
                throw new UserException(
                        source + ", line 1: column " + (header.indexOf("") + 1) + " has no name; name it"
                                + (by == AskedBy.JOB ? ", or list the columns to use in data.features" : ""));
            }
            if (features.isEmpty()) {
                throw new UserException(
                        source + " has no column beside " + String.join(" and ", used) + ": no features");
            }
        }
        features.forEach(feature -> position(feature, by.features()));
        return features;
    }
}
