/**
 * Job files in YAML to a validated plan and back; their reference and schema, generated from the plan's records. The
 * only user of SnakeYAML; knows the plan's packages and no Spark or DL4J.
 */
@NullMarked
package io.espalier.config;

import org.jspecify.annotations.NullMarked;
