package io.espalier.engine;

import java.util.List;

/**
 * What an update works on, all parallel to the flat parameter vector.
 *
 * @param moments of the update rule, in its order; may be empty
 */
record UpdateMemory(FloatMemory parameters, FloatMemory gradient, List<FloatMemory> moments) {
    UpdateMemory {
        moments = List.copyOf(moments);
    }

    FloatMemory first() {
        return moments.get(0);
    }

    FloatMemory second() {
        return moments.get(1);
    }
}
