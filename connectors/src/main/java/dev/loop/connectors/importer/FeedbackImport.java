package dev.loop.connectors.importer;

import dev.loop.client.model.BatchResult;
import dev.loop.connectors.importer.BatchSender.Answer;
import dev.loop.connectors.importer.RowMapping.Mapped;
import dev.loop.schemas.text.FieldError;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows, makes items of them and sends those in batches, a few at a time. Memory holds only the rows of the
 * batches under way, however long the file.
 *
 * <p>Rows with the same external id never travel at the same time, so that the first of them is the item, as if they
 * were sent one by one. A second run, after any end of the first, changes no item that was taken in.
 */
public final class FeedbackImport {

    /** Batches under way at a time: while one is answered the next is on its way. */
    private static final int IN_FLIGHT = 4;

    /** The API takes 50,000 lines and 32 MiB; smaller ones show progress and keep little in memory. */
    private static final int BATCH_ROWS = 2_000;

    private static final int BATCH_BYTES = 1 << 20;
    private static final Duration LOOK_UP = Duration.ofMillis(250);

    /** The limit of the time for batches under way once the import is stopped. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Told after each batch, by the thread that runs the import. */
    private final Consumer<ImportProgress> onProgress;

    private final RowSource source;
    private final RowMapping mapping;
    private final RefusedRows refusedRows;
    private final Reasons reasons = new Reasons();
    private final Map<String, Long> setAside = new TreeMap<>();
    private final ArrayDeque<Batch> underWay = new ArrayDeque<>();
    private volatile boolean stopped;
    private volatile long stoppedAt;
    private long created;
    private long known;
    private long changed;
    private long differs;
    private final Map<String, Long> fields = new TreeMap<>();
    private final Map<String, Long> otherImports = new TreeMap<>();
    private long refused;

    private static final class Stopped extends RuntimeException {
        Stopped() {
            super(null, null, false, false);
        }
    }

    /** The rows of one request, and its answer. */
    private static final class Batch {
        private final List<Row> rows = new ArrayList<>();
        private final Set<String> externalIds = new HashSet<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private @Nullable Future<Answer> answer;

        boolean full() {
            return rows.size() >= BATCH_ROWS || body.size() >= BATCH_BYTES;
        }
    }

    public FeedbackImport(
            RowSource source, RowMapping mapping, RefusedRows refusedRows, Consumer<ImportProgress> onProgress) {
        this.source = source;
        this.mapping = mapping;
        this.refusedRows = refusedRows;
        this.onProgress = onProgress;
    }

    /** Ends {@link #run} soon, after the batches under way; may be called by any thread. */
    public void stop() {
        stoppedAt = System.nanoTime();
        stopped = true;
    }

    /** Imports the file to its end, and returns when its items are counted. Called once. */
    public ImportSummary run(BatchSender sender) {
        ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT, task -> {
            Thread thread = new Thread(task, "import-sender");
            thread.setDaemon(true);
            return thread;
        });
        try {
            sendAll(sender, threads);
            ImportSummary.Ending ending = stopped ? ImportSummary.Ending.STOPPED : ImportSummary.Ending.COMPLETE;
            return summary(ending, Optional.empty(), sender.awaitCounted(() -> stopped));
        } catch (Stopped e) {
            return summary(ImportSummary.Ending.STOPPED, Optional.empty());
        } catch (ImportException e) {
            return summary(ImportSummary.Ending.FAILED, Optional.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return summary(ImportSummary.Ending.STOPPED, Optional.empty());
        } finally {
            threads.shutdownNow();
            refusedRows.close();
        }
    }

    private void sendAll(BatchSender sender, ExecutorService threads) throws InterruptedException {
        Batch batch = new Batch();
        Row row;
        while (!stopped && (row = source.next()) != null) {
            Mapped mapped = mapping.map(row);
            if (mapped instanceof Mapped.Item item) {
                batch.rows.add(row);
                batch.externalIds.add(item.externalId());
                batch.body.writeBytes(item.json());
                batch.body.write('\n');
                if (batch.full()) {
                    send(batch, sender, threads);
                    batch = new Batch();
                }
            } else if (mapped instanceof Mapped.Refused no) {
                refuse(row, no.errors());
            } else if (mapped instanceof Mapped.SetAside aside) {
                setAside.merge(aside.because(), 1L, Long::sum);
            }
        }
        if (!batch.rows.isEmpty() && !stopped) {
            send(batch, sender, threads);
        }
        while (!underWay.isEmpty()) {
            receive();
        }
    }

    private void send(Batch batch, BatchSender sender, ExecutorService threads) throws InterruptedException {
        while (underWay.size() >= IN_FLIGHT || sharesAnItem(batch)) {
            receive();
        }
        byte[] body = batch.body.toByteArray();
        int lines = batch.rows.size();
        batch.body.reset();
        batch.answer = threads.submit(() -> sender.send(body, lines));
        underWay.add(batch);
    }

    private boolean sharesAnItem(Batch batch) {
        return underWay.stream().anyMatch(other -> batch.externalIds.stream().anyMatch(other.externalIds::contains));
    }

    /** Takes the answer of the oldest batch, so that refused rows are written in the order of the file. */
    private void receive() throws InterruptedException {
        Batch batch = underWay.remove();
        try {
            Answer answer = answer(Objects.requireNonNull(batch.answer));
            BatchResult result = answer.result();
            created += answer.created();
            known += answer.known();
            changed += result.changed();
            differs += result.differs();
            add(result.fields(), fields);
            add(result.otherImports(), otherImports);
            for (BatchResult.Line line : result.results()) {
                if (line.status().equals("refused")) {
                    refuse(batch.rows.get((int) line.line() - 1), errors(line));
                }
            }
            onProgress.accept(progress());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ImportException known
                    ? known
                    : new ImportException("The import failed: " + e.getCause(), e.getCause());
        }
    }

    private static void add(@Nullable Map<String, Long> counts, Map<String, Long> sum) {
        if (counts != null) {
            counts.forEach((name, items) -> sum.merge(name, items, Long::sum));
        }
    }

    private static List<FieldError> errors(BatchResult.Line line) {
        return line.errors() == null
                ? List.of()
                : line.errors().stream()
                        .map(error -> new FieldError(error.field(), error.problem(), error.remedy()))
                        .toList();
    }

    /** Waits for an answer. A stopped import gives up a batch that waits for an absent server. */
    private Answer answer(Future<Answer> answer) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return answer.get(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stopped && System.nanoTime() - stoppedAt > GRACE.toNanos()) {
                    throw new Stopped();
                }
            }
        }
    }

    private void refuse(Row row, List<FieldError> errors) {
        refused++;
        refusedRows.write(row, errors);
        errors.forEach(refusal -> reasons.add(row.line(), refusal));
    }

    private ImportProgress progress() {
        return new ImportProgress(
                created + known + changed + differs + refused,
                created,
                known,
                changed,
                differs,
                refused,
                source.bytesRead(),
                source.bytesTotal());
    }

    private ImportSummary summary(ImportSummary.Ending ending, Optional<String> failure) {
        return summary(ending, failure, false);
    }

    private ImportSummary summary(ImportSummary.Ending ending, Optional<String> failure, boolean counted) {
        return new ImportSummary(
                ending,
                progress(),
                reasons.mostFrequentFirst(),
                Map.copyOf(setAside),
                Map.copyOf(fields),
                Map.copyOf(otherImports),
                refusedRows.file(),
                failure,
                counted);
    }
}
