package dev.loop.topology.webhook.delivery;

/** Sums over the endpoints of a partition, updated with every change. */
final class Totals {

    static final Share NOTHING = new Share(0, 0, 0, 0);

    /** The part of one endpoint, or the sum of all. */
    record Share(long pending, long parked, long openBreakers, long disabled) {
        private Share changed(Share before, Share after) {
            return new Share(
                    pending - before.pending + after.pending,
                    parked - before.parked + after.parked,
                    openBreakers - before.openBreakers + after.openBreakers,
                    disabled - before.disabled + after.disabled);
        }
    }

    private Share sum = NOTHING;

    static Share of(EndpointState state) {
        return new Share(state.pending(), state.parked, state.breaker.open() ? 1 : 0, state.disabledAt > 0 ? 1 : 0);
    }

    /** Replaces an endpoint's part. Returns the part that is counted now. */
    Share replace(Share before, Share after) {
        sum = sum.changed(before, after);
        return after;
    }

    Share sum() {
        return sum;
    }
}
