package io.espalier.spark;

import io.espalier.spark.task.Delivery;
import io.espalier.spark.task.Message;
import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.PieceTask;
import io.espalier.spark.task.Placed;
import io.espalier.spark.task.StandingTask;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Tasks that stay where the pieces of the data lie, and do the work of job after job: a round then costs a message there and one back
 * for each worker, and no job of Spark's, which takes a tenth of a second.
 *
 * <p>They are a company: one job of Spark's, with a task for each slot that has a piece. The company is given up when it loses a task
 * for any reason, and whatever it was doing is done again by ordinary jobs, which can deal with all that happens to executors. It ends
 * too when anyone else starts a job, who would wait for its slots. Where tasks may be copied, or executors come and go as Spark likes,
 * none stands.
 *
 * <p>Used by one thread, beside Spark's own that tells of tasks and jobs.
 */
final class StandingTasks extends SparkListener implements AutoCloseable {
    /** Setting of Spark's that says whether tasks may stand; true where it is not set. */
    private static final String ALLOWED = "spark.espalier.standingTasks";

    private static final Logger LOG = LoggerFactory.getLogger(StandingTasks.class);
    private static final String GROUP = "spark.jobGroup.id";
    /** How long is waited for the next task of a company: whoever has its slots may need them for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Jobs that are left to Spark after a company did not come together. */
    private static final int PAUSE = 50;
    /** How long is waited for the end of a company's job. */
    private static final long END_MILLIS = 5000;

    private final JavaSparkContext context;
    private final Duration patience;
    private final Desk desk = new Desk();
    private final boolean allowed;
    private final Deque<Desk.Call> idle = new ArrayDeque<>();
    private final Map<Integer, String> locations = new HashMap<>();
    private final Set<Integer> stages = new HashSet<>();
    private Thread job = new Thread();
    private int companies;
    private int pause;
    private volatile boolean standing;
    private boolean working;
    private boolean wanted;

    /** Tasks on the executors of a Spark. */
    StandingTasks(JavaSparkContext context) {
        this(context, PATIENCE);
    }

    /** The same with another patience for a company that does not come together. */
    StandingTasks(JavaSparkContext context, Duration patience) {
        this.context = context;
        this.patience = patience;
        SparkConf conf = context.getConf();
        this.allowed = conf.getBoolean(ALLOWED, true)
                && !conf.getBoolean("spark.speculation", false)
                && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
        context.sc().addSparkListener(this);
    }

    /**
     * Makes sure that tasks stand.
     *
     * @param slots that have pieces, of each executor, by its location
     * @return whether they do
     */
    boolean stand(Map<String, Integer> slots) {
        if (standing || !allowed) {
            return standing;
        }
        if (pause > 0) {
            pause--;
            return false;
        }
        List<String> places = new ArrayList<>();
        slots.forEach((location, count) -> {
            for (int slot = 0; slot < count; slot++) {
                places.add(location);
            }
        });
        return !places.isEmpty() && muster(places);
    }

    private boolean muster(List<String> places) {
        companies++;
        start(places);
        while (idle.size() < places.size()) {
            Optional<Desk.Call> call = await(() -> desk.nextWithin(patience));
            if (call.isEmpty()) {
                LOG.info("event=no-standing-tasks came={} of={}", idle.size(), places.size());
                pause = PAUSE;
                giveUp();
                return false;
            }
            idle.add(call.get());
        }
        synchronized (this) {
            standing = true;
        }
        return true;
    }

    private synchronized void start(List<String> places) {
        wanted = false;
        stages.clear();
        idle.clear();
        locations.clear();
        for (int member = 0; member < places.size(); member++) {
            locations.put(member, places.get(member));
        }
        int company = companies;
        desk.serve(company);
        List<Tuple2<Integer, Seq<String>>> members = new ArrayList<>();
        locations.forEach((member, location) -> members.add(new Tuple2<>(member, seq(List.of(location)))));
        job = new Thread(() -> run(company, members), desk.name());
        job.setDaemon(true);
        job.start();
    }

    private void run(int company, List<Tuple2<Integer, Seq<String>>> members) {
        try {
            context.setJobGroup(group(company), "Standing tasks of an Espalier run", false);
            context.sc()
                    .makeRDD(seq(members), ClassTag$.MODULE$.<Integer>apply(Integer.class))
                    .toJavaRDD()
                    .foreachPartition(new StandingTask(desk.name(), company));
        } catch (Exception e) {
            // Scala declares no exceptions. What it means for the run shows in its ordinary jobs.
            LOG.info("event=standing-tasks-ended company={}", company, e);
        } finally {
            desk.gone(company);
        }
    }

    private String group(int company) {
        return desk.name() + "-company-" + company;
    }

    private static Optional<Desk.Call> await(Waiting call) {
        try {
            return call.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in a round", e);
        }
    }

    /** What gives a call, which may be waited for. */
    @FunctionalInterface
    private interface Waiting {
        Optional<Desk.Call> call() throws InterruptedException;
    }

    /**
     * Has a task done on pieces of the data by the tasks that stand.
     *
     * @param pieces that lie where tasks stand
     * @return an outcome a piece, in their order; empty if a task was lost meanwhile
     */
    <T extends Serializable> Optional<List<Outcome<T>>> run(List<Placed> pieces, PieceTask<T> task) {
        synchronized (this) {
            if (!standing || !pieces.stream().map(Placed::location).allMatch(locations::containsValue)) {
                return Optional.empty();
            }
            working = true;
        }
        boolean finished = false;
        try (Delivery delivery = Delivery.of(task)) {
            Optional<List<Outcome<T>>> outcomes = new Work<T>(pieces, delivery).done();
            finished = true;
            return outcomes;
        } finally {
            if (!finished) {
                giveUp();
            }
            synchronized (this) {
                working = false;
                if (wanted) {
                    end();
                }
            }
        }
    }

    /** One job: which pieces wait, who works on which, and what came of it. */
    private final class Work<T extends Serializable> {
        private final Delivery task;
        private final List<Placed> pieces;
        private final List<Optional<Outcome<T>>> outcomes = new ArrayList<>();
        private final Map<String, Queue<Integer>> waiting = new HashMap<>();
        private final Map<Integer, Integer> given = new HashMap<>();
        private final Set<Integer> briefed = new HashSet<>();
        private int open;

        Work(List<Placed> pieces, Delivery task) {
            this.task = task;
            this.pieces = pieces;
            for (int i = 0; i < pieces.size(); i++) {
                outcomes.add(Optional.empty());
                waiting.computeIfAbsent(pieces.get(i).location(), location -> new ArrayDeque<>())
                        .add(i);
            }
            this.open = pieces.size();
        }

        Optional<List<Outcome<T>>> done() {
            List<Desk.Call> free = List.copyOf(idle);
            idle.clear();
            free.forEach(this::give);
            while (open > 0) {
                Optional<Desk.Call> call = await(desk::next);
                if (call.isEmpty()) {
                    giveUp();
                    return Optional.empty();
                }
                // First, so that it is answered whatever comes of its outcome.
                Desk.Call waiting = call.get().withoutOutcome();
                idle.add(waiting);
                take(call.get());
                idle.remove(waiting);
                give(waiting);
            }
            return Optional.of(outcomes.stream().flatMap(Optional::stream).toList());
        }

        private void give(Desk.Call call) {
            int member = call.member();
            Queue<Integer> here = waiting.getOrDefault(locations.get(member), new ArrayDeque<>());
            Integer piece = here.poll();
            if (piece == null) {
                idle.add(call);
                return;
            }
            given.put(member, piece);
            call.answer(Message.work(pieces.get(piece), briefed.add(member) ? Optional.of(task) : Optional.empty()));
        }

        @SuppressWarnings("unchecked") // An outcome of the task that was given.
        private void take(Desk.Call call) {
            int piece = given.remove(call.member());
            outcomes.set(
                    piece, Optional.of((Outcome<T>) call.outcome().orElseThrow().value()));
            open--;
        }
    }

    /** Ends the company, whose tasks have no work, and waits until its slots are free. */
    void dismiss() {
        if (standing) {
            end();
            awaitEnd();
        }
    }

    private synchronized void end() {
        standing = false;
        idle.forEach(call -> call.answer(Message.end()));
        idle.clear();
        desk.serveNobody();
    }

    private void giveUp() {
        end();
        if (!context.sc().isStopped()) {
            context.cancelJobGroup(group(companies));
        }
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            job.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of a job of somebody else, who waits for slots. */
    @Override
    public synchronized void onJobStart(SparkListenerJobStart started) {
        if (group(companies).equals(started.properties().getProperty(GROUP))) {
            JavaConverters.seqAsJavaList(started.stageIds()).forEach(stage -> stages.add((Integer) stage));
            return;
        }
        wanted = true;
        if (standing && !working) {
            end();
        }
    }

    /** A task that is lost, or that ends as nobody told it to. */
    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
        if (stages.contains(ended.stageId()) && !ended.reason().equals(Success$.MODULE$)) {
            desk.gone(companies);
        }
    }

    @Override
    public void close() {
        dismiss();
        context.sc().removeSparkListener(this);
        desk.close();
    }

    private static <E> Seq<E> seq(List<E> elements) {
        return JavaConverters.asScalaBuffer(elements).toSeq();
    }
}
