package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** How much memory its settings give an executor, by the rules of Spark's documentation. */
class ProcessCheckIT {
    private static final long MB = 1L << 20;
    private static final String STANDALONE = "spark://host:7077";
    private static final String KUBERNETES = "k8s://host:443";

    @Test
    void kubernetesGivesATenthBesideTheHeapAndAtLeast384Megabytes() {
        assertThat(ProcessCheck.granted(new SparkConf(false), KUBERNETES)).contains((1024 + 384) * MB);
        assertThat(ProcessCheck.granted(conf("spark.executor.memory", "8000m"), KUBERNETES))
                .contains(8800 * MB);
    }

    @Test
    void whatAPersonSetsCountsOnEveryMaster() {
        assertThat(ProcessCheck.granted(new SparkConf(false), STANDALONE)).isEmpty();
        for (String master : new String[] {STANDALONE, KUBERNETES}) {
            assertThat(ProcessCheck.granted(conf("spark.executor.memoryOverhead", "100"), master))
                    .contains((1024 + 100) * MB);
            assertThat(ProcessCheck.granted(conf("spark.executor.memoryOverhead", "2g"), master))
                    .contains((1024 + 2048) * MB);
            assertThat(ProcessCheck.granted(conf("spark.executor.memoryOverheadFactor", "0.5"), master))
                    .contains((1024 + 512) * MB);
        }
    }

    private static SparkConf conf(String key, String value) {
        return new SparkConf(false).set(key, value);
    }
}
