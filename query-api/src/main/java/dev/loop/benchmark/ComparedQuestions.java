package dev.loop.benchmark;

import dev.loop.benchmark.ComparedQuestion.AroundRelease;
import dev.loop.benchmark.ComparedQuestion.OfPlan;
import dev.loop.benchmark.ComparedQuestion.OfWords;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Questions of each kind with random parameters: the same seed and items make the same questions. Spans begin and end
 * anywhere, to the millisecond, and words are one or two of some message.
 */
record ComparedQuestions(List<OfPlan> ofPlans, List<AroundRelease> aroundReleases, List<OfWords> ofWords) {

    /** The days that the items spread over. The span of a plan's counts is up to a day shorter. */
    static final int DAYS = 90;

    private static final int SAMPLES = 1_000;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private static final Pattern WORD = Pattern.compile("[a-z]{4,}");

    /** Strings that some stores take for one word and others for two, as <i>team's</i>. */
    private static final Pattern JOINED = Pattern.compile("[\\p{L}\\p{N}]+(?:['’_./@:][\\p{L}\\p{N}]+)+");

    /** @param joined words that stores split differently, in any of the messages */
    private record Samples(List<Create> items, Set<String> joined) {

        static Samples of(SampleItems items) {
            long step = Math.max(1, items.size() / SAMPLES);
            List<Create> samples = new ArrayList<>();
            Set<String> joined = new HashSet<>();
            long number = 0;
            for (Iterator<FeedbackCommand> commands = items.commands(); commands.hasNext(); number++) {
                Create item = (Create) commands.next().getBody();
                if (number % step == 0) {
                    samples.add(item);
                }
                JOINED.matcher(item.getMessage())
                        .results()
                        .forEach(found -> joined.addAll(wordsOf(found.group()).toList()));
            }
            return new Samples(samples, joined);
        }

        List<String> plans() {
            return items.stream()
                    .flatMap(item -> item.getPlan().stream())
                    .distinct()
                    .sorted()
                    .toList();
        }

        /** Returns one or two words of a message. */
        List<String> words(SplittableRandom random) {
            while (true) {
                String message = items.get(random.nextInt(items.size())).getMessage();
                List<String> words = wordsOf(message)
                        .filter(word -> !joined.contains(word))
                        .distinct()
                        .toList();
                if (!words.isEmpty()) {
                    String first = words.get(random.nextInt(words.size()));
                    String second = words.get(random.nextInt(words.size()));
                    return first.equals(second) ? List.of(first) : List.of(first, second);
                }
            }
        }

        private static Stream<String> wordsOf(String text) {
            return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group);
        }
    }

    /** @param count questions of each kind */
    static ComparedQuestions of(SampleItems items, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        long end = items.end().toEpochMilli();
        long start = end - DAYS * DAY;
        long window = ComparedQuestion.WINDOW.toMillis();
        Samples samples = Samples.of(items);
        List<String> plans = samples.plans();
        return new ComparedQuestions(
                each(
                        count,
                        number -> new OfPlan(
                                plans.get(random.nextInt(plans.size())),
                                start + random.nextLong(DAY / 2),
                                end - random.nextLong(DAY / 2))),
                each(
                        count,
                        number ->
                                new AroundRelease("compared-" + number, random.nextLong(start + window, end - window))),
                each(count, number -> new OfWords(samples.words(random))));
    }

    private static <T> List<T> each(int count, IntFunction<T> question) {
        return IntStream.range(0, count).mapToObj(question).toList();
    }
}
