package io.espalier.run;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One key of a job file, on the record component that holds it. The key is the component's name in snake_case unless {@link #key()} says otherwise.
 *
 * <p>From these the validation, {@code conf/reference.yaml}, the JSON Schema and the help are made: a key is described once.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What the key does, one sentence. */
    String value();

    /** Default, as YAML; {@code ""} where the key is optional without default (an Optional), {@link #REQUIRED} where it must be given. */
    String fallback();

    /** The key where it can't be the component's name. */
    String key() default "";

    /** Unit of a number, or empty. */
    String unit() default "";

    /** Range of a number: {@code [0, 1)}, {@code [1, )}; empty for any. Square brackets include the end. */
    String range() default "";

    /** Whether the key can change the result of a run, and so is part of the plan's identity. */
    boolean identity() default true;

    /** Dotted key whose value is taken where this one has none; empty: there is none. */
    String follows() default "";

    /** Stands in {@link #fallback()} for a key that must be given. */
    String REQUIRED = "<required>";
}
