/** Job files in YAML to a validated plan and back; reference and schema generated from the plan's records. */
@NullMarked
package io.espalier.config;

import org.jspecify.annotations.NullMarked;
