package io.espalier.run;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a record component that is a record of settings: its keys stand in a job file among those of the record that holds it, not in a group of
 * their own. So settings that belong together can be one value in the code while the file stays flat.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Flattened {}
