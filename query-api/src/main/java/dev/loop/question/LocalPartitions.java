package dev.loop.question;

import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Account;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.search.TextIndexBuildingException;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.webhook.DeliveryView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The partitions that this process has copies of, answered here and nowhere else. */
public final class LocalPartitions implements Partitions, Copies {

    /** The number of searches for each processor: most take milliseconds. */
    private static final int SEARCHES_A_PROCESSOR = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    /** The time for which a reading thread may wait for a copy that is a little behind. */
    private static final Duration LONGEST_WAIT_OF_READERS = Duration.ofMillis(250);

    private final FeedbackStreams streams;
    private final CommittedOffsets committed;
    private final SideBySide sideBySide;
    private final ItemQuestions itemQuestions;
    private final ItemQuestions searches;

    public LocalPartitions(FeedbackStreams streams, CommittedOffsets committed) {
        this.streams = streams;
        this.committed = committed;
        int processors = Runtime.getRuntime().availableProcessors();
        this.itemQuestions = new ItemQuestions(
                processors,
                "Too many questions that read items one by one are being asked."
                        + " Questions about tag, plan, source, sentiment and status alone have no such limit.");
        this.searches = new ItemQuestions(
                processors * SEARCHES_A_PROCESSOR, "Too many searches are being made at once. Send fewer at a time.");
        this.sideBySide = new SideBySide(processors);
    }

    @Override
    public int count() {
        return streams.partitions();
    }

    @Override
    public int of(String id) {
        return streams.partitionOf(id);
    }

    @Override
    public <T> Map<Integer, Told<T>> ask(Map<Integer, Ask<T>> asks, Terms terms) {
        Map<Integer, Told<T>> told = new TreeMap<>();
        answers(asks, terms, true).forEach((partition, answer) -> {
            if (answer instanceof Told<T> one) {
                told.put(partition, one);
            } else if (!terms.partial()) {
                throw new NotReadyException(((Refused<T>) answer).why(), RETRY_AFTER);
            }
        });
        return told;
    }

    @Override
    public <T> Map<Integer, Answer<T>> answers(Map<Integer, Ask<T>> asks, Terms terms) {
        return answers(asks, terms, false);
    }

    /** @param alone there is no other copy, so that one that is not here yet is waited for as well */
    private <T> Map<Integer, Answer<T>> answers(Map<Integer, Ask<T>> asks, Terms terms, boolean alone) {
        if (asks.isEmpty()) {
            return Map.of();
        }
        List<Map.Entry<Integer, Ask<T>>> all = List.copyOf(asks.entrySet());
        List<Answer<T>> answers = switch (all.get(0).getValue().effort()) {
            case WAIT -> inOrder(all, terms, alone);
            case QUICK ->
                all.size() == 1 ? inOrder(all, terms, alone) : sideBySide.each(all, one -> answer(one, terms, alone));
            case SEARCH -> searches.each(all, one -> answer(one, terms, alone));
            case ITEMS -> itemQuestions.each(all, one -> answer(one, terms, alone));
        };
        Map<Integer, Answer<T>> found = new TreeMap<>();
        for (int i = 0; i < answers.size(); i++) {
            found.put(all.get(i).getKey(), answers.get(i));
        }
        return found;
    }

    /** Answers on the caller's thread: the few threads that read side by side do not wait. */
    private <T> List<Answer<T>> inOrder(List<Map.Entry<Integer, Ask<T>>> asks, Terms terms, boolean alone) {
        List<Answer<T>> answers = new ArrayList<>();
        asks.forEach(one -> answers.add(answer(one, terms, alone)));
        return answers;
    }

    private <T> Answer<T> answer(Map.Entry<Integer, Ask<T>> one, Terms terms, boolean alone) {
        int partition = one.getKey();
        Ask<T> ask = one.getValue();
        try {
            if (ask.ledger() != Ask.Ledger.FEEDBACK) {
                return new Told<>(ask.answer(new Copy(partition), terms.allowance()), false);
            }
            Optional<String> behind = await(partition, ask.effort() == Ask.Effort.WAIT, terms, alone);
            if (behind.isPresent()) {
                return new Refused<>(behind.get(), false);
            }
            boolean follows = streams.feedback(partition).follows();
            return new Told<>(ask.answer(new Copy(partition), terms.allowance()), follows);
        } catch (TextIndexBuildingException e) {
            return new Refused<>(String.valueOf(e.getMessage()), false);
        } catch (InvalidStateStoreException e) {
            return new Refused<>("The stores are starting or moving", true);
        }
    }

    /** The stores of a partition that is here. */
    private final class Copy implements Ask.Copy {
        private final int partition;

        Copy(int partition) {
            this.partition = partition;
        }

        @Override
        public FeedbackView feedback() {
            return streams.feedback(partition);
        }

        @Override
        public DeliveryView deliveries() {
            return streams.deliveries(partition);
        }

        @Override
        public Optional<Account> account(String project, String id) {
            return streams.account(project, id);
        }

        @Override
        public Optional<String> planOf(String project, String user) {
            return streams.planOf(project, user);
        }

        @Override
        public List<Account> accounts(String project, String after, int limit) {
            return streams.accounts(project, after, limit);
        }
    }

    /** Waits until the copy has reached the position asked for. Returns why it did not; empty if it did. */
    private Optional<String> await(int partition, boolean mayWait, Terms terms, boolean alone) {
        Long offset = terms.atLeast().offsets().get(partition);
        if (offset == null) {
            return Optional.empty();
        }
        Duration atMost = mayWait || terms.remainingWait().compareTo(LONGEST_WAIT_OF_READERS) < 0
                ? terms.remainingWait()
                : LONGEST_WAIT_OF_READERS;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            terms.allowance().checkCaller();
            long left = deadline - System.nanoTime();
            try {
                FeedbackView view = streams.feedback(partition);
                if (view.await(offset, Math.max(0, Math.min(left, BETWEEN_LOOKS.toNanos())))) {
                    return Optional.empty();
                }
                // A store restored from its changelog may not know of commands that changed nothing; the broker does.
                if (!view.follows() && committed.of(partition) > offset) {
                    return Optional.empty();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("The server is stopping");
            } catch (InvalidStateStoreException notHereNow) {
                if (left <= 0 || !alone || !mayWait || !pause()) {
                    throw notHereNow;
                }
            }
            if (left <= 0) {
                return Optional.of("The stores have not reached " + partition + ":" + offset + " yet");
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        sideBySide.close();
        itemQuestions.close();
        searches.close();
    }
}
