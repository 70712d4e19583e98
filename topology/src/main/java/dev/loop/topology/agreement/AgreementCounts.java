package dev.loop.topology.agreement;

import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.AgreementGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The counts of a project, in the making. */
final class AgreementCounts {

    private record Group(String field, Optional<String> value) implements Comparable<Group> {

        private static final Comparator<Group> ORDER = Comparator.comparing(Group::field)
                .thenComparing(group -> group.value().orElse(""));

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Count {
        private long items;
        private long agreed;
        private @Nullable Long lowSince;

        private void add(AgreedLabel label, int sign) {
            items += sign;
            agreed += label.agreed() ? sign : 0;
        }
    }

    private final String project;
    private final Count all = new Count();
    private final Map<Group, Count> groups = new TreeMap<>();

    AgreementCounts(String project, @Nullable Agreement before) {
        this.project = project;
        if (before == null) {
            return;
        }
        all.items = before.getItems();
        all.agreed = before.getAgreed();
        for (AgreementGroup group : before.getGroups()) {
            Count count = new Count();
            count.items = group.getItems();
            count.agreed = group.getAgreed();
            count.lowSince = group.getLowSince().orElse(null);
            groups.put(new Group(group.getField(), group.getValue()), count);
        }
    }

    void add(AgreedLabel label) {
        count(label, 1);
    }

    void subtract(AgreedLabel label) {
        count(label, -1);
    }

    private void count(AgreedLabel label, int sign) {
        all.add(label, sign);
        count(new Group("plan", label.plan()), label, sign);
        count(new Group("source", label.source()), label, sign);
        count(new Group("language", label.language()), label, sign);
    }

    private void count(Group group, AgreedLabel label, int sign) {
        Count count = groups.computeIfAbsent(group, first -> new Count());
        count.add(label, sign);
        if (count.items == 0) {
            groups.remove(group);
        }
    }

    /** Returns the groups that have come to lie below all others with the last change. */
    List<AgreementGroup> fell(long now) {
        List<AgreementGroup> fell = new ArrayList<>();
        groups.forEach((group, count) -> {
            boolean was = count.lowSince != null;
            boolean is =
                    LowGroup.isLow(count.agreed, count.items, all.agreed - count.agreed, all.items - count.items, was);
            if (is != was) {
                count.lowSince = is ? now : null;
            }
            if (is && !was) {
                fell.add(record(group, count));
            }
        });
        return fell;
    }

    /** Returns the record of the counts; null where there is nothing to count. */
    @Nullable
    Agreement record(Instant now) {
        if (all.items == 0) {
            return null;
        }
        List<AgreementGroup> records = new ArrayList<>();
        groups.forEach((group, count) -> records.add(record(group, count)));
        return new Agreement(project, all.items, all.agreed, records, now);
    }

    private static AgreementGroup record(Group group, Count count) {
        return new AgreementGroup(group.field(), group.value().orElse(null), count.items, count.agreed, count.lowSince);
    }
}
