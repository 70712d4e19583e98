package dev.loop.connectors.learn;

import dev.loop.connectors.analyst.Ruling;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.ModelBin;
import dev.loop.schemas.avro.ModelGroup;
import dev.loop.schemas.avro.ModelMeasures;
import dev.loop.schemas.avro.Sentiment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Counts how often a model, and the prior before it, says what labels say. */
final class Measures {

    /** The most groups of each field. */
    private static final int MOST_GROUPS = 20;

    private static final Map<String, Function<Label, Optional<String>>> FIELDS = new TreeMap<>(Map.of(
            "tag", Label::getTag,
            "plan", Label::getPlan,
            "source", Label::getSource,
            "language", Label::getLanguage));

    private record GroupKey(String field, String value) {}

    private static final class Count {
        private int items;
        private int right;
        private int rightBefore;
    }

    private final Count all = new Count();
    private final Map<GroupKey, Count> groups =
            new TreeMap<>(Comparator.comparing(GroupKey::field).thenComparing(GroupKey::value));
    private final Reliability reliability = new Reliability();
    private final Reliability reliabilityBefore = new Reliability();
    private int unsure;
    private int rightWhenNot;

    /**
     * @param now what the model says, which has not seen the label
     * @param before what the prior says
     */
    void add(Label label, Ruling now, Ruling before) {
        Sentiment said = label.getSentiment();
        boolean right = now.sentiment() == said;
        boolean rightBefore = before.sentiment() == said;
        count(all, right, rightBefore);
        FIELDS.forEach((field, value) -> count(
                groups.computeIfAbsent(new GroupKey(field, value.apply(label).orElse("")), key -> new Count()),
                right,
                rightBefore));
        unsure += now.unsure() ? 1 : 0;
        rightWhenNot += !now.unsure() && right ? 1 : 0;
        now.sure().ifPresent(sure -> reliability.add(sure, right));
        before.sure().ifPresent(sure -> reliabilityBefore.add(sure, rightBefore));
    }

    private static void count(Count count, boolean right, boolean rightBefore) {
        count.items++;
        count.right += right ? 1 : 0;
        count.rightBefore += rightBefore ? 1 : 0;
    }

    ModelMeasures toRecord() {
        return new ModelMeasures(
                all.items,
                all.right,
                all.rightBefore,
                unsure,
                rightWhenNot,
                FIELDS.keySet().stream().flatMap(this::largest).toList(),
                reliability.bins(),
                reliabilityBefore.bins());
    }

    private Stream<ModelGroup> largest(String field) {
        List<ModelGroup> found = new ArrayList<>();
        groups.forEach((key, count) -> {
            if (key.field().equals(field)) {
                found.add(new ModelGroup(
                        field,
                        key.value().isEmpty() ? null : key.value(),
                        count.items,
                        count.right,
                        count.rightBefore));
            }
        });
        return found.stream()
                .sorted(Comparator.comparing(ModelGroup::getItems).reversed())
                .limit(MOST_GROUPS);
    }

    /** How often it is right, by how sure it is. */
    private static final class Reliability {

        private static final float[] EDGES = {0, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1};

        private final int[] items = new int[EDGES.length - 1];
        private final int[] right = new int[EDGES.length - 1];

        void add(double sure, boolean isRight) {
            int bin = 0;
            while (bin + 1 < items.length && sure >= EDGES[bin + 1]) {
                bin++;
            }
            items[bin]++;
            right[bin] += isRight ? 1 : 0;
        }

        List<ModelBin> bins() {
            List<ModelBin> bins = new ArrayList<>();
            for (int i = 0; i < items.length; i++) {
                bins.add(new ModelBin(EDGES[i], EDGES[i + 1], items[i], right[i]));
            }
            return bins;
        }
    }
}
