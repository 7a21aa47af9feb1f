package io.espalier.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A standalone Spark master with two workers of 2 cores, in JVMs and on ports of their own; closing it ends all that they started. */
public final class StandaloneCluster implements AutoCloseable {
    /** Master and workers log all that they do: why no executor comes stands nowhere else. */
    private static final Path LOGGING = Path.of("src", "test", "resources", "log4j2-cluster.properties");

    private static final int PATIENCE_SECONDS = 120;
    private static final int POLL_MILLIS = 100;
    private static final String AS_IT_IS = "exec \"$@\"";
    private static final String HOST = "127.0.0.1";
    private static final String OTHER_HOST = "127.0.0.2";

    private final Path directory;
    /** Where executors keep their files. */
    private final Path local;

    private final String classPath;
    private final Map<String, String> environment;
    private final List<Process> processes = new ArrayList<>();
    private final int port;

    private StandaloneCluster(Path directory, String classPath, Map<String, String> environment) throws IOException {
        this.directory = Files.createDirectories(directory);
        // Two workers that make it at the same time: one fails, and gives no executor in all its life.
        this.local = Files.createDirectories(directory.resolve("local"));
        this.classPath = classPath;
        this.environment = environment;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        }
    }

    /** A cluster with the classes of this JVM. */
    public static StandaloneCluster start(Path directory) throws IOException, InterruptedException {
        return start(directory, AS_IT_IS);
    }

    /**
     * A cluster whose second worker is another one.
     *
     * @param shell a bash script in which "$@" stands for the command of that worker
     */
    public static StandaloneCluster start(Path directory, String shell) throws IOException, InterruptedException {
        return start(directory, List.of(AS_IT_IS, shell));
    }

    /**
     * A cluster of other workers.
     *
     * @param shells a bash script each worker, in which "$@" stands for its command
     */
    public static StandaloneCluster start(Path directory, List<String> shells)
            throws IOException, InterruptedException {
        return start(directory, EspalierProcess.classPath(), home(directory), shells, HOST);
    }

    /** A cluster with the classes of this JVM and one worker, to which others can be added. */
    public static StandaloneCluster startWithOneWorker(Path directory) throws IOException, InterruptedException {
        return start(directory, List.of(AS_IT_IS));
    }

    /** A cluster whose workers have a host each: Spark starts no second attempt of a task on the host of the first. */
    public static StandaloneCluster onTwoHosts(Path directory) throws IOException, InterruptedException {
        return start(directory, EspalierProcess.classPath(), home(directory), List.of(AS_IT_IS, AS_IT_IS), OTHER_HOST);
    }

    private static Map<String, String> home(Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve("home/jars")).getParent();
        return Map.of("SPARK_HOME", home.toString());
    }

    /** A cluster with a class path and an environment of its own. */
    public static StandaloneCluster start(Path directory, String classPath, Map<String, String> environment)
            throws IOException, InterruptedException {
        return start(directory, classPath, environment, List.of(AS_IT_IS, AS_IT_IS), HOST);
    }

    private static StandaloneCluster start(
            Path directory, String classPath, Map<String, String> environment, List<String> shells, String lastHost)
            throws IOException, InterruptedException {
        StandaloneCluster cluster = new StandaloneCluster(directory, classPath, environment);
        try {
            cluster.launch(AS_IT_IS, HOST, "master.Master", "--port", Integer.toString(cluster.port));
            cluster.awaitMaster();
            for (int worker = 0; worker < shells.size(); worker++) {
                cluster.launchWorker(shells.get(worker), worker == shells.size() - 1 ? lastHost : HOST);
            }
            return cluster;
        } catch (IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    /** One worker more, with the same classes and environment. */
    public void addWorker() throws IOException {
        addWorker(AS_IT_IS);
    }

    /**
     * One worker more.
     *
     * @param shell a bash script in which "$@" stands for the command of that worker
     */
    public void addWorker(String shell) throws IOException {
        launchWorker(shell, HOST);
    }

    /**
     * Ends a worker and all that it started, as if its machine were gone.
     *
     * @param number of the worker in the order of their start, from 1
     */
    public void endWorker(int number) {
        Process worker = processes.get(number);
        List<ProcessHandle> started = worker.descendants().toList();
        worker.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        worker.onExit().join();
    }

    /** Waits until so many executors run. */
    public void awaitExecutors(int count) throws IOException, InterruptedException {
        await(count, this::executors);
    }

    /** Waits until so many executors have joined their application. */
    public void awaitJoinedExecutors(int count) throws IOException, InterruptedException {
        await(count, this::joinedExecutors);
    }

    private void await(int count, Supplier<List<ProcessHandle>> executors) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (executors.get().size() != count) {
            if (System.nanoTime() > deadline) {
                writeThreads();
                throw new IOException(executors.get().size() + " executors and not " + count);
            }
            if (processes.get(0).waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("The master has ended");
            }
        }
    }

    /** Writes what the threads of master, workers and executors do beside their logs; for a test that waits for them in vain. */
    public void writeThreads() throws IOException, InterruptedException {
        for (Process process : processes) {
            ThreadDump.write(process.toHandle(), directory);
            for (ProcessHandle started : process.descendants().toList()) {
                ThreadDump.write(started, directory);
            }
        }
    }

    /** Number of executors that were started so far; each has a directory of its own in its worker's. */
    public int executorsStarted() throws IOException {
        try (Stream<Path> paths = Files.walk(directory, 3)) {
            return (int) paths.map(directory::relativize)
                    .filter(path -> path.toString().matches("work\\d+/app-[^/]+/\\d+"))
                    .count();
        }
    }

    private void launchWorker(String shell, String host) throws IOException {
        String work = directory.resolve("work" + processes.size()).toString();
        launch(
                shell,
                host,
                "worker.Worker",
                "--port",
                "0",
                "--cores",
                "2",
                "--memory",
                "4g",
                "--work-dir",
                work,
                master());
    }

    private void launch(String shell, String host, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
        command.addAll(EspalierProcess.java());
        command.add("-Dlog4j2.configurationFile=" + LOGGING.toAbsolutePath());
        command.addAll(List.of("-Xmx512m", "-cp", classPath));
        command.addAll(List.of("org.apache.spark.deploy." + program, "--host", host, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        Path log = directory.resolve("process" + processes.size() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SPARK_SCALA_VERSION", "2.12");
        builder.environment().put("SPARK_LOCAL_IP", host);
        // What executors need for speed the run gives them: their worker has not heard of it.
        builder.environment().keySet().removeAll(List.of("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS"));
        builder.environment().put("JDK_JAVA_OPTIONS", EspalierProcess.QUICK_START);
        // What is killed does not clean up.
        builder.environment().put("SPARK_LOCAL_DIRS", local.toString());
        builder.environment().putAll(environment);
        processes.add(builder.start());
    }

    private void awaitMaster() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers()) {
            Process started = processes.get(0);
            if (System.nanoTime() > deadline || started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("No master: " + Files.readString(directory.resolve("process0.log")));
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(HOST), port), POLL_MILLIS);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** The master's URL. */
    public String master() {
        return "spark://" + HOST + ":" + port;
    }

    /** The executors that run now. */
    public List<ProcessHandle> executors() {
        return processes.stream()
                .flatMap(Process::descendants)
                .filter(StandaloneCluster::isExecutor)
                .toList();
    }

    /** Those of them that have joined their application and not only been started. */
    public List<ProcessHandle> joinedExecutors() {
        return executors().stream().filter(StandaloneCluster::hasJoined).toList();
    }

    /** Kills the master for good. */
    public void killMaster() {
        processes.get(0).destroyForcibly().onExit().join();
    }

    /** Kills the workers with all that they started, for good. */
    public void killWorkers() {
        List<Process> workers = processes.subList(1, processes.size());
        List<ProcessHandle> started =
                workers.stream().flatMap(Process::descendants).toList();
        // Workers first: they would start executors again.
        workers.forEach(Process::destroyForcibly);
        started.forEach(ProcessHandle::destroyForcibly);
        workers.forEach(worker -> worker.onExit().join());
    }

    /** By all of its command line, of which Java's own view shows the beginning only. */
    private static boolean isExecutor(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains("CoarseGrainedExecutorBackend");
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    /** Spark starts the thread of an executor's heartbeats when its driver knows it. The system cuts the names of threads. */
    private static boolean hasJoined(ProcessHandle executor) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(executor.pid()), "task"))) {
            return threads.anyMatch(thread -> nameOf(thread).startsWith("executor-heartb"));
        } catch (IOException | UncheckedIOException e) {
            return false; // It has ended.
        }
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }

    /** The files of a name that executors have now. */
    public List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.walk(local)) {
            return files.filter(file -> file.endsWith(name)).toList();
        }
    }

    /** Where executors are started, a directory each below it. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        // Executors and drivers first: they would outlive their worker for a while.
        processes.stream().flatMap(Process::descendants).forEach(ProcessHandle::destroyForcibly);
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
