package io.espalier.spark.task;

import java.io.Serializable;

/**
 * Memory that processes share.
 *
 * @param host that it is on
 * @param group tells a limited control group from others of the host; empty where the memory is all of the machine's
 * @param bytes of it
 */
public record MemoryLimit(String host, String group, long bytes) implements Serializable {
    /** Whether it is less than the machine's memory. */
    public boolean isGroups() {
        return !group.isEmpty();
    }
}
