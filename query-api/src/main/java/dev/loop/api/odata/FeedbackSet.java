package dev.loop.api.odata;

import dev.loop.api.http.Scope;
import dev.loop.api.odata.Aggregate.Method;
import dev.loop.api.odata.Narrowing.Narrowed;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.question.Questions.SentimentTable;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Items as they stand, newest first. */
final class FeedbackSet implements EntitySet {

    private static final int AT_ONCE = 1_000;

    /** The dimensions of the stores' cells, by their names in the feed. */
    private static final Map<String, Dimension> DIMENSIONS =
            Map.of("Tag", Dimension.TAG, "Plan", Dimension.PLAN, "Source", Dimension.SOURCE);

    private static final Description ABOUT = new Description(
            "Feedback",
            "FeedbackItem",
            "Feedback items as they stand, one row each; an erased item has none.",
            Scope.FEEDBACK_READ,
            Shape.of(
                    ODataColumn.required("Id", ValueType.STRING, "fb_ and 26 characters."),
                    ODataColumn.required("UserId", ValueType.STRING, "The author's id in the sending system."),
                    ODataColumn.required("Message", ValueType.STRING, "The text. May be empty."),
                    ODataColumn.required("Sentiment", ValueType.STRING, "positive, neutral or negative."),
                    ODataColumn.optional("Tag", ValueType.STRING, "The feature or topic of the item."),
                    ODataColumn.optional(
                            "Plan", ValueType.STRING, "The plan of the author's account when they said it."),
                    ODataColumn.optional("Source", ValueType.STRING, "The system that the item came from."),
                    ODataColumn.required("Status", ValueType.STRING, "open or resolved."),
                    ODataColumn.required("CreatedAt", ValueType.TIME, "The time when it was said."),
                    ODataColumn.required("ReceivedAt", ValueType.TIME, "The time when Loop received it."),
                    ODataColumn.required("UpdatedAt", ValueType.TIME, "The time of its latest change."),
                    ODataColumn.optional(
                            "ResolvedAt", ValueType.TIME, "The time when it was last resolved; null while open."),
                    ODataColumn.optional("ExternalId", ValueType.STRING, "Its id in the system that it came from."),
                    ODataColumn.optional(
                            "Consent",
                            ValueType.BOOLEAN,
                            "Whether the author agreed to be contacted; null if nobody asked."),
                    ODataColumn.required("Revision", ValueType.INT64, "1 at creation, one more with each change."),
                    ODataColumn.optional(
                            "JudgedBy",
                            ValueType.STRING,
                            "rules or model, whichever decided the sentiment; null if the sender or a person said it."),
                    ODataColumn.optional(
                            "JudgedVersion", ValueType.STRING, "The version of the rules or of the model."),
                    ODataColumn.required("Unsure", ValueType.BOOLEAN, "Whether the sentiment is a guess."),
                    ODataColumn.optional("Sure", ValueType.DOUBLE, "The model's probability of the sentiment."),
                    ODataColumn.optional("Language", ValueType.STRING, "The language of the message, such as en."),
                    ODataColumn.optional("Theme", ValueType.STRING, "The id of the theme that it joined, as th_7."),
                    ODataColumn.required(
                            "Metadata", ValueType.ENTRIES, "Further data of the sender, as keys and values.")),
            "Id",
            List.of(SortKey.descending("CreatedAt"), SortKey.ascending("Id")));

    private final ScanLimiter scans;

    FeedbackSet(ScanLimiter scans) {
        this.scans = scans;
    }

    @Override
    public Description about() {
        return ABOUT;
    }

    @Override
    public AsOf scan(Asking asking, Optional<List<@Nullable Object>> after, Taker taker) {
        Narrowed narrowed = Narrowing.of(asking.project(), asking.filter());
        Optional<FeedbackCursor> from = after.map(FeedbackSet::cursor);
        FeedbackPage page = asking.questions().list(narrowed.filter(), from, AT_ONCE);
        AsOf asOf = page.asOf();
        while (tell(page, taker)) {
            page = asking.questions().list(narrowed.filter(), page.next(), AT_ONCE);
            asOf = asOf.and(page.asOf());
        }
        return asOf;
    }

    /** Passes on a page. Returns whether there is more, and more is wanted. */
    private static boolean tell(FeedbackPage page, Taker taker) {
        for (Feedback item : page.items()) {
            if (!taker.take(new ItemRow(item))) {
                return false;
            }
        }
        return page.next()
                .filter(end -> taker.reached(List.of(end.createdAt(), end.id())))
                .isPresent();
    }

    @Override
    public Optional<Places> places() {
        return Optional.of(FeedbackSet::rows);
    }

    private static List<Optional<ODataRow>> rows(Asking asking, List<List<@Nullable Object>> places) {
        List<FeedbackCursor> cursors = places.stream().map(FeedbackSet::cursor).toList();
        Map<String, ODataRow> rows = new HashMap<>();
        FeedbackFilter filter = Narrowing.of(asking.project(), asking.filter()).filter();
        for (Feedback item : asking.questions().at(filter, cursors)) {
            var row = new ItemRow(item);
            if (asking.accepts(row)) {
                rows.put(item.getId(), row);
            }
        }
        return cursors.stream()
                .map(place -> Optional.ofNullable(rows.get(place.id())))
                .toList();
    }

    /** Returns the cursor of a place. The stores know only times and ids of this form. */
    private static FeedbackCursor cursor(List<@Nullable Object> place) {
        if (place.get(0) instanceof Instant at
                && place.get(1) instanceof String id
                && at.isAfter(Instant.EPOCH.minusMillis(1))
                && at.isBefore(Narrowing.LATEST)
                && FeedbackId.isValid(id)) {
            return new FeedbackCursor(at, id);
        }
        throw SkipToken.notOurs();
    }

    /**
     * Tallies from the cells if they know everything that is asked, which takes milliseconds; otherwise from the items,
     * one by one.
     */
    @Override
    public AsOf tally(Asking asking, Grouping grouping, WeightedTaker taker) {
        Narrowed narrowed = Narrowing.of(asking.project(), asking.filter());
        boolean counted = narrowed.rest().isEmpty()
                && grouping.aggregates().stream().allMatch(one -> one.how() == Method.COUNT)
                && grouping.by().stream().allMatch(column -> isCounted(column.name()));
        return counted ? fromCells(asking.questions(), narrowed, grouping, taker) : fromItems(asking, taker);
    }

    private static boolean isCounted(String column) {
        return DIMENSIONS.containsKey(column) || column.equals("Sentiment") || column.equals("Status");
    }

    private static AsOf fromCells(Questions questions, Narrowed narrowed, Grouping grouping, WeightedTaker taker) {
        List<String> names = grouping.by().stream()
                .map(ODataColumn::name)
                .filter(DIMENSIONS::containsKey)
                .toList();
        SentimentTable table = questions.sentiment(
                narrowed.filter(), names.stream().map(DIMENSIONS::get).toList());
        for (Questions.Row row : table.rows()) {
            for (int i = 0; i < Tally.COUNTS; i++) {
                if (row.tally().count(i) > 0) {
                    Map<String, @Nullable Object> values = new HashMap<>();
                    for (int name = 0; name < names.size(); name++) {
                        values.put(names.get(name), row.group().get(name));
                    }
                    values.put("Sentiment", FeedbackJson.word(Tally.sentiment(i)));
                    values.put("Status", FeedbackJson.word(Tally.status(i)));
                    taker.take(values::get, row.tally().count(i));
                }
            }
        }
        return table.asOf();
    }

    private AsOf fromItems(Asking asking, WeightedTaker taker) {
        return scans.run(() -> scan(asking, Optional.empty(), new AllRows(asking, taker)));
    }

    @Override
    public Optional<Long> count(Asking asking) {
        Narrowed narrowed = Narrowing.of(asking.project(), asking.filter());
        return narrowed.rest().isPresent()
                ? Optional.empty()
                : Optional.of(asking.questions()
                        .sentiment(narrowed.filter(), List.of())
                        .total()
                        .total());
    }

    @Override
    public Optional<ODataRow> find(Asking asking, String key) {
        return asking.questions().item(asking.project(), key).map(ItemRow::new);
    }

    private record ItemRow(Feedback item) implements ODataRow {
        @Override
        public @Nullable Object value(String column) {
            return switch (column) {
                case "Id" -> item.getId();
                case "UserId" -> item.getUserId();
                case "Message" -> item.getMessage();
                case "Sentiment" -> FeedbackJson.word(item.getSentiment());
                case "Tag" -> item.getTag().orElse(null);
                case "Plan" -> item.getPlan().orElse(null);
                case "Source" -> item.getSource().orElse(null);
                case "Status" -> FeedbackJson.word(item.getStatus());
                case "CreatedAt" -> item.getCreatedAt();
                case "ReceivedAt" -> item.getReceivedAt();
                case "UpdatedAt" -> item.getUpdatedAt();
                case "ResolvedAt" -> item.getResolvedAt().orElse(null);
                case "ExternalId" -> item.getExternalId().orElse(null);
                case "Consent" -> item.getConsent().orElse(null);
                case "Revision" -> item.getRevision();
                case "JudgedBy" -> item.getJudgedBy().map(FeedbackJson::word).orElse(null);
                case "JudgedVersion" -> item.getJudgedVersion().orElse(null);
                case "Unsure" -> item.getUnsure();
                case "Sure" ->
                    item.getSure()
                            .map(sure -> Double.parseDouble(sure.toString()))
                            .orElse(null);
                case "Language" -> item.getLanguage().orElse(null);
                case "Theme" -> item.getTheme().orElse(null);
                case "Metadata" -> item.getMetadata();
                default -> throw new IllegalArgumentException("No column " + column);
            };
        }
    }
}
