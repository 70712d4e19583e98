package dev.loop.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.connectors.log.Acknowledged;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookReplay;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextList;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryStatus;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /v1/webhooks/{id}/replay}: sends named or selected deliveries again, under the same event ids. The answer
 * holds their number; the ledger does the rest in its own time.
 */
final class ReplayDeliveries implements Feature {

    private static final int MOST_NAMED = 1_000;
    private static final int LONGEST_ID = 100;

    /** The statuses that can be replayed; a pending delivery is under way already. */
    private static final List<String> STATUSES =
            List.of(DeliveryStatus.FAILED.word(), DeliveryStatus.PARKED.word(), DeliveryStatus.DELIVERED.word());

    private static final Set<DeliveryStatus> USUAL = Set.of(DeliveryStatus.FAILED, DeliveryStatus.PARKED);

    private final EndpointLookup lookup;
    private final WebhookLog<WebhookCommand> commands;
    private final Clock clock;
    private final int bodyLimit;

    ReplayDeliveries(WebhookParts parts, Clock clock, int bodyLimit) {
        this.lookup = new EndpointLookup(parts);
        this.commands = parts.commands();
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.POST, EndpointLookup.PATH + "/replay", Scope.WEBHOOKS_WRITE, this::replay);
    }

    /** @param deliveries empty means all that the other fields select */
    private record Wish(
            List<String> deliveries,
            Set<DeliveryStatus> statuses,
            Optional<Instant> since,
            Optional<Instant> until,
            boolean dryRun) {

        DeliveryFilter filter(Instant now) {
            return new DeliveryFilter(
                    statuses,
                    Set.of(),
                    since.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
                    until.filter(end -> end.isBefore(now)).orElse(now).toEpochMilli());
        }
    }

    private void replay(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("dry_run"));
        boolean onlyCount = parameters.yesOrNo("dry_run").orElse(false);
        parameters.done();
        var errors = new FieldErrors();
        Wish wish = wish(Bodies.json(ctx, bodyLimit), onlyCount, errors);
        WebhookEndpoint endpoint = lookup.named(ctx);
        if (errors.isEmpty()) {
            checkNamed(endpoint, wish, errors);
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        Instant now = clock.instant();
        long count = wish.deliveries().isEmpty()
                ? lookup.read(endpoint, view -> view.count(endpoint.getId(), wish.filter(now)))
                : wish.deliveries().size();
        if (!wish.dryRun() && count > 0) {
            send(ctx, endpoint, wish, now);
        }
        Json.answer(ctx, wish.dryRun() ? 200 : 202, json -> {
            json.writeStartObject();
            json.writeNumberField("deliveries", count);
            json.writeBooleanField("dryRun", wish.dryRun());
            json.writeEndObject();
        });
    }

    private void send(Context ctx, WebhookEndpoint endpoint, Wish wish, Instant now) {
        if (!Enabling.isEnabled(endpoint, lookup.seen(endpoint).health())) {
            throw Problem.ENDPOINT_DISABLED.because(
                    "The endpoint " + endpoint.getId() + " is disabled: what is replayed would be parked again.");
        }
        var replay = new WebhookReplay(
                wish.deliveries(),
                wish.statuses().stream().map(DeliveryStatus::word).toList(),
                wish.since().orElse(null),
                wish.until().orElse(null),
                Access.caller(ctx).keyName());
        Acknowledged.get(commands.append(
                endpoint.getId(), new WebhookCommand(endpoint.getId(), endpoint.getProject(), now, replay)));
    }

    private static Wish wish(byte[] body, boolean onlyCount, FieldErrors errors) throws IOException {
        BodyFields fields =
                BodyFields.read(body, "a replay", List.of("deliveries", "status", "since", "until", "dryRun"), errors);
        List<String> deliveries = List.copyOf(
                TextList.read(fields.node("deliveries"), "deliveries", "[\"dl_…\"]", MOST_NAMED, LONGEST_ID, errors));
        Set<DeliveryStatus> statuses = statuses(fields.node("status"), errors);
        Optional<Instant> since = fields.time("since");
        Optional<Instant> until = fields.time("until");
        boolean dryRun = fields.yesOrNo("dryRun").orElse(false) || onlyCount;
        if (fields.node("deliveries").isArray() && fields.node("deliveries").isEmpty()) {
            errors.add("deliveries", "is empty", "name some, or leave it out to replay all that failed or was parked");
        }
        if (!deliveries.isEmpty() && (!statuses.isEmpty() || since.isPresent() || until.isPresent())) {
            errors.add(
                    "deliveries",
                    "is there together with status, since or until",
                    "either name deliveries or select them");
        }
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            errors.add("until", "is not after since", "since is inclusive and until exclusive; swap or move them");
        }
        return new Wish(deliveries, statuses.isEmpty() ? USUAL : statuses, since, until, dryRun);
    }

    /** Reads one word, or a list of words. */
    private static Set<DeliveryStatus> statuses(JsonNode node, FieldErrors errors) {
        List<String> words = new ArrayList<>();
        if (node.isTextual()) {
            words.add(node.textValue());
        } else {
            words.addAll(TextList.read(node, "status", "[\"failed\",\"parked\"]", STATUSES.size(), LONGEST_ID, errors));
        }
        Set<DeliveryStatus> statuses = new LinkedHashSet<>();
        for (String word : words) {
            if (STATUSES.contains(word)) {
                statuses.add(Deliveries.status(word).orElseThrow());
            } else {
                errors.add(
                        "status",
                        "is " + TextRules.quote(word),
                        "use any of " + String.join(", ", STATUSES)
                                + Nearest.to(word, STATUSES)
                                        .map(n -> "; did you mean " + n + "?")
                                        .orElse(""));
            }
        }
        return statuses;
    }

    private void checkNamed(WebhookEndpoint endpoint, Wish wish, FieldErrors errors) {
        for (int i = 0; i < wish.deliveries().size(); i++) {
            String id = wish.deliveries().get(i);
            if (lookup.read(endpoint, view -> view.find(endpoint.getId(), id)).isEmpty()) {
                errors.add(
                        "deliveries[" + i + "]",
                        "is " + TextRules.quote(id) + ", which is no delivery of this endpoint",
                        "take ids from GET /v1/webhooks/" + endpoint.getId() + "/deliveries");
            }
        }
    }
}
