package dev.loop.api.feedback;

import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.FieldError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;

/** Counts created and known items, and refused ones by field. */
public final class IntakeMeters {

    /** The fields of refusals, a closed set: names from strangers must not become time series. */
    private static final Set<String> FIELDS = Set.copyOf(Intake.FIELDS);

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter known;
    private final Counter suspected;

    public IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = Counter.builder("loop.intake.accepted")
                .description("Items accepted and stored")
                .register(registry);
        this.known = Counter.builder("loop.intake.known")
                .description("Items sent again that were known already")
                .register(registry);
        this.suspected = Counter.builder("loop.intake.suspected")
                .description("Items set aside as spam, if a person does not take them in")
                .register(registry);
    }

    void suspected() {
        suspected.increment();
    }

    void accepted(long items) {
        accepted.increment(items);
    }

    void known(long items) {
        known.increment(items);
    }

    /** Counts a refused item under its first error. */
    void refused(List<FieldError> errors) {
        String field = errors.get(0).field();
        // Such as user.id and tags[1].
        String top = field.split("[.\\[]", 2)[0];
        refused(FIELDS.contains(top) ? top : top.isEmpty() ? "shape" : "unknown-field");
    }

    void refused(String reason) {
        Counter.builder("loop.intake.refused")
                .description("Items refused, by the first field that was wrong")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }
}
