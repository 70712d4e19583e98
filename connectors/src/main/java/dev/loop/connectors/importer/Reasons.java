package dev.loop.connectors.importer;

import dev.loop.schemas.text.FieldError;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts alike errors: the same field, and the same problem apart from numbers and quoted values. */
final class Reasons {

    /** The limit of kept reasons: nobody reads more, and each takes memory. */
    private static final int MOST = 100;

    private final Map<String, ImportSummary.Reason> reasons = new LinkedHashMap<>();

    void add(long line, FieldError refusal) {
        String kind = refusal.field() + "\0"
                + refusal.problem().replaceAll("'.*'|\".*\"|‘.*’|“.*”", "").replaceAll("\\d+", "");
        ImportSummary.Reason before = reasons.get(kind);
        if (before != null) {
            reasons.put(kind, new ImportSummary.Reason(before.rows() + 1, before.example(), before.line()));
        } else if (reasons.size() < MOST) {
            reasons.put(kind, new ImportSummary.Reason(1, refusal, line));
        } else {
            reasons.merge(
                    "",
                    new ImportSummary.Reason(1, new FieldError("", "other reasons", ""), line),
                    (old, one) -> new ImportSummary.Reason(old.rows() + 1, old.example(), old.line()));
        }
    }

    List<ImportSummary.Reason> mostFrequentFirst() {
        return reasons.values().stream()
                .sorted(Comparator.comparingLong(ImportSummary.Reason::rows).reversed())
                .toList();
    }
}
