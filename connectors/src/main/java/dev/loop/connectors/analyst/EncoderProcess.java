package dev.loop.connectors.analyst;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The encoder in a process of its own. It is started anew after a crash, at first at once and then less and less often,
 * and ended when it does not answer. It ends by itself when this process is gone, since its input ends then.
 */
public final class EncoderProcess implements TextEncoder, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EncoderProcess.class);

    /** What the program writes once it has loaded its model. */
    private static final int READY = 0x4C4F4F02;

    private static final int UNKNOWN_FLAG = 1;
    private static final int CONTINUES_FLAG = 2;
    private static final int MOST_BYTES = 1 << 28;
    private static final int MOST_PARTS = 1 << 20;
    private static final int MOST_PIECES = 126;
    private static final int BUFFER = 1 << 16;

    /** The longest messages take seconds; an answer that takes longer does not come. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SHORTEST_REST = Duration.ofMillis(200);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final EncoderProgram program;
    private final List<String> languages;
    private final Path files;
    private final Runnable whenRestarted;
    private final Thread keeper = new Thread(this::keep, "encoder-keeper");
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Held while a text is read. Fair: a search comes between two of the messages that are read one after the other. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile @Nullable Process child;
    private volatile @Nullable Running running;
    private volatile boolean answered;
    private volatile long askedAt;
    private volatile boolean asking;

    private EncoderProcess(EncoderProgram program, List<String> languages, Path files, Runnable whenRestarted) {
        this.program = program;
        this.languages = List.copyOf(languages);
        this.files = files;
        this.whenRestarted = whenRestarted;
        keeper.setDaemon(true);
    }

    /**
     * Starts the program, and returns before it is ready.
     *
     * @param languages that a text may be in, two letters each, the default first
     * @param files a directory for what the program writes
     * @param whenRestarted is told of each start after a crash
     */
    public static EncoderProcess start(
            EncoderProgram program, List<String> languages, Path files, Runnable whenRestarted) {
        program.check();
        EncoderProcess encoder = new EncoderProcess(program, languages, files, whenRestarted);
        encoder.keeper.start();
        return encoder;
    }

    /** A program that has loaded its model, and the two ends of the line to it. */
    private record Running(Process process, DataInputStream in, DataOutputStream out) {}

    @Override
    public boolean ready() {
        return running != null;
    }

    /** Returns the id of the process that encodes; empty while there is none. */
    public OptionalLong pid() {
        Running now = running;
        return now == null ? OptionalLong.empty() : OptionalLong.of(now.process.pid());
    }

    @Override
    public EncodedText encode(String text) {
        turn.lock();
        try {
            return ask(text);
        } finally {
            turn.unlock();
        }
    }

    /** Returns this encoder for callers that wait no longer than this for their turn. */
    TextEncoder within(Duration patience) {
        EncoderProcess all = this;
        return new TextEncoder() {
            @Override
            public EncodedText encode(String text) {
                return all.encode(text, patience);
            }

            @Override
            public boolean ready() {
                return all.ready();
            }
        };
    }

    private EncodedText encode(String text, Duration patience) {
        try {
            if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EncoderDownException("The encoder is busy with long messages.", false);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new EncoderDownException("The server is stopping.", false);
        }
        try {
            return ask(text);
        } finally {
            turn.unlock();
        }
    }

    private EncodedText ask(String text) {
        Running now = running;
        if (now == null) {
            throw new EncoderDownException("The encoder is not running.", false);
        }
        askedAt = System.nanoTime();
        asking = true;
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            now.out.writeInt(bytes.length);
            now.out.write(bytes);
            now.out.flush();
            EncodedText answer = answer(whole(now.in));
            answered = true;
            return answer;
        } catch (IOException gone) {
            // What is left of an answer would be read as the next one.
            now.process.destroyForcibly();
            running = null;
            throw new EncoderDownException("The encoder has not answered: " + gone, true);
        } finally {
            asking = false;
        }
    }

    /** Returns an answer once all of it is here: what Java says of a crash comes the same way, in the midst of it. */
    private static DataInputStream whole(DataInputStream in) throws IOException {
        byte[] bytes = new byte[within(in.readInt(), MOST_BYTES)];
        in.readFully(bytes);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if (in.readInt() != (int) sum.getValue()) {
            throw new IOException("Its answer is not whole");
        }
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static EncodedText answer(DataInputStream in) throws IOException {
        String language = in.readUTF();
        int count = within(in.readInt(), MOST_PARTS);
        List<EncodedText.Part> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int pieces = within(in.readInt(), MOST_PIECES);
            List<EncodedText.Piece> read = new ArrayList<>();
            for (int piece = 0; piece < pieces; piece++) {
                int from = in.readInt();
                int to = in.readInt();
                int flags = in.readUnsignedByte();
                read.add(new EncodedText.Piece(from, to, (flags & UNKNOWN_FLAG) != 0, (flags & CONTINUES_FLAG) != 0));
            }
            float[][] vectors = new float[pieces + 2][EncodedText.WIDTH];
            byte[] bytes = new byte[EncodedText.WIDTH * Float.BYTES];
            for (float[] vector : vectors) {
                in.readFully(bytes);
                ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
            }
            parts.add(new EncodedText.Part(read, vectors));
        }
        return new EncodedText(language, parts);
    }

    private static int within(int count, int most) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException("The encoder says " + count + " where at most " + most + " can be");
        }
        return count;
    }

    private void keep() {
        Duration rest = SHORTEST_REST;
        while (stopped.getCount() > 0) {
            String ended;
            answered = false;
            try {
                Process process = started();
                ended = "ended with " + awaitEnd(process) + "; its log is in " + files;
            } catch (IOException | RuntimeException failed) {
                ended = "could not be started: " + failed.getMessage();
            } catch (InterruptedException stop) {
                return;
            }
            if (stopped.getCount() == 0) {
                return;
            }
            rest = answered ? SHORTEST_REST : longer(rest);
            LOG.warn("The encoder {}. It is started anew in {} ms", ended, rest.toMillis());
            whenRestarted.run();
            try {
                if (stopped.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    /** Returns once the model is loaded, or the program has ended. */
    private Process started() throws IOException, InterruptedException {
        Files.createDirectories(files);
        long from = System.nanoTime();
        Process process = program.start(languages, files);
        child = process;
        if (stopped.getCount() == 0) {
            process.destroyForcibly();
        }
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
            if (in.readInt() != READY) {
                throw new IOException("its first words are those of another program");
            }
            running = new Running(
                    process, in, new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER)));
            LOG.info(
                    "The encoder is ready, as process {}, after {} ms",
                    process.pid(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
            return process;
        } catch (IOException early) {
            process.destroyForcibly();
            process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
            throw new IOException(
                    early.getMessage() == null
                            ? "it ended before its model was loaded; its log is in " + files
                            : early.getMessage());
        }
    }

    private int awaitEnd(Process process) throws InterruptedException {
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (asking && System.nanoTime() - askedAt > LONGEST_ANSWER.toNanos()) {
                LOG.warn("The encoder has not answered for {} s and is ended", LONGEST_ANSWER.toSeconds());
                process.destroyForcibly();
            }
        }
        running = null;
        return process.exitValue();
    }

    private static Duration longer(Duration rest) {
        Duration twice = rest.multipliedBy(2);
        return twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
    }

    @Override
    public void close() {
        stopped.countDown();
        keeper.interrupt();
        Process last = child;
        try {
            if (last != null) {
                // It has nothing to lose.
                last.destroyForcibly().waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
            }
            keeper.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        LOG.info("The encoder is stopped");
    }
}
