package io.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** Arguments of a primitive, by oneDNN's constants DNNL_ARG_*. */
final class Arguments {
    private final List<Integer> indices = new ArrayList<>();
    private final List<memory> memories = new ArrayList<>();

    /** Adds one. */
    Arguments with(int index, memory value) {
        indices.add(index);
        memories.add(value);
        return this;
    }

    /** Adds one if it is there. */
    Arguments with(int index, Optional<memory> value) {
        value.ifPresent(present -> with(index, present));
        return this;
    }

    int count() {
        return indices.size();
    }

    int index(int i) {
        return indices.get(i);
    }

    memory memory(int i) {
        return memories.get(i);
    }
}
