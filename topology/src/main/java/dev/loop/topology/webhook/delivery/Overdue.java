package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Finds dispatches whose outcome will never come: lost with the data of a topic, or by a faulty sender. They would hold
 * their slots of the endpoint's window for as long as deliveries are kept.
 *
 * <p>While no sender runs, everything waits and nothing is lost, so time alone proves nothing. For each endpoint the
 * last ticket is remembered, with the number of dispatches up to it that are out. The sender reads in order: once a
 * later ticket, after a long time, has an outcome, the sender had read all of them and had the time to send them. Only
 * if some are still out shortly after that are they searched for; otherwise this costs two numbers in memory.
 */
final class Overdue {

    /**
     * Longer than a request may take, with its wait before: a sender that has just started reads all dispatches again.
     */
    private static final long GRACE_MILLIS = 60_000;

    private static final long LONGEST_SILENCE_MILLIS = Duration.ofDays(1).toMillis();
    private static final long LOOKS_EVERY_MILLIS = 1_000;

    /** The dispatch without an outcome. */
    record Lost(String endpointId, long sequence, long ticket) {

        /** Returns the attempt that the owner reads about it. */
        WebhookAttempt attempt(EndpointState state, DeliveryReader.Row row, long now) {
            Heading heading = row.heading();
            DeliveryProgress progress = row.progress();
            return WebhookAttempt.newBuilder()
                    .setDeliveryId(heading.id())
                    .setEndpointId(state.id)
                    .setProject(state.project)
                    .setEventId(heading.eventId())
                    .setType(heading.type())
                    .setSequence(row.sequence())
                    .setAttempt(progress.attempts() + 1)
                    .setTicket(ticket)
                    .setKind(progress.kind())
                    .setOutcome(AttemptOutcome.UNKNOWN)
                    .setAmbiguous(true)
                    .setError("What became of this attempt was never told; it is sent again, as a possible duplicate.")
                    .setStartedAt(Instant.ofEpochMilli(now))
                    .setDurationMillis(0)
                    .build();
        }
    }

    /** The dispatches that were out at an endpoint at one time. */
    private static final class Mark {
        private final long at;
        private long ticket;

        /** The number of tickets up to this one that are out. */
        private long out;

        /** The time when a later ticket had its outcome. */
        private long answeredAt = Long.MAX_VALUE;

        private long silentUntil;
        private long silence;

        /** The place of the search among the deliveries, which goes downwards; 0 while there is none. */
        private long searchedTo;

        /** The number of dispatches to find. */
        private long wanted;

        private Mark(long ticket, long at, long out, long silence) {
            this.ticket = ticket;
            this.at = at;
            this.out = out;
            this.silence = silence;
            this.silentUntil = at + silence;
        }
    }

    private final LedgerStores ledger;
    private final long within;
    private final long silence;
    private final Map<String, Mark> marks = new HashMap<>();
    private long lastLook = Long.MIN_VALUE;
    private long nextLook = Long.MIN_VALUE;

    Overdue(LedgerStores ledger, WebhookSettings.Hearing hearing) {
        this.ledger = ledger;
        this.within = hearing.within().toMillis();
        this.silence = hearing.silence().toMillis();
    }

    /** Looks at an endpoint; called now and then for each. */
    void look(EndpointState state, long now) {
        if (state.dispatched == 0) {
            marks.remove(state.id);
        } else {
            marks.computeIfAbsent(state.id, id -> new Mark(state.lastTicket, now, state.dispatched, silence));
        }
    }

    /** Notes that a dispatch which was out has its outcome. */
    void settled(String endpointId, long ticket, long now) {
        Mark mark = marks.get(endpointId);
        if (mark == null) {
            return;
        }
        if (ticket > mark.ticket) {
            mark.answeredAt = now - mark.at >= within ? Math.min(mark.answeredAt, now) : mark.answeredAt;
        } else if (--mark.out <= 0) {
            marks.remove(endpointId);
        }
    }

    /**
     * Returns dispatches that are lost and are to be sent again.
     *
     * @param atMost how many deliveries to look at, since records wait meanwhile; the next call goes on
     */
    List<Lost> find(long now, int atMost) {
        if (now < nextLook) {
            return List.of();
        }
        lastLook = now;
        nextLook = now + LOOKS_EVERY_MILLIS;
        List<Lost> lost = new ArrayList<>();
        int left = atMost;
        for (Iterator<Map.Entry<String, Mark>> each = marks.entrySet().iterator(); left > 0 && each.hasNext(); ) {
            Map.Entry<String, Mark> entry = each.next();
            Mark mark = entry.getValue();
            if (mark.searchedTo == 0 && !begin(mark, now)) {
                continue;
            }
            EndpointState state = ledger.endpoints()
                    .find(entry.getKey())
                    .map(EndpointStates.Held::state)
                    .orElse(null);
            if (state == null) {
                each.remove();
                continue;
            }
            left -= search(state, mark, left, lost);
            if (mark.searchedTo > 0) {
                nextLook = now;
            } else if (passedOver(mark)) {
                each.remove();
            } else {
                awaitTheProbe(mark, state, now);
            }
        }
        return lost;
    }

    /** Returns whether no search is under way; one may begin at any time. */
    boolean isAtRest() {
        return nextLook > lastLook;
    }

    private static boolean passedOver(Mark mark) {
        return mark.answeredAt < Long.MAX_VALUE;
    }

    private boolean begin(Mark mark, long now) {
        boolean over = passedOver(mark) ? now - mark.answeredAt >= GRACE_MILLIS : now >= mark.silentUntil;
        if (!over) {
            return false;
        }
        mark.wanted = passedOver(mark) ? mark.out : 1;
        mark.searchedTo = Long.MAX_VALUE;
        return true;
    }

    /** Waits for the outcome of the probe: everything that is out was dispatched before it. */
    private static void awaitTheProbe(Mark mark, EndpointState state, long now) {
        mark.ticket = state.lastTicket;
        mark.out = state.dispatched - (1 - mark.wanted);
        mark.silence = Math.min(mark.silence * 2, LONGEST_SILENCE_MILLIS);
        mark.silentUntil = now + mark.silence;
    }

    /** Searches from the newest delivery downwards, since most of what is out is there. */
    private int search(EndpointState state, Mark mark, int atMost, List<Lost> lost) {
        long from = Math.min(state.lastSequence, mark.searchedTo - 1);
        mark.searchedTo = 0;
        if (mark.wanted == 0 || from < state.firstSequence) {
            return 1;
        }
        int looked = 0;
        try (DeliveryReader.Rows rows = ledger.deliveries().reader().rows(state.id, state.firstSequence, from, true)) {
            while (mark.wanted > 0 && rows.hasNext()) {
                if (looked == atMost) {
                    break;
                }
                DeliveryReader.Row row = rows.next();
                looked++;
                DeliveryProgress progress = row.progress();
                if (progress.phase() == Phase.DISPATCHED && progress.ticket() <= mark.ticket) {
                    lost.add(new Lost(state.id, row.sequence(), progress.ticket()));
                    mark.wanted--;
                }
                mark.searchedTo = row.sequence();
            }
            if (mark.wanted == 0 || !rows.hasNext()) {
                mark.searchedTo = 0;
            }
        }
        return looked + 1;
    }
}
