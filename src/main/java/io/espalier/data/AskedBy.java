package io.espalier.data;

import io.espalier.UserException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who asks for data: says how messages call what was asked for. */
public enum AskedBy {
    /** A job file. */
    JOB("data.path", "data.label", "data.id", "data.features", "data.features names"),
    /** A command that looks at data with a trained model, whose features are asked for. */
    COMMAND("DATA", "--label", "--id", "a feature of the model", "the model has the feature");

    private final String path;
    private final String label;
    private final String id;
    private final String features;
    private final String featuresName;

    AskedBy(String path, String label, String id, String features, String featuresName) {
        this.path = path;
        this.label = label;
        this.id = id;
        this.features = features;
        this.featuresName = featuresName;
    }

    /** What names the file or table. */
    public String path() {
        return path;
    }

    /** What names the label column. */
    public String label() {
        return label;
    }

    /** What names the id column. */
    public String id() {
        return id;
    }

    /** What names the feature columns. */
    public String features() {
        return features;
    }

    /**
     * Refuses columns that would be used twice: a network that is fed its labels learns nothing.
     *
     * @param labelAndId columns of the label and the id, as far as they are read
     * @param asked columns of the features that were asked for
     * @throws UserException that names the column
     */
    public void requireDistinct(List<String> labelAndId, Collection<String> asked) {
        if (new HashSet<>(labelAndId).size() < labelAndId.size()) {
            throw new UserException(id + " and " + label + " must be different columns: \"" + labelAndId.get(0) + "\"");
        }
        Set<String> seen = new HashSet<>(labelAndId);
        for (String feature : asked) {
            if (!seen.add(feature)) {
                throw new UserException(featuresName + " \"" + feature + "\", which "
                        + (labelAndId.contains(feature) ? "is the label or the id" : "it has named before"));
            }
        }
    }
}
