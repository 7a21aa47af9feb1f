package io.espalier.benchmark;

import java.util.List;
import java.util.Map;

/** What a benchmark found, for people and for programs. */
public interface BenchmarkReport {
    /** Lines of text. */
    List<String> lines();

    /** One JSON document: snake_case keys; numbers, texts, lists and maps; a number that is not finite is absent. */
    Map<String, Object> toMap();
}
