package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.SentimentWord;
import dev.loop.schemas.intake.analyser.OwnWords;
import dev.loop.schemas.intake.analyser.SentimentRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measures what the rules cost that judge the sentiment of a message: alone on one thread, and in the intake, beside the
 * same items with a sentiment.
 */
final class RulesBenchmark implements Benchmark {

    private static final String NAME = "rules";
    private static final long USUAL_ITEMS = 200_000;
    private static final int CONNECTIONS = 4;
    private static final double MOST_MICROS = 10;
    private static final double LEAST_RATIO = 0.85;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        SampleItems items = SampleItems.of(bench.size().items(USUAL_ITEMS), Instant.now());
        List<Double> alone = new ArrayList<>();
        List<Double> withOwn = new ArrayList<>();
        SentimentRules own = ownWords(messages(items));
        for (int round = 0; round <= bench.size().rounds(); round++) {
            double micros = microsEach(SentimentRules.SHIPPED, messages(items));
            double ownMicros = microsEach(own, messages(items));
            bench.say(
                    "rules: round %d of %d, %.2f µs of CPU for a message, %.2f with %d own words",
                    round, bench.size().rounds(), micros, ownMicros, OwnWords.MOST);
            if (round > 0) {
                alone.add(micros);
                withOwn.add(ownMicros);
            }
        }
        List<Double> given = new ArrayList<>();
        List<Double> judged = new ArrayList<>();
        Path directory = bench.directory(NAME);
        try (Running running = bench.program().start(directory.resolve("data"))) {
            for (int round = 0; round <= bench.size().rounds(); round++) {
                for (int turn = 0; turn < 2; turn++) {
                    boolean rules = turn == round % 2;
                    double speed = intake(running, items, directory.resolve("requests"), round + "-" + turn, rules);
                    Loading.awaitVisible(running, LONGEST_WAIT, bench::say);
                    bench.say(
                            "rules: round %d of %d, batches %s: %,.0f items/s",
                            round, bench.size().rounds(), rules ? "to judge" : "with sentiments", speed);
                    if (round > 0) {
                        (rules ? judged : given).add(speed);
                    }
                }
            }
        } finally {
            Bench.delete(directory);
        }
        double withSentiment = Median.of(given);
        double byRules = Median.of(judged);
        return List.of(
                of("a message, one thread", Median.of(alone), Unit.CPU_MICROSECONDS_PER_ITEM)
                        .with(Target.atMost(MOST_MICROS)),
                of("a message, one thread, own words", Median.of(withOwn), Unit.CPU_MICROSECONDS_PER_ITEM)
                        .with(Target.atMost(MOST_MICROS)),
                of("batch, accepted, with sentiments", withSentiment, Unit.ITEMS_PER_SECOND),
                of("batch, accepted, judged by the rules", byRules, Unit.ITEMS_PER_SECOND),
                of("judged ÷ with sentiments", byRules / withSentiment, Unit.RATIO)
                        .with(Target.atLeast(LEAST_RATIO)));
    }

    private static List<String> messages(SampleItems items) {
        List<String> messages = new ArrayList<>();
        for (Iterator<FeedbackCommand> commands = items.commands(); commands.hasNext(); ) {
            messages.add(((Create) commands.next().getBody()).getMessage());
        }
        return messages;
    }

    /** Returns rules with as many own words as a project can have, each a word or two words of the messages. */
    private static SentimentRules ownWords(List<String> messages) {
        Map<String, SentimentWord> words = new TreeMap<>();
        for (String message : messages) {
            if (words.size() == OwnWords.MOST) {
                break;
            }
            String[] parts = OwnWords.normal(message).split("[^a-z]+");
            for (int at = 1; at < parts.length; at++) {
                for (String text : List.of(parts[at], parts[at - 1] + " " + parts[at])) {
                    if (words.size() < OwnWords.MOST && OwnWords.problem(text).isEmpty()) {
                        words.putIfAbsent(text, new SentimentWord(text, 1f));
                    }
                }
            }
        }
        return SentimentRules.with(OwnWords.of(List.copyOf(words.values()), Instant.EPOCH, Optional.empty()));
    }

    private static double microsEach(SentimentRules rules, List<String> messages) {
        long began = CpuTime.ofThread();
        int unsure = 0;
        for (String message : messages) {
            unsure += rules.judge(message).unsure() ? 1 : 0;
        }
        double micros = (CpuTime.ofThread() - began) / 1e3 / messages.size();
        if (unsure == messages.size()) {
            throw new IllegalStateException("The rules read none of the messages");
        }
        return micros;
    }

    private static double intake(Running running, SampleItems items, Path file, String series, boolean rules)
            throws IOException {
        IntakeRequests intake = new IntakeRequests(new RequestHead(running));
        RequestFile requests = rules ? intake.batchesToJudge(file, items, series) : intake.batches(file, items, series);
        HttpLoad.Outcome outcome =
                new HttpLoad(running.api(), CONNECTIONS).atFullSpeed(requests.count(), requests::request);
        Files.delete(file);
        return items.size() / outcome.seconds();
    }

    private static Measurement of(String what, double value, Unit unit) {
        return Measurement.of(NAME, what, value, unit);
    }
}
