package dev.loop.api.webhook;

import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.NextPage;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.table.Downloads;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryStatus;
import dev.loop.topology.webhook.DeliveryView.Page;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Lists the deliveries of an endpoint, and each request that was made. Newest first. */
final class Deliveries implements Feature {

    private static final List<String> STATUSES =
            Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::word).toList();
    private static final List<String> TYPES =
            Arrays.stream(EventType.values()).map(EventType::word).toList();

    private static final int MOST = 1_000;
    private static final int USUAL = 50;

    /** The limit of a page: an attempt may carry 16 KiB of the receiver's answer. */
    private static final int MOST_ATTEMPTS = 200;

    private final EndpointLookup lookup;
    private final Downloads downloads;

    Deliveries(WebhookParts parts, Downloads downloads) {
        this.downloads = downloads;
        this.lookup = new EndpointLookup(parts);
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, EndpointLookup.PATH + "/deliveries", Scope.WEBHOOKS_READ, this::deliveries)
                .scoped(
                        HandlerType.GET,
                        EndpointLookup.PATH + "/deliveries/{delivery}",
                        Scope.WEBHOOKS_READ,
                        this::delivery)
                .scoped(HandlerType.GET, EndpointLookup.PATH + "/attempts", Scope.WEBHOOKS_READ, this::attempts);
    }

    private void deliveries(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("status", "type", "since", "until", "limit", "cursor"));
        Set<DeliveryStatus> statuses = parameters.words("status", Deliveries::status, STATUSES);
        Set<String> types = parameters.words("type", word -> EventType.of(word).map(EventType::word), TYPES);
        Optional<Instant> since = parameters.time("since");
        Optional<Instant> until = parameters.time("until");
        Paging paging = Paging.of(ctx, parameters, MOST);
        WebhookEndpoint endpoint = lookup.named(ctx);
        var filter = new DeliveryFilter(
                statuses,
                types,
                since.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
                until.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));

        Pages<Delivery> pages = (cursor, limit) ->
                lookup.read(endpoint, view -> view.deliveries(endpoint.getId(), filter, cursor, limit));
        answer(ctx, paging, pages, DeliveryFields.TABLE);
    }

    static Optional<DeliveryStatus> status(String word) {
        return Stream.of(DeliveryStatus.values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }

    private void delivery(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        WebhookEndpoint endpoint = lookup.named(ctx);
        String id = ctx.pathParam("delivery");
        Delivery delivery = lookup.read(endpoint, view -> view.find(endpoint.getId(), id))
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        "The endpoint has no delivery " + TextRules.quote(id) + "; they are kept for 30 days."));
        Optional<byte[]> body = lookup.read(endpoint, view -> view.body(endpoint.getId(), id));
        Json.answer(ctx, 200, json -> DeliveryFields.write(json, delivery, body));
    }

    private void attempts(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("delivery", "failed", "limit", "cursor"));
        Optional<String> delivery = parameters.text("delivery").filter(id -> !id.isEmpty());
        boolean onlyFailed = parameters.yesOrNo("failed").orElse(false);
        Paging paging = Paging.of(ctx, parameters, MOST_ATTEMPTS);
        WebhookEndpoint endpoint = lookup.named(ctx);

        Pages<WebhookAttempt> pages = (cursor, limit) ->
                lookup.read(endpoint, view -> view.attempts(endpoint.getId(), delivery, onlyFailed, cursor, limit));
        answer(ctx, paging, pages, AttemptFields.TABLE);
    }

    /**
     * @param format empty for JSON
     * @param whole all rows: a file without a limit
     */
    private record Paging(Optional<Format> format, boolean whole, int limit, Optional<String> cursor) {
        static Paging of(Context ctx, Parameters parameters, int most) {
            Optional<Format> format = TableAnswer.wanted(ctx);
            boolean whole = format.isPresent() && parameters.text("limit").isEmpty();
            int limit = whole ? most : parameters.number("limit", 1, most, USUAL);
            Optional<String> cursor = parameters.text("cursor").filter(text -> !text.isEmpty());
            parameters.done();
            return new Paging(format, whole, limit, cursor);
        }
    }

    private interface Pages<T> {
        Page<T> page(Optional<String> cursor, int limit);
    }

    private <T> void answer(Context ctx, Paging paging, Pages<T> pages, Table<T> table) throws IOException {
        Page<T> first;
        try {
            first = pages.page(paging.cursor(), paging.limit());
        } catch (IllegalArgumentException notOurs) {
            throw Problem.INVALID_CURSOR.because("The cursor is not one that this list made.");
        }
        if (!paging.whole()) {
            first.next().ifPresent(next -> NextPage.link(ctx, next));
        }
        if (paging.format().isPresent()) {
            downloads.send(ctx, paging.format().get(), table, leaf(paging, pages, first));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (T row : first.rows()) {
                table.line().write(json, row);
            }
            json.writeEndArray();
            if (first.next().isPresent()) {
                json.writeStringField("next", first.next().get());
            }
            json.writeEndObject();
        });
    }

    private static <T> Table.Leaf<T> leaf(Paging paging, Pages<T> pages, Page<T> page) {
        return new Table.Leaf<>(
                page.rows(),
                page.next()
                        .filter(next -> paging.whole())
                        .map(next -> () -> leaf(paging, pages, pages.page(Optional.of(next), paging.limit()))));
    }
}
