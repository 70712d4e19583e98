package dev.loop.connectors.learn;

import dev.loop.connectors.analyst.ModelTrainer;
import dev.loop.connectors.analyst.ModelTrainer.Labelled;
import dev.loop.connectors.analyst.Ruling;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelMeasures;
import dev.loop.schemas.intake.analyser.SentimentRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Makes a model of labels and measures it on labels that it has not seen. It is a function of prior and labels: whoever
 * makes it of the same gets the same bytes under the same version, so that two processes that do so at once agree.
 */
final class Course {

    /** The method; another one makes other versions. */
    private static final String METHOD = "1";

    /**
     * The pull towards the prior, in labels, where nearly all labels are corrections. They are a sample of where the
     * machine is wrong, and a model that follows them believes the opposite of what it knew.
     */
    static final double TIGHT = 10 * ModelTrainer.STRENGTH;

    /** The labels of a language from which on a model may judge it. */
    static final int LEAST_OF_A_LANGUAGE = 50;

    /** The share of a language's labels that it has to be right about. */
    private static final double LEAST_RIGHT = 0.6;

    private static final int PARTS = 5;

    private final SentimentModel prior;
    private final List<Lesson> lessons;
    private final double strength;

    private Course(SentimentModel prior, Collection<Lesson> lessons) {
        this.prior = prior;
        this.lessons = lessons.stream()
                .sorted(Comparator.comparing(lesson -> lesson.label().getId()))
                .toList();
        this.strength = isOfCorrections() ? TIGHT : ModelTrainer.STRENGTH;
    }

    /**
     * @param lessons at least one
     * @param at when
     * @param replaces versions that the model stands for from now on
     */
    static Model model(SentimentModel prior, Collection<Lesson> lessons, Instant at, Collection<String> replaces) {
        return new Course(prior, lessons).model(at, replaces);
    }

    private Model model(Instant at, Collection<String> replaces) {
        String version = version();
        SentimentModel model = ModelTrainer.train(prior, labelled(lessons), strength, version);
        Map<Lesson, double[]> unseen = unseen();
        Collection<String> languages = languages(unseen);
        return new Model(
                version,
                at,
                prior.version(),
                SentimentRules.VERSION,
                new TreeSet<>(replaces).stream().toList(),
                count(Course::isCorrection),
                count(Course::isConfirmation),
                count(lesson -> lesson.byPerson() && lesson.machine().isEmpty()),
                count(lesson -> !lesson.byPerson()),
                strength == TIGHT,
                List.copyOf(languages),
                weights(model),
                hashes(true),
                hashes(false),
                measures(unseen, model.forLanguages(languages)));
    }

    /** Returns whether more than two of three are corrections. */
    private boolean isOfCorrections() {
        return count(Course::isCorrection) > 2 * count(lesson -> !isCorrection(lesson));
    }

    private static boolean isCorrection(Lesson lesson) {
        return lesson.machine()
                .filter(said -> said != lesson.label().getSentiment())
                .isPresent();
    }

    private static boolean isConfirmation(Lesson lesson) {
        return lesson.machine()
                .filter(said -> said == lesson.label().getSentiment())
                .isPresent();
    }

    private int count(Predicate<Lesson> which) {
        return (int) lessons.stream().filter(which).count();
    }

    private static List<Labelled> labelled(List<Lesson> lessons) {
        return lessons.stream().map(Lesson::labelled).toList();
    }

    /** Returns for each lesson the chances by weights that have not seen it. */
    private Map<Lesson, double[]> unseen() {
        Map<Lesson, double[]> unseen = new IdentityHashMap<>();
        for (int part = 0; part < PARTS; part++) {
            int held = part;
            List<Lesson> seen =
                    lessons.stream().filter(lesson -> part(lesson) != held).toList();
            SentimentModel model = ModelTrainer.train(prior, labelled(seen), strength, "unseen");
            lessons.stream()
                    .filter(lesson -> part(lesson) == held)
                    .forEach(lesson ->
                            unseen.put(lesson, model.chances(lesson.labelled().features())));
        }
        return unseen;
    }

    private static int part(Lesson lesson) {
        return Math.floorMod(ItemHash.of(lesson.label().getId()), PARTS);
    }

    /** Returns the languages of the prior, and those of which enough labels bear the model out. */
    private Collection<String> languages(Map<Lesson, double[]> unseen) {
        Map<String, int[]> counts = new HashMap<>();
        unseen.forEach((lesson, chances) -> {
            int[] count = counts.computeIfAbsent(lesson.language(), language -> new int[2]);
            count[0]++;
            count[1] += Ruling.of(chances, lesson.byRules()).sentiment()
                            == lesson.label().getSentiment()
                    ? 1
                    : 0;
        });
        Collection<String> languages = new TreeSet<>(prior.languages());
        counts.forEach((language, count) -> {
            if (!language.isEmpty() && count[0] >= LEAST_OF_A_LANGUAGE && count[1] >= LEAST_RIGHT * count[0]) {
                languages.add(language);
            }
        });
        return languages;
    }

    private ModelMeasures measures(Map<Lesson, double[]> unseen, SentimentModel model) {
        Measures measures = new Measures();
        for (Lesson lesson : lessons) {
            double[] chances = Objects.requireNonNull(unseen.get(lesson));
            measures.add(
                    lesson.label(),
                    ruling(lesson, model, chances),
                    ruling(lesson, prior, prior.chances(lesson.labelled().features())));
        }
        return measures.toRecord();
    }

    private static Ruling ruling(Lesson lesson, SentimentModel model, double[] chances) {
        return model.languages().contains(lesson.language())
                ? Ruling.of(chances, lesson.byRules())
                : Ruling.left(lesson.byRules());
    }

    private ByteBuffer hashes(boolean byPerson) {
        return ItemHash.bytes(lessons.stream()
                .filter(lesson -> lesson.byPerson() == byPerson)
                .map(lesson -> ItemHash.of(lesson.label().getId()))
                .toList());
    }

    private String version() {
        MessageDigest digest = ItemHash.sha256();
        digest.update(METHOD.getBytes(StandardCharsets.UTF_8));
        digest.update(weights(prior));
        digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(strength).flip());
        for (Lesson lesson : lessons) {
            Label label = lesson.label();
            digest.update(label.getId().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) label.getSentiment().ordinal());
            digest.update(label.getVector().map(ByteBuffer::duplicate).orElseThrow());
            for (float number : label.getRules()) {
                digest.update(ByteBuffer.allocate(Float.BYTES).putFloat(number).flip());
            }
        }
        return "m" + lessons.size() + "-" + HexFormat.of().formatHex(digest.digest(), 0, 4);
    }

    private static ByteBuffer weights(SentimentModel model) {
        var out = new ByteArrayOutputStream();
        try {
            model.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }
}
