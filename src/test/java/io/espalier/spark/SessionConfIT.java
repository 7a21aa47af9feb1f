package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.ClusterPlan;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** What a session is configured with: a person's settings go before ours. */
class SessionConfIT {
    private static final String STANDALONE = "spark://host:7077";

    @Test
    void settingsOfAPersonGoBeforeOurs() {
        SparkConf conf = SessionConf.of(settings(
                STANDALONE,
                Optional.empty(),
                Map.of("spark.locality.wait", "1s", "spark.executorEnv.OMP_NUM_THREADS", "3")));
        assertThat(conf.get("spark.locality.wait")).isEqualTo("1s");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("3");
        assertThat(conf.get("spark.executorEnv.OMP_WAIT_POLICY")).isEqualTo("passive");
        assertThat(conf.get("spark.broadcast.compress")).isEqualTo("false");
    }

    @Test
    void masterAndNameOfTheApplicationAreTheRunsOwn() {
        SparkConf conf = SessionConf.of(settings(
                "local[2]", Optional.empty(), Map.of("spark.master", STANDALONE, "spark.app.name", "another")));
        assertThat(conf.get("spark.master")).isEqualTo("local[2,4]");
        assertThat(conf.get("spark.app.name")).isEqualTo("name");
    }

    @Test
    void ourClassesStandBeforeAPersonsOnTheClassPathOfExecutors() {
        Map<String, String> given = Map.of("spark.executor.extraClassPath", "/theirs");
        assertThat(SessionConf.of(settings(STANDALONE, Optional.empty(), given)).get("spark.executor.extraClassPath"))
                .isEqualTo("/ours.jar:/theirs");
        assertThat(SessionConf.of(settings("local[2]", Optional.empty(), Map.of()))
                        .contains("spark.executor.extraClassPath"))
                .isFalse();
    }

    @Test
    void executorsCollectGarbageInParallelUnlessAPersonChoseACollector() {
        String key = "spark.executor.extraJavaOptions";
        assertThat(SessionConf.of(settings(STANDALONE, Optional.empty(), Map.of(key, "-Dx=y")))
                        .get(key))
                .startsWith("-Dx=y ")
                .endsWith(" -XX:+UseParallelGC");
        assertThat(SessionConf.of(settings(STANDALONE, Optional.empty(), Map.of(key, "-XX:+UseG1GC")))
                        .get(key))
                .startsWith("-XX:+UseG1GC")
                .doesNotContain("-XX:+UseParallelGC");
    }

    @Test
    void onlyAMasterOnThisMachineBindsTheDriverToIt() {
        for (String here : new String[] {"local[2]", "local-cluster[1,1,512]", "spark://127.0.0.1:7077"}) {
            assertThat(SessionConf.of(settings(here, Optional.empty(), Map.of()))
                            .get("spark.driver.host"))
                    .isEqualTo("127.0.0.1");
        }
        assertThat(SessionConf.of(settings(STANDALONE, Optional.empty(), Map.of()))
                        .contains("spark.driver.host"))
                .isFalse();
    }

    @Test
    void everyKindOfMasterNeedsItsOwnNumberOfExecutors() {
        assertThat(needed("local[4]", Map.of())).isZero();
        assertThat(needed("local-cluster[3,1,512]", Map.of())).isEqualTo(3);
        assertThat(needed(STANDALONE, Map.of())).isEqualTo(1);
    }

    @Test
    void sparksOwnSettingsAskForExecutors() {
        assertThat(needed(STANDALONE, Map.of("spark.executor.instances", "5"))).isEqualTo(5);
        assertThat(needed(STANDALONE, Map.of("spark.cores.max", "7", "spark.executor.cores", "2")))
                .isEqualTo(3);
        assertThat(needed(STANDALONE, Map.of("spark.cores.max", "7"))).isEqualTo(1);
        String dynamic = "spark.dynamicAllocation.enabled";
        assertThat(needed(STANDALONE, Map.of(dynamic, "true"))).isEqualTo(1);
        assertThat(needed(
                        STANDALONE,
                        Map.of(dynamic, "true", "spark.dynamicAllocation.minExecutors", "2", "spark.cores.max", "9")))
                .isEqualTo(2);
    }

    /** Else Spark asks for none until a job waits, and no job is given before an executor is there. */
    @Test
    void dynamicAllocationBeginsWithTheExecutorsThatARunNeeds() {
        String initial = "spark.dynamicAllocation.initialExecutors";
        Map<String, String> dynamic = Map.of("spark.dynamicAllocation.enabled", "true");
        assertThat(SessionConf.of(settings(STANDALONE, Optional.empty(), dynamic))
                        .get(initial))
                .isEqualTo("1");
        assertThat(SessionConf.of(settings(STANDALONE, Optional.of(3), dynamic)).get(initial))
                .isEqualTo("3");
        assertThat(SessionConf.of(settings(
                                STANDALONE,
                                Optional.of(3),
                                Map.of("spark.dynamicAllocation.enabled", "true", initial, "4")))
                        .get(initial))
                .isEqualTo("4");
        assertThat(SessionConf.of(settings(STANDALONE, Optional.empty(), Map.of()))
                        .contains(initial))
                .isFalse();
    }

    @Test
    void planAsksBeforeSpark() {
        SparkSettings asked =
                settings("local-cluster[3,1,512]", Optional.of(4), Map.of("spark.executor.instances", "5"));
        assertThat(SessionConf.neededExecutors(asked, SessionConf.of(asked))).isEqualTo(4);
    }

    @Test
    void textOfSettingsHoldsNoSecret() {
        SparkSettings secret = settings(STANDALONE, Optional.empty(), Map.of("spark.authenticate.secret", "hidden"));
        assertThat(secret.toString()).isEqualTo("SparkSettings[spark://host:7077, name]");
    }

    private static int needed(String master, Map<String, String> properties) {
        SparkSettings settings = settings(master, Optional.empty(), properties);
        return SessionConf.neededExecutors(settings, SessionConf.of(settings));
    }

    private static SparkSettings settings(String master, Optional<Integer> executors, Map<String, String> properties) {
        return new SparkSettings(
                master,
                "name",
                new ClusterPlan(executors, 120),
                "/ours.jar",
                Map.of("OMP_WAIT_POLICY", "passive", "OMP_NUM_THREADS", "1"),
                properties,
                Path.of("/tmp"));
    }
}
