package io.espalier.config;

import io.espalier.Words;
import io.espalier.run.Budget;
import io.espalier.run.JobKey;
import io.espalier.run.PhasePlan;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types that a key can have: the one place where a Java type of the plan is given its meaning in a file. */
sealed interface ValueType {
    /** A whole number in {@code [lowest, highest]}, the limits of its Java type. */
    record Whole(long lowest, long highest) implements ValueType {}

    /** A decimal number, exact (BigDecimal) or binary (double). */
    record Decimal(boolean exact) implements ValueType {}

    /** True or false. */
    record Truth() implements ValueType {}

    /** Text. */
    record Text() implements ValueType {}

    /** One word of a closed choice. */
    record Choice(Class<?> type) implements ValueType {
        /** The words, lower case, in the order of the constants. */
        List<String> words() {
            return constants().stream().map(Words::word).toList();
        }

        /** The constants, in order. */
        List<Enum<?>> constants() {
            return Arrays.stream(type.getEnumConstants())
                    .<Enum<?>>map(constant -> (Enum<?>) constant)
                    .toList();
        }
    }

    /** Values of one type in order. */
    record Sequence(ValueType element) implements ValueType {}

    /** A value that may be missing. */
    record Maybe(ValueType value) implements ValueType {}

    /** Keys of their own. */
    record Group(Class<? extends Record> type) implements ValueType {
        List<JobKey> keys() {
            return JobKey.of(type);
        }

        /** Whether exactly one of the keys is given. */
        boolean takesOne() {
            return type == Budget.class;
        }
    }

    /** A mapping of one phase kind to its fraction of the budget: {@code {baseline: 0.2}}. */
    record Phase() implements ValueType {}

    /** The meaning of a Java type. */
    static ValueType of(Type type) {
        if (type instanceof ParameterizedType generic) {
            ValueType argument = of(generic.getActualTypeArguments()[0]);
            if (generic.getRawType() == Optional.class) {
                return new Maybe(argument);
            }
            if (generic.getRawType() == List.class) {
                return new Sequence(argument);
            }
        }
        if (type instanceof Class<?> plain) {
            return of(plain);
        }
        throw new IllegalStateException("A key of a job file can't have this type: " + type);
    }

    private static ValueType of(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return new Whole(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return new Decimal(type == BigDecimal.class);
        }
        if (type == boolean.class) {
            return new Truth();
        }
        if (type == String.class) {
            return new Text();
        }
        if (type == PhasePlan.class) {
            return new Phase();
        }
        if (type.isEnum()) {
            return new Choice(type);
        }
        if (type.isRecord()) {
            return new Group(type.asSubclass(Record.class));
        }
        throw new IllegalStateException("A key of a job file can't have this type: " + type);
    }
}
