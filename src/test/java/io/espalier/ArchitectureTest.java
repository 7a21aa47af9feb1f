package io.espalier;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.espalier.network.Shape;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules of the architecture: who may use whom, and what the pure core must not know. */
class ArchitectureTest {
    private static final String ROOT = "io.espalier";

    /** Compiled main classes; test classes are in another place. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(UserException.class.getProtectionDomain().getCodeSource().getLocation());

    /** Open to every package. */
    private static final List<String> EVERYWHERE =
            List.of("java..", "javax..", "org.jspecify.annotations", "org.slf4j", ROOT);

    private static final List<String> NOTHING = List.of();
    private static final List<String> PLAN = List.of("schedule", "network", "constraint", "importance", "run");
    private static final List<String> CORE =
            List.of("schedule", "network", "constraint", "importance", "run", "trainer", "report");
    private static final List<String> ALL_BUT_CLI = List.of(
            "schedule",
            "network",
            "constraint",
            "importance",
            "run",
            "trainer",
            "report",
            "data",
            "config",
            "store",
            "spark",
            "spark.task",
            "dl4j",
            "dl4jspark",
            "engine",
            "api");

    /** The package table: what each package may use of ours and of libraries. A package that is not here is an error. */
    static final List<Row> TABLE = List.of(
            row("schedule", NOTHING),
            row("network", NOTHING),
            row("constraint", List.of("schedule", "network")),
            row("importance", NOTHING),
            row("run", PLAN),
            row("trainer", PLAN),
            row("report", PLAN),
            row("data", List.of("network", "run", "trainer"), Library.CSV, Library.PRIMITIVE_MAPS),
            row("config", PLAN, Library.JACKSON, Library.SNAKEYAML),
            row("store", with(PLAN, "trainer"), Library.JACKSON, Library.HADOOP_FILES),
            row("spark", with(PLAN, "trainer", "data", "spark.task"), Library.SPARK),
            row("spark.task", with(PLAN, "trainer", "data"), Library.SPARK, Library.PRIMITIVE_MAPS),
            row("dl4j", with(PLAN, "trainer"), Library.DL4J, Library.JAVACPP),
            row("engine", with(PLAN, "trainer"), Library.JAVACPP, Library.JNA, Library.VECTOR),
            row("dl4jspark", with(PLAN, "trainer", "dl4j", "spark", "spark.task"), Library.DL4J, Library.SPARK),
            row("api", ALL_BUT_CLI, Library.DL4J, Library.SPARK_SESSION),
            row(
                    "benchmark",
                    ALL_BUT_CLI,
                    Library.DL4J,
                    Library.JACKSON,
                    Library.JAVACPP,
                    Library.JMX,
                    Library.MATH,
                    Library.SPARK),
            row(
                    "cli",
                    List.of(
                            "api",
                            "benchmark",
                            "importance",
                            "run",
                            "trainer",
                            "network",
                            "data",
                            "store",
                            "spark",
                            "dl4j",
                            "dl4jspark"),
                    Library.JACKSON,
                    Library.JCOMMANDER));

    /** Libraries that only some packages may use. */
    enum Library {
        CSV("org.apache.commons.csv"),
        PRIMITIVE_MAPS("it.unimi.dsi.fastutil.."),
        DL4J("org.deeplearning4j..", "org.nd4j.."),
        HADOOP_FILES("org.apache.hadoop.fs..", "org.apache.hadoop.conf"),
        JACKSON("com.fasterxml.jackson.."),
        JAVACPP("org.bytedeco.."),
        JCOMMANDER("com.beust.jcommander.."),
        JMX("com.sun.management"),
        JNA("com.sun.jna.."),
        MATH("org.apache.commons.math3.."),
        SNAKEYAML("org.yaml.snakeyaml.."),
        SPARK("org.apache.spark..", "scala..", "org.apache.hadoop.."),
        SPARK_SESSION("org.apache.spark.sql"),
        VECTOR("jdk.incubator.vector");

        private final List<String> packages;

        Library(String... packages) {
            this.packages = List.of(packages);
        }
    }

    /** One line of the package table; the package itself and the root package are always open to it. */
    record Row(String name, List<String> ours, List<Library> libraries) {
        String packageName() {
            return ROOT + "." + name;
        }

        String[] allowed() {
            return Stream.of(
                            EVERYWHERE.stream(),
                            libraries.stream().flatMap(library -> library.packages.stream()),
                            ours.stream().map(our -> ROOT + "." + our),
                            Stream.of(packageName()))
                    .flatMap(packages -> packages)
                    .toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @FieldSource("TABLE")
    void usesOnlyWhatTheTableAllows(Row row) {
        classes()
                .that()
                .resideInAPackage(row.packageName())
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(row.allowed()).or(arrayOfPrimitives()))
                .check(CLASSES);
    }

    @Test
    void tableNamesEveryPackage() {
        Set<String> named = TABLE.stream().map(Row::packageName).collect(Collectors.toSet());
        named.add(ROOT);

        assertThat(packages()).extracting(JavaPackage::getName).isSubsetOf(named);
    }

    @Test
    void rootPackageUsesNoOtherPackage() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify.annotations", "net.openhft..", ROOT)
                        .or(arrayOfPrimitives()))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheCoreAndItsCallersKnowTheMainLoop() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("data", "store", "dl4j", "spark", "spark.task", "dl4jspark"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + ".trainer.HybridConstraintTrainer")
                .because("they fill the seams of the trainer and don't call its loop")
                .check(CLASSES);
    }

    @Test
    void onlyTheApiPutsARunTogether() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        ROOT.replace(".", "\\.")
                                + "\\.(trainer\\.HybridConstraintTrainer|spark\\.SparkBackend|store\\.(DirectoryCheckpoints|RecordJson))")
                .because("there is one way to compose a run, the public API, and the command line is a user of it")
                .check(CLASSES);
    }

    @Test
    void publicApiIsSmall() {
        assertThat(CLASSES.stream()
                        .filter(each -> each.getPackageName().equals(ROOT + ".api")
                                && each.isTopLevelClass()
                                && each.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "Espalier",
                        "TrainingOptions",
                        "TrainingResult",
                        "ScoringOptions",
                        "ScoringResult",
                        "RunListener",
                        "SelectionRequest",
                        "Classifier",
                        "ConstraintTrainingListener",
                        "ConstrainedDataLoader");
    }

    @Test
    void dataUsesOnlyTheShapeOfTheNetwork() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".data")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + ".network").and(DescribedPredicate.not(belongToAnyOf(Shape.class))))
                .check(CLASSES);
    }

    @Test
    void tasksUseNoSessionContextOrConfiguration() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".spark.task")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.spark..")
                        .and(describe("that exist on the driver only", ArchitectureTest::isDriverOnly)))
                .check(CLASSES);
    }

    @Test
    void onlyWhoRunsSomethingReadsTheClock() {
        // The API begins runs. An executor is started by Spark, so nobody can hand its tasks a clock.
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("cli", "benchmark", "api", "spark.task", "dl4jspark"))
                .should(accessTargetWhere(describe("it is a clock", ArchitectureTest::isClock)))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineReadsTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("cli", "benchmark"))
                .should(accessTargetWhere(describe("it is the environment", ArchitectureTest::isEnvironment)))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("cli", "benchmark"))
                .should(accessTargetWhere(describe("it prints", ArchitectureTest::isPrinting)))
                .check(CLASSES);
    }

    @Test
    void everyDrawComesFromASeed() {
        noClasses()
                .should()
                .dependOnClassesThat(belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class))
                .orShould(accessTargetWhere(describe("it draws without a seed", ArchitectureTest::isUnseededDraw)))
                .because("draws come from SplitMix64 and a seed of the plan")
                .check(CLASSES);
    }

    @Test
    void pureCoreKnowsNoFilesProcessesOrSockets() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(CORE.toArray(String[]::new)))
                .should()
                .dependOnClassesThat(or(
                        resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.sql.."),
                        describe("are files or processes", ArchitectureTest::isFileOrProcess)))
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(packages()).allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                .as("package-info.java of %s with @NullMarked", each.getName())
                .isTrue());
    }

    @Test
    void classesAreFinalOrAbstract() {
        classes()
                .that(describe("have a name", each -> !each.isAnonymousClass() && !isSynthetic(each)))
                .should(be(describe("final or abstract", ArchitectureTest::isFinalOrAbstract)))
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        classes()
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl|Base|Info)$")
                .check(CLASSES);
    }

    private static boolean isDriverOnly(JavaClass type) {
        return Set.of(
                        "SparkSession",
                        "SparkContext",
                        "SparkConf",
                        "JavaSparkContext",
                        "SQLContext",
                        "SparkSession$",
                        "SparkContext$")
                .contains(type.getName().substring(type.getPackageName().length() + 1));
    }

    private static boolean isClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return is(access, System.class, "currentTimeMillis", "nanoTime")
                || owner.startsWith("java.time.") && name.equals("now")
                || owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick"))
                || owner.equals("java.time.InstantSource") && name.equals("system")
                || access.getTargetOwner().isEquivalentTo(Date.class) && name.equals("<init>");
    }

    private static boolean isEnvironment(JavaAccess<?> access) {
        return is(access, System.class, "getenv", "getProperty", "getProperties", "setProperty", "setProperties")
                || is(access, Boolean.class, "getBoolean")
                || is(access, Integer.class, "getInteger")
                || is(access, Long.class, "getLong");
    }

    private static boolean isPrinting(JavaAccess<?> access) {
        return is(access, System.class, "out", "err")
                || access.getTarget().getName().equals("printStackTrace")
                        && access.getTargetOwner().isAssignableTo(Throwable.class);
    }

    private static boolean isUnseededDraw(JavaAccess<?> access) {
        return is(access, Math.class, "random")
                || is(access, Collections.class, "shuffle")
                || is(access, UUID.class, "randomUUID")
                        && !access.getOriginOwner().getPackageName().equals(ROOT + ".cli");
    }

    private static boolean isFileOrProcess(JavaClass type) {
        return type.getName().matches("java\\.io\\.(File|RandomAccessFile).*")
                || type.isEquivalentTo(ProcessBuilder.class)
                || type.isEquivalentTo(Process.class)
                || type.isEquivalentTo(Runtime.class);
    }

    private static boolean is(JavaAccess<?> access, Class<?> owner, String... names) {
        return access.getTargetOwner().isEquivalentTo(owner)
                && List.of(names).contains(access.getTarget().getName());
    }

    private static boolean isFinalOrAbstract(JavaClass type) {
        Set<JavaModifier> modifiers = type.getModifiers();
        return modifiers.contains(JavaModifier.FINAL) || modifiers.contains(JavaModifier.ABSTRACT) || type.isEnum();
    }

    private static boolean isSynthetic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static DescribedPredicate<JavaClass> arrayOfPrimitives() {
        return describe("primitives", type -> type.getBaseComponentType().isPrimitive());
    }

    private static Set<JavaPackage> packages() {
        return CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(name -> ROOT + "." + name).toArray(String[]::new);
    }

    private static Row row(String name, List<String> ours, Library... libraries) {
        return new Row(name, ours, List.of(libraries));
    }

    private static List<String> with(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toList();
    }
}
