package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticTableIT {
    @TempDir
    private Path directory;

    @Test
    void labelFollowsFromTheFeatures() {
        try (Cluster cluster = Cluster.start(SparkSettings.embedded("local[2]", "table", directory.resolve("spark")))) {
            Path table = directory.resolve("table");
            cluster.writeSyntheticTable(400, 5, 9, table);

            List<Row> rows =
                    cluster.session().read().parquet(table.toUri().toString()).collectAsList();

            assertThat(rows).hasSize(400);
            assertThat(rows.get(0).schema().fieldNames()).containsExactly("id", "f0", "f1", "f2", "f3", "f4", "label");
            assertThat(rows).allSatisfy(row -> {
                int expected =
                        (row.getFloat(1) > 0.5 ? 1 : 0) + (row.getFloat(2) > 0.5 != row.getFloat(3) > 0.5 ? 2 : 0);
                assertThat(row.getInt(6)).isEqualTo(expected);
            });
            assertThat(rows.stream().map(row -> row.getLong(0)).distinct()).hasSize(400);
            assertThat(rows.stream().map(row -> row.getInt(6)).distinct()).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }
}
