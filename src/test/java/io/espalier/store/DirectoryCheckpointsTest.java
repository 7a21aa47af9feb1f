package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.UserException;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.run.Position;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.WorkerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCheckpointsTest {
    private static final String PLAN = "5d41402abc4b2a76";

    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();
    private RunDirectory run;

    @BeforeEach
    void makeRun() {
        run = RunDirectory.create(directory, "digits");
    }

    @Test
    void testNetworksHoldEveryKindOfLayer() {
        List<Class<?>> kinds = Stream.of(States.images(), States.sequences())
                .flatMap(network -> network.nodes().stream())
                .<Class<?>>map(node -> node.layer().getClass())
                .toList();
        assertThat(kinds).contains(Layer.class.getPermittedSubclasses());
    }

    @Test
    void randomStatesAreRestoredToTheBit() {
        for (long seed = 1; seed <= 5; seed++) {
            for (Network network : List.of(States.images(), States.sequences())) {
                TrainerState state = States.random(network, 7, seed);
                open().save(state, States.NO_WORKERS);
                States.assertSameBits(latest(), state);
            }
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void stateBeforeTheFirstRoundIsRestored() {
        TrainerState state = States.bare(States.images());
        open().save(state, States.NO_WORKERS);
        States.assertSameBits(latest(), state);
    }

    @Test
    void stateAfterTheLastPhaseIsRestored() {
        TrainerState state = at(new Position(3, 1, 1, 40, 1));
        open().save(state, States.NO_WORKERS);
        States.assertSameBits(latest(), state);
        assertThat(names()).containsExactly("constrained-40");
    }

    @Test
    void arraysLargerThanABufferAreRestored() {
        Network wide = States.sequences().withUnits(Map.of("lstm", 100));
        assertThat(wide.layout().length()).isGreaterThan(1 << 15);
        TrainerState state = States.random(wide, 7, 1);
        open().save(state, States.NO_WORKERS);
        States.assertSameBits(latest(), state);
    }

    @Test
    void workersFilesAreFoundInTheCheckpointAndByTheRestoredState() throws IOException {
        WorkerFiles files = open().save(at(10), DirectoryCheckpointsTest::writeWorkers);
        WorkerFiles restored = latest().workers();
        assertThat(restored).isEqualTo(files);
        assertThat(files.names()).containsExactly("worker-1-x.state", "worker-0-y.state");
        assertThat(Files.readString(Path.of(files.directory(), files.names().get(1))))
                .isEqualTo("zero");
    }

    @Test
    void checkpointWithADamagedWorkersFileIsPassedOver() throws IOException {
        open().save(at(9), DirectoryCheckpointsTest::writeWorkers);
        WorkerFiles files = open().save(at(10), DirectoryCheckpointsTest::writeWorkers);
        Files.writeString(Path.of(files.directory(), "worker-1-x.state"), "oen");
        assertThat(latest().round()).isEqualTo(9);
        assertThat(warnings).singleElement().asString().contains("worker-1-x.state");
    }

    /** An attempt that was given up left a file too. */
    private static List<String> writeWorkers(String checkpoint) {
        try {
            Files.writeString(Path.of(checkpoint, "worker-0-given-up.state"), "not whol");
            Files.writeString(Path.of(checkpoint, "worker-0-y.state"), "zero");
            Files.writeString(Path.of(checkpoint, "worker-1-x.state"), "one");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("worker-1-x.state", "worker-0-y.state");
    }

    @Test
    void noCheckpointIsNoState() {
        assertThat(open().latest()).isEmpty();
    }

    @Test
    void checkpointIsNamedAfterPhaseAndRound() {
        open().save(at(new Position(0, 1, 1, 5, 1)), States.NO_WORKERS);
        open().save(at(new Position(1, 1, 1, 11, 1)), States.NO_WORKERS);
        assertThat(names()).containsExactly("baseline-5", "hybrid-11");
    }

    @Test
    void filesAreRawLittleEndianArraysAndJson() throws IOException {
        Network network = States.sequences();
        int length = network.layout().length();
        float[] parameters = new float[length];
        parameters[0] = 1.5f;
        ModelState model = new ModelState(network, parameters, new float[][] {new float[length], new float[length]}, 3);
        open().save(TrainerState.start(model, 1), States.NO_WORKERS);

        Path checkpoint = run.checkpoints().resolve("baseline-0");
        assertThat(checkpoint.toFile().list())
                .containsExactlyInAnyOrder(
                        "manifest.json",
                        "state.json",
                        "parameters.f32",
                        "moment-1.f32",
                        "moment-2.f32",
                        "unit_scores.f64");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(checkpoint.resolve("parameters.f32")));
        assertThat(bytes.remaining()).isEqualTo(4 * length);
        assertThat(bytes.order(ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(1.5f);
        assertThat(Files.readString(checkpoint.resolve("state.json")))
                .contains("\"type\" : \"self_attention\"", "\"loss\" : \"binary_cross_entropy\"")
                .doesNotContain("espalier", "Layer");
    }

    @Test
    void manifestNamesLengthAndSha256OfEveryOtherFile() throws Exception {
        open().save(States.random(States.images(), 11, 3), States.NO_WORKERS);
        Path checkpoint = run.checkpoints().resolve("hybrid-11");
        JsonNode manifest =
                new ObjectMapper().readTree(checkpoint.resolve("manifest.json").toFile());
        assertThat(manifest.get("schema_version").intValue()).isEqualTo(3);
        assertThat(manifest.get("plan_identity").textValue()).isEqualTo(PLAN);
        assertThat(manifest.get("round").intValue()).isEqualTo(11);
        assertThat(manifest.get("files")).hasSize(files(checkpoint).size() - 1);
        for (Path file : files(checkpoint)) {
            String name = file.getFileName().toString();
            if (!name.equals("manifest.json")) {
                byte[] content = Files.readAllBytes(file);
                String sha256 = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
                assertThat(manifest.get("files").get(name).get("bytes").longValue())
                        .isEqualTo(content.length);
                assertThat(manifest.get("files").get(name).get("sha256").textValue())
                        .isEqualTo(sha256);
            }
        }
    }

    @Test
    void onlyTheNewestAreKept() {
        DirectoryCheckpoints checkpoints = open(2);
        for (int round : new int[] {9, 10, 11}) {
            checkpoints.save(at(round), States.NO_WORKERS);
        }
        assertThat(names()).containsExactly("hybrid-10", "hybrid-11");
        assertThat(latest().round()).isEqualTo(11);
    }

    @Test
    void sameCheckpointSavedAgainIsReplaced() {
        open(1).save(States.random(States.images(), 11, 1), States.NO_WORKERS);
        TrainerState second = States.random(States.images(), 11, 2);
        open(1).save(second, States.NO_WORKERS);
        assertThat(names()).containsExactly("hybrid-11");
        States.assertSameBits(latest(), second);
    }

    @Test
    void ofOneRoundTheLaterPhaseIsTheNewer() {
        open().save(at(new Position(0, 1, 1, 11, 1)), States.NO_WORKERS);
        open().save(at(new Position(1, 1, 1, 11, 1)), States.NO_WORKERS);
        assertThat(latest().position().phase()).isEqualTo(1);
    }

    @Test
    void roundsAreComparedAsNumbers() {
        open().save(at(9), States.NO_WORKERS);
        open().save(at(10), States.NO_WORKERS);
        assertThat(latest().round()).isEqualTo(10);
    }

    @Test
    void checkpointsOfAGivenUpFutureAreRemovedBySaving() throws IOException {
        open(1).save(at(11), States.NO_WORKERS);
        truncate("hybrid-11", "parameters.f32");
        open(1).save(at(10), States.NO_WORKERS);
        assertThat(names()).containsExactly("hybrid-10");
    }

    @Test
    void leftoversOfAnInterruptedSaveAreRemovedAtOpen() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        copy("hybrid-10", ".tmp-hybrid-11");
        Files.delete(run.checkpoints().resolve(".tmp-hybrid-11/manifest.json"));
        copy("hybrid-10", ".tmp-old-hybrid-9");
        assertThat(open().latest().orElseThrow().round()).isEqualTo(10);
        assertThat(names()).containsExactly("hybrid-10");
        assertThat(warnings).isEmpty();
    }

    @Test
    void checkpointPutAsideByAnInterruptedReplacementIsPutBack() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        Files.move(run.checkpoints().resolve("hybrid-10"), run.checkpoints().resolve(".tmp-replaced-hybrid-10"));
        assertThat(open().latest().orElseThrow().round()).isEqualTo(10);
        assertThat(names()).containsExactly("hybrid-10");
    }

    @Test
    void checkpointPutAsideIsRemovedWhereTheNewOneIsInPlace() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        copy("hybrid-10", ".tmp-replaced-hybrid-10");
        open();
        assertThat(names()).containsExactly("hybrid-10");
    }

    @Test
    void checkpointWithoutManifestDoesNotExist() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        copy("hybrid-10", "hybrid-11");
        Files.delete(run.checkpoints().resolve("hybrid-11/manifest.json"));
        assertThat(latest().round()).isEqualTo(10);
        assertThat(warnings).isEmpty();
    }

    @Test
    void truncatedFileIsRefusedByNameAndTheOneBeforeIsUsed() throws IOException {
        TrainerState before = States.random(States.images(), 10, 4);
        open().save(before, States.NO_WORKERS);
        open().save(States.random(States.images(), 11, 3), States.NO_WORKERS);
        for (Path file : files(run.checkpoints().resolve("hybrid-11"))) {
            byte[] content = Files.readAllBytes(file);
            if (content.length > 0) {
                truncate("hybrid-11", file.getFileName().toString());
                warnings.clear();
                States.assertSameBits(latest(), before);
                assertThat(warnings).hasSize(1);
                assertThat(warnings.get(0))
                        .startsWith("Checkpoint hybrid-11 is damaged: " + file.getFileName())
                        .endsWith("; using hybrid-10");
                Files.write(file, content);
            }
        }
    }

    @Test
    void lengthsOfATruncatedFileAreNamed() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        open().save(at(11), States.NO_WORKERS);
        long length = Files.size(run.checkpoints().resolve("hybrid-11/parameters.f32"));
        truncate("hybrid-11", "parameters.f32");
        latest();
        assertThat(warnings)
                .containsExactly("Checkpoint hybrid-11 is damaged: parameters.f32 has " + (length - 1)
                        + " bytes, manifest says " + length + "; using hybrid-10");
    }

    @Test
    void flippedBitInEveryFileIsRefusedByNameAndTheOneBeforeIsUsed() throws IOException {
        TrainerState before = States.random(States.images(), 10, 4);
        open().save(before, States.NO_WORKERS);
        open().save(States.random(States.images(), 11, 3), States.NO_WORKERS);
        for (Path file : files(run.checkpoints().resolve("hybrid-11"))) {
            byte[] content = Files.readAllBytes(file);
            if (content.length > 0) {
                flip(file, content.length / 2, 0);
                warnings.clear();
                States.assertSameBits(latest(), before);
                assertThat(warnings).hasSize(1);
                assertThat(warnings.get(0)).startsWith("Checkpoint hybrid-11 ").endsWith("; using hybrid-10");
                Files.write(file, content);
            }
        }
    }

    @Test
    void bothHashesOfAFlippedBitAreNamed() throws Exception {
        open().save(at(10), States.NO_WORKERS);
        open().save(at(11), States.NO_WORKERS);
        Path file = run.checkpoints().resolve("hybrid-11/parameters.f32");
        String said = sha256(file);
        flip(file, 0, 7);
        latest();
        assertThat(warnings)
                .containsExactly("Checkpoint hybrid-11 is damaged: parameters.f32 has SHA-256 " + sha256(file)
                        + ", manifest says " + said + "; using hybrid-10");
    }

    @Test
    void everyFlippedBitOfAManifestIsRefused() throws IOException {
        Network small = new Network(
                Shape.flat(1),
                List.of(new Node(
                        "out", new Layer.Output(2, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY), List.of("input"))),
                Network.Form.SEQUENCE);
        open().save(States.random(small, 10, 1), States.NO_WORKERS);
        open().save(States.random(small, 11, 1), States.NO_WORKERS);
        Path manifest = run.checkpoints().resolve("hybrid-11/manifest.json");
        byte[] content = Files.readAllBytes(manifest);
        for (int index = 0; index < content.length; index++) {
            flip(manifest, index, index % 8);
            assertThat(latest().round()).as("byte " + index).isEqualTo(10);
            Files.write(manifest, content);
        }
    }

    @Test
    void missingFileIsRefusedByName() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        open().save(at(11), States.NO_WORKERS);
        Files.delete(run.checkpoints().resolve("hybrid-11/state.json"));
        assertThat(latest().round()).isEqualTo(10);
        assertThat(warnings).containsExactly("Checkpoint hybrid-11 is damaged: state.json is missing; using hybrid-10");
    }

    @Test
    void everyDamagedCheckpointIsNamed() throws IOException {
        for (int round : new int[] {9, 10, 11}) {
            open().save(at(round), States.NO_WORKERS);
        }
        truncate("hybrid-11", "parameters.f32");
        truncate("hybrid-10", "state.json");
        assertThat(latest().round()).isEqualTo(9);
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.endsWith("; using hybrid-9"));
    }

    @Test
    void noWholeCheckpointIsAUsersError() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        open().save(at(11), States.NO_WORKERS);
        truncate("hybrid-10", "parameters.f32");
        truncate("hybrid-11", "parameters.f32");
        assertThatThrownBy(this::latest)
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("No checkpoint in " + run.checkpoints() + " can be used; start a new run. ")
                .hasMessageContaining("Checkpoint hybrid-11 is damaged: parameters.f32 has ")
                .hasMessageContaining("Checkpoint hybrid-10 is damaged: parameters.f32 has ");
        assertThat(warnings).isEmpty();
    }

    @Test
    void checkpointOfAnotherPlanIsRefused() {
        open().save(at(10), States.NO_WORKERS);
        DirectoryCheckpoints other = new DirectoryCheckpoints(run, Records.phases(), "other", 3, warnings::add);
        assertThatThrownBy(other::latest)
                .isInstanceOf(UserException.class)
                .hasMessage("Checkpoint " + run.checkpoints().resolve("hybrid-10")
                        + " is of another plan: its identity is " + PLAN + ", this plan's is other");
    }

    @Test
    void newerSchemaVersionIsRefusedByName() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        Path manifest = run.checkpoints().resolve("hybrid-10/manifest.json");
        Files.writeString(manifest, "{\"schema_version\": 4, \"new_key\": 1}");
        assertThatThrownBy(this::latest)
                .isInstanceOf(UserException.class)
                .hasMessageEndingWith("Checkpoint hybrid-10 has schema_version 4, this version of Espalier reads 3");
    }

    @Test
    void failedSaveLeavesTheEarlierCheckpointAndNothingElse() throws IOException {
        DirectoryCheckpoints checkpoints = open();
        checkpoints.save(at(10), States.NO_WORKERS);
        Files.createDirectory(run.checkpoints().resolve(".tmp-hybrid-11"));
        assertThatThrownBy(() -> checkpoints.save(at(11), States.NO_WORKERS))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't write " + run.checkpoints().resolve("hybrid-11"))
                .hasMessageEndingWith("; free space and continue the run with --resume digits");
        assertThat(names()).containsExactly("hybrid-10");
        assertThat(latest().round()).isEqualTo(10);
    }

    @Test
    void directoryThatCanNotBeMadeIsRefused() throws IOException {
        Files.createFile(run.checkpoints());
        assertThatThrownBy(this::open)
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't write " + run.checkpoints());
    }

    @Test
    void savingTakesFromTheFirstFileToTheManifest() throws IOException {
        open().save(at(10), States.NO_WORKERS);
        Path checkpoint = run.checkpoints().resolve("hybrid-10");
        modify(checkpoint.resolve("state.json"), "2026-11-22T14:30:00.250Z");
        modify(checkpoint.resolve("manifest.json"), "2026-11-22T14:30:02Z");
        assertThat(open().savingTime(latest())).isEqualTo(Duration.ofMillis(1750));
        // A copy that wrote the manifest first.
        modify(checkpoint.resolve("state.json"), "2026-11-22T14:30:03Z");
        assertThat(open().savingTime(latest())).isZero();
    }

    private static void modify(Path file, String time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
    }

    @Test
    void savingTimeOfAStateThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> open().savingTime(at(10)))
                .isInstanceOf(UserException.class)
                .hasMessage("Can't read " + run.checkpoints().resolve("hybrid-10") + ": no such file or directory");
    }

    @Test
    void atLeastOneCheckpointIsKept() {
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Checkpoints kept must be at least 1: 0");
    }

    private DirectoryCheckpoints open() {
        return open(3);
    }

    private DirectoryCheckpoints open(int keep) {
        return new DirectoryCheckpoints(run, Records.phases(), PLAN, keep, warnings::add);
    }

    private TrainerState latest() {
        return open().latest().orElseThrow();
    }

    private static TrainerState at(int round) {
        return at(new Position(1, 1, 1, round, 1));
    }

    private static TrainerState at(Position position) {
        TrainerState state = States.random(States.images(), position.round(), 1);
        return new TrainerState(
                position, state.cursors(), state.structure(), state.scoring(), state.history(), state.workers());
    }

    private List<String> names() {
        String[] names = run.checkpoints().toFile().list();
        return Stream.of(names).sorted().toList();
    }

    private static List<Path> files(Path checkpoint) throws IOException {
        try (Stream<Path> files = Files.list(checkpoint)) {
            return files.sorted().toList();
        }
    }

    private void copy(String from, String to) throws IOException {
        Path target = Files.createDirectory(run.checkpoints().resolve(to));
        for (Path file : files(run.checkpoints().resolve(from))) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    private void truncate(String checkpoint, String name) throws IOException {
        Path file = run.checkpoints().resolve(checkpoint).resolve(name);
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - 1));
    }

    private static void flip(Path file, int index, int bit) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[index] ^= (byte) (1 << bit);
        Files.write(file, content);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
