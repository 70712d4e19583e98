package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.e2e.Outsider.Read;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks that readers of the topics see the history that the API answers: once, and without a gap. */
record TopicsCheck(RunningLoop loop, List<Author> authors) {

    void check() {
        try (Outsider outsider = new Outsider(loop)) {
            events(outsider.decoded(Topics.FEEDBACK_EVENTS));
            items(outsider.decoded(Topics.FEEDBACK));
            assertThat(outsider.raw(Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    private void events(List<Read<FeedbackChange>> records) {
        Map<String, Long> revisions = new HashMap<>();
        Set<String> erased = new HashSet<>();
        for (Read<FeedbackChange> record : records) {
            FeedbackChange change = Objects.requireNonNull(record.value());
            Long before = revisions.put(change.getId(), change.getRevision());
            assertThat(change.getRevision()).as("revision of %s", change).isEqualTo(before == null ? 1 : before + 1);
            assertThat(change.getType() == ChangeType.CREATED).isEqualTo(before == null);
            if (change.getType() == ChangeType.ERASED) {
                erased.add(change.getId());
            }
        }
        Set<String> accepted = new HashSet<>();
        Set<String> gone = new HashSet<>();
        authors.forEach(author -> {
            accepted.addAll(author.ids().values());
            gone.addAll(author.erased());
        });
        assertThat(revisions.keySet()).isEqualTo(accepted);
        assertThat(erased).isEqualTo(gone);
    }

    private void items(List<Read<Feedback>> records) {
        Map<String, Said> standing = new HashMap<>();
        for (Read<Feedback> record : records) {
            if (record.value() == null) {
                standing.remove(record.key());
            } else {
                standing.put(record.key(), said(record.value()));
            }
        }
        Map<String, Said> expected = new HashMap<>();
        authors.forEach(author -> author.standing()
                .forEach((externalId, said) -> expected.put(author.ids().get(externalId), said)));
        assertThat(standing).isEqualTo(expected);
    }

    private static Said said(Feedback item) {
        return new Said(
                item.getExternalId().orElseThrow(),
                word(item.getSentiment()),
                item.getTag().orElseThrow(),
                item.getPlan().orElseThrow(),
                item.getSource().orElseThrow(),
                word(item.getStatus()),
                item.getCreatedAt());
    }

    private static String word(Enum<?> symbol) {
        return symbol.name().toLowerCase(Locale.ROOT);
    }
}
