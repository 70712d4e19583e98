package dev.loop.api.feedback;

import dev.loop.api.http.AsOfFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.NextPage;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Downloads;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.api.theme.ThemeBook;
import dev.loop.history.ChangeLog;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.AlikePage;
import dev.loop.question.Questions.FacetTable;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.question.Questions.Meaning;
import dev.loop.question.Questions.Order;
import dev.loop.question.Questions.SearchCursor;
import dev.loop.question.Questions.SearchPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.SearchHit;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code GET /v1/feedback}: items newest first, or the most relevant to a text, or the nearest in meaning, page by page. A
 * file without a limit has all of them, streamed; with {@code since} it has only the changes.
 */
public final class ListFeedback implements Feature {

    private static final String IDS = "ids";
    private static final String TEXT = "text";

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES.stream(),
                    Stream.of(
                            "limit",
                            "cursor",
                            AfterItem.NAME,
                            ChangedFeedback.SINCE,
                            "sort",
                            AlikeTo.LIKE,
                            AlikeTo.SIMILAR,
                            NearDuplicates.FOLD,
                            "facets",
                            IDS,
                            Freshness.PARTIAL))
            .toList();
    private static final String RELEVANCE = "relevance";
    private static final List<String> ORDERS = List.of("newest", RELEVANCE);
    private static final long LONGEST_LOOK = Duration.ofSeconds(1).toNanos();

    private static final int MOST = 1_000;
    private static final int USUAL = 50;

    private final ThemeBook themes;
    private final Freshness freshness;
    private final ChangedFeedback changed;
    private final Downloads downloads;
    private final TextMeaning encoder;

    public ListFeedback(
            Freshness freshness, ChangeLog changes, Downloads downloads, TextMeaning encoder, ThemeBook themes) {
        this.themes = themes;
        this.encoder = encoder;
        this.freshness = freshness;
        this.downloads = downloads;
        this.changed = new ChangedFeedback(freshness, changes, downloads);
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/feedback", Scope.FEEDBACK_READ, this::list);
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.of(parameters, Access.caller(ctx).project(), themes);
        Optional<Format> format = TableAnswer.wanted(ctx);
        boolean whole = format.isPresent() && parameters.text("limit").isEmpty();
        int limit = whole ? MOST : parameters.number("limit", 1, MOST, USUAL);
        Optional<String> cursor = parameters.text("cursor").filter(c -> !c.isEmpty());
        Optional<AlikeTo> alike = AlikeTo.of(parameters);
        Optional<Order> order = order(parameters, filter, alike.isPresent());
        Optional<AfterItem> after =
                AfterItem.of(parameters, cursor.isPresent(), order.equals(Optional.of(Order.RELEVANCE)));
        Set<String> facets = parameters.words("facets", FacetFields::word, FacetFields.WORDS);
        if (format.isPresent() && !facets.isEmpty()) {
            parameters.refuse("facets", "come as JSON only", "leave out either facets or the format");
        }
        boolean fold = fold(parameters, format, limit);
        boolean partial = parameters.flag(Freshness.PARTIAL);
        if (whole && partial) {
            parameters.refuse(Freshness.PARTIAL, "goes with a page and not with all items", "give a limit as well");
        }
        boolean textIds = textIds(parameters, format);
        Optional<Position> since = changed.since(parameters, format);
        parameters.done();
        if (since.isPresent()) {
            changed.answer(ctx, format.orElseThrow(), filter, since.get());
            return;
        }
        Optional<String> from = cursor.or(() -> after.map(item -> item.cursor(filter)));
        if (alike.isEmpty()) {
            // A cursor of another list is refused before anything is waited for.
            reading(filter, order, from);
        }
        Questions questions = freshness.questions(ctx, partial);
        Optional<Meaning> meaning = alike.map(to -> to.meaning(questions, filter.project(), parameters, encoder));
        Function<Optional<String>, Reading> readings =
                next -> meaning.map(to -> reading(filter, to, next, !facets.isEmpty()))
                        .orElseGet(() -> reading(filter, order, next));

        Page first = readings.apply(from).read(questions, limit);
        // Another copy might be asked later, and must not be behind the position of this answer.
        Questions asFresh = questions.atLeast(first.asOf().position());
        Function<Optional<String>, Page> following =
                next -> readings.apply(next).read(asFresh, limit);
        Page page = untilFound(first, following);
        if (!whole) {
            page.next().ifPresent(next -> NextPage.link(ctx, next));
        }
        if (format.isPresent()) {
            AsOfFields.header(ctx, page.asOf());
            downloads.send(
                    ctx,
                    format.get(),
                    textIds ? FeedbackTable.ITEMS_WITH_TEXT_IDS : FeedbackTable.ITEMS,
                    leaf(page, whole, following));
        } else {
            json(ctx, questions, filter, meaning, page, facets, fold);
        }
    }

    /** Returns whether one item is to stand for others that say nearly the same: {@code fold=true}. */
    private static boolean fold(Parameters parameters, Optional<Format> format, int limit) {
        boolean fold = parameters.flag(NearDuplicates.FOLD);
        if (fold && format.isPresent()) {
            parameters.refuse(NearDuplicates.FOLD, "goes with JSON only", "leave out either fold or the format");
        } else if (fold && limit > NearDuplicates.MOST_ITEMS) {
            parameters.refuse(
                    "limit",
                    "is " + limit + ", and pages are folded up to " + NearDuplicates.MOST_ITEMS + " items",
                    "give a limit of at most " + NearDuplicates.MOST_ITEMS + ", or leave out fold");
        }
        return fold;
    }

    /** Returns whether ids are to be marked as text, for spreadsheets: {@code ids=text}. */
    private static boolean textIds(Parameters parameters, Optional<Format> format) {
        Optional<String> ids = parameters.text(IDS);
        if (ids.isPresent() && !ids.get().equals(TEXT)) {
            parameters.notOneOf(IDS, ids.get(), List.of(TEXT));
        } else if (ids.isPresent() && !format.equals(Optional.of(Format.CSV))) {
            parameters.refuse(IDS, "is for CSV, which has no types", "say format=csv as well, or leave it out");
        } else if (ids.isPresent() && parameters.text(ChangedFeedback.SINCE).isPresent()) {
            parameters.refuse(IDS, "goes with items and not with changes", "leave out either ids or since");
        }
        return ids.isPresent();
    }

    /** Reads on for a while past pages whose many items all failed the filter: an empty list reads as none. */
    private static Page untilFound(Page first, Function<Optional<String>, Page> following) {
        long began = System.nanoTime();
        Page page = first;
        while (page.items().isEmpty() && page.next().isPresent() && System.nanoTime() - began < LONGEST_LOOK) {
            Page next = following.apply(page.next());
            page = new Page(next.items(), next.next(), page.asOf().and(next.asOf()), next.alike());
        }
        return page;
    }

    /** Returns the order of a search; empty without a text, since such a list needs no index. */
    private static Optional<Order> order(Parameters parameters, FeedbackFilter filter, boolean alike) {
        Optional<String> sort = parameters.text("sort");
        if (sort.isPresent() && !ORDERS.contains(sort.get())) {
            parameters.notOneOf("sort", sort.get(), ORDERS);
        }
        Order order = sort.filter(RELEVANCE::equals).isPresent() ? Order.RELEVANCE : Order.NEWEST;
        if (filter.text().isPresent()) {
            return Optional.of(order);
        }
        if (order == Order.RELEVANCE && !alike) {
            parameters.refuse("sort", "is relevance, and there is no text to be relevant to", "give q, or sort=newest");
        }
        return Optional.empty();
    }

    /** @param alike what else is known of a list by meaning */
    private record Page(List<Feedback> items, Optional<String> next, AsOf asOf, Optional<AlikePage> alike) {

        Page(List<Feedback> items, Optional<String> next, AsOf asOf) {
            this(items, next, asOf, Optional.empty());
        }
    }

    private interface Reading {
        Page read(Questions questions, int limit);
    }

    /** Reads from a cursor on, which is refused at once if it belongs to another list. */
    private static Reading reading(FeedbackFilter filter, Optional<Order> order, Optional<String> cursor) {
        if (order.isEmpty()) {
            Optional<FeedbackCursor> after = cursor.map(text -> Cursors.read(text, filter));
            return (questions, limit) -> {
                FeedbackPage page = questions.list(filter, after, limit);
                return new Page(page.items(), page.next().map(at -> Cursors.write(at, filter)), page.asOf());
            };
        }
        Optional<SearchCursor> after = cursor.map(text -> Cursors.read(text, filter, order.get()));
        return (questions, limit) -> {
            SearchPage page = questions.search(filter, order.get(), after, limit);
            return new Page(page.items(), page.next().map(at -> Cursors.write(at, filter)), page.asOf());
        };
    }

    private static Reading reading(FeedbackFilter filter, Meaning meaning, Optional<String> cursor, boolean counted) {
        Optional<SearchHit> after = cursor.map(text -> Cursors.read(text, filter, meaning.vector()));
        return (questions, limit) -> {
            AlikePage page = questions.alike(filter, meaning, after, limit, counted);
            return new Page(
                    page.items(),
                    page.next().map(place -> Cursors.write(place, filter, meaning.vector())),
                    page.asOf(),
                    Optional.of(page));
        };
    }

    private static void json(
            Context ctx,
            Questions questions,
            FeedbackFilter filter,
            Optional<Meaning> meaning,
            Page page,
            Set<String> facets,
            boolean fold) {
        Optional<FacetTable> counts = facets.isEmpty()
                ? Optional.empty()
                : Optional.of(page.alike()
                        .map(alike -> new FacetTable(alike.facets().orElseThrow(), alike.asOf()))
                        .orElseGet(() -> questions.facets(filter)));
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            FoundFields.items(json, page.items(), filter.text(), meaning, fold);
            if (page.next().isPresent()) {
                json.writeStringField("next", page.next().get());
            }
            FoundFields.search(json, filter.text(), page.alike());
            if (counts.isPresent()) {
                FacetFields.write(json, facets, counts.get().facets());
            }
            AsOfFields.write(
                    json, counts.map(table -> page.asOf().and(table.asOf())).orElse(page.asOf()));
            json.writeEndObject();
        });
    }

    /** @param following reads the page of a cursor; only used where all of them are wanted */
    private static Table.Leaf<Feedback> leaf(Page page, boolean whole, Function<Optional<String>, Page> following) {
        return new Table.Leaf<>(
                page.items(),
                page.next()
                        .filter(next -> whole)
                        .map(next -> () -> leaf(following.apply(Optional.of(next)), whole, following)));
    }
}
