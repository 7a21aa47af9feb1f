package io.espalier.store;

import java.util.Map;

/**
 * {@code manifest.json} of a checkpoint, written last: what the other files must be.
 *
 * @param schemaVersion of the checkpoint
 * @param planIdentity of the run's plan
 * @param round last round done
 * @param phase index of the phase in the plan
 * @param files by name
 */
record Manifest(int schemaVersion, String planIdentity, int round, int phase, Map<String, Entry> files) {
    static final int SCHEMA_VERSION = 1;
    static final String NAME = "manifest.json";

    /**
     * One file.
     *
     * @param bytes length
     * @param sha256 hex
     */
    record Entry(long bytes, String sha256) {}
}
