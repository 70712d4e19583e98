package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people said before and after a release.
 *
 * @param stratifiedBy plan or source
 * @param warnings why the report says less than it seems to
 */
public record ReleaseReport(
        Release release,
        Window before,
        Window after,
        String stratifiedBy,
        List<Change> tags,
        List<Change> plans,
        List<Warning> warnings,
        List<Term> terms,
        List<FeedbackItem> said,
        AsOf asOf,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** One side of the release. */
    public record Window(
            Instant from,
            Instant to,
            long items,
            long positive,
            long neutral,
            long negative,
            long total,
            long open,
            long resolved,
            @Nullable Double negativeShare,
            @Nullable List<Double> negativeShareInterval,
            @Nullable Double meanSecondsToResolve,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /**
     * The negative items of a tag or a plan, which is null for those without one.
     *
     * @param affected of a tag: whether the release names it
     * @param verdict worse, better, no-evidence or not-enough-data
     */
    public record Change(
            @Nullable String tag,
            @Nullable String plan,
            @Nullable Boolean affected,
            long before,
            long after,
            long itemsBefore,
            long itemsAfter,
            @Nullable Double rateBefore,
            @Nullable List<Double> rateBeforeInterval,
            @Nullable Double rateAfter,
            @Nullable List<Double> rateAfterInterval,
            @Nullable Double standardizedBefore,
            @Nullable Double standardizedAfter,
            @Nullable Double z,
            @Nullable Double stratifiedZ,
            @Nullable Double p,
            @Nullable Double q,
            String verdict,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** @param kind such as mix-shift; the fields in {@code more} depend on it */
    public record Warning(
            String kind,
            String message,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /**
     * A word that is new or said more.
     *
     * @param kind new or surging
     * @param examples ids of items
     */
    public record Term(
            String term,
            String kind,
            long before,
            long after,
            long usersBefore,
            long usersAfter,
            double signedRoot,
            double q,
            List<String> examples,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
