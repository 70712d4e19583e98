package dev.loop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.LoopClient.Answer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Writes without a pause, one call after the other, and keeps account of what must stand. A call without a clear answer
 * (the connection broke, 503) is made again until it has one, by the same ids, before any other.
 */
final class Author {

    private static final int BATCH = 40;

    private final String name;
    private final RandomGenerator random;
    private final Map<String, Said> standing = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final List<String> changeable = new ArrayList<>();
    private final Set<String> erased = new HashSet<>();
    private final Map<Integer, Long> position = new HashMap<>();
    private Call pending;
    private int count;
    private int repeated;

    Author(String name, RandomGenerator random) {
        this.name = name;
        this.random = random;
    }

    /** One call and what follows from it once it is answered. */
    private interface Call {
        /** False if it must be made again. */
        boolean made(LoopClient client);
    }

    /** Makes one call; false if it has no clear answer yet. */
    boolean step(LoopClient client) {
        if (pending == null) {
            pending = next();
        } else {
            repeated++;
        }
        try {
            if (pending.made(client)) {
                pending = null;
                return true;
            }
        } catch (UncheckedIOException broken) {
            // Killed in the middle: only asking again tells.
        }
        return false;
    }

    /** Repeats calls until no outcome is in doubt. */
    void settle(LoopClient client) {
        for (int tries = 0; pending != null && !step(client); tries++) {
            if (tries == 200) {
                throw new AssertionError(name + " gets no answer");
            }
            Pace.RATE.restMillis(50);
        }
    }

    private Call next() {
        int kind = random.nextInt(10);
        if (kind < 3) {
            return batch();
        }
        if (kind < 7 || changeable.isEmpty()) {
            return create(Said.random(name + "-" + count++, random));
        }
        String externalId = changeable.get(random.nextInt(changeable.size()));
        return kind < 9 ? change(externalId) : erase(externalId);
    }

    private Call batch() {
        List<Said> all = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            all.add(Said.random(name + "-" + count++, random));
        }
        List<String> lines = all.stream().map(Said::json).toList();
        return client -> {
            Answer answer = client.batch(lines);
            if (answer.status() == 503) {
                return false;
            }
            noted(answer.expect(202));
            JsonNode results = answer.json().path("results");
            if (results.size() != all.size()) {
                throw new AssertionError(answer.text());
            }
            for (JsonNode result : results) {
                Said said = all.get(result.path("line").asInt() - 1);
                if (!Set.of("created", "known").contains(result.path("status").asText())) {
                    throw new AssertionError(result.toString());
                }
                stands(said, result.path("id").asText());
            }
            return true;
        };
    }

    private Call create(Said said) {
        // Named by one or the other: both must make a repeated call safe.
        return client -> {
            Answer answer = client.post("/v1/feedback", said.json(), "Idempotency-Key", "key-" + said.externalId());
            if (answer.status() == 503) {
                return false;
            }
            if (answer.status() != 200) {
                answer.expect(201);
            }
            noted(answer);
            String id = answer.json().path("id").asText();
            stands(said, id);
            changeable.add(said.externalId());
            return true;
        };
    }

    private Call change(String externalId) {
        String status = random.nextBoolean() ? "resolved" : "open";
        String tag = Said.tag(random);
        String body = "{\"status\":\"" + status + "\",\"tag\":\"" + tag + "\",\"reason\":\"triage\"}";
        return client -> {
            Answer answer = client.patch("/v1/feedback/" + ids.get(externalId), body);
            if (answer.status() == 503) {
                return false;
            }
            noted(answer.expect(200));
            standing.computeIfPresent(externalId, (id, said) -> said.changed(status, tag));
            return true;
        };
    }

    private Call erase(String externalId) {
        changeable.remove(externalId);
        return client -> {
            Answer answer = client.delete("/v1/feedback/" + ids.get(externalId));
            if (answer.status() == 503) {
                return false;
            }
            if (answer.status() != 404) {
                answer.expect(204);
                noted(answer);
            }
            standing.remove(externalId);
            erased.add(ids.get(externalId));
            return true;
        };
    }

    private void stands(Said said, String id) {
        standing.put(said.externalId(), said);
        if (ids.put(said.externalId(), id) != null) {
            throw new AssertionError(said + " was taken twice");
        }
    }

    private void noted(Answer answer) {
        answer.response().headers().firstValue("Loop-Position").ifPresent(text -> {
            for (String part : text.split(",")) {
                String[] place = part.split(":");
                position.merge(Integer.valueOf(place[0]), Long.valueOf(place[1]), Math::max);
            }
        });
    }

    /** Ids by external ids, those of erased items as well. */
    Map<String, String> ids() {
        return ids;
    }

    Map<String, Said> standing() {
        return standing;
    }

    Set<String> erased() {
        return erased;
    }

    /** Returns the end of its writes by partition. */
    Map<Integer, Long> position() {
        return position;
    }

    /** Returns the number of repeated calls. */
    int repeated() {
        return repeated;
    }
}
