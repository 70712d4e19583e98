package dev.loop.schemas.intake;

import dev.loop.schemas.avro.MaskingPattern;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.mask.MaskKind;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.mask.OwnPattern;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The masking of each project: its own rules, or those of the server. Rules are made ready once for as long as they
 * stay. Safe for many threads.
 */
public final class ProjectMasks {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectMasks.class);

    private record Ready(MaskingRules rules, CommandMask mask, Masking masking) {}

    private final Masking server;
    private final CommandMask serverMask;
    private final Function<String, Optional<MaskingRules>> rules;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();

    /** @param rules finds those of a project; empty where it has none of its own, or there is no such project */
    public ProjectMasks(Masking server, Function<String, Optional<MaskingRules>> rules) {
        this.server = server;
        this.serverMask = new CommandMask(server);
        this.rules = rules;
    }

    /** Returns masks that are the server's for every project. */
    public static ProjectMasks of(Masking server) {
        return new ProjectMasks(server, project -> Optional.empty());
    }

    public CommandMask of(String project) {
        return ready(project).map(Ready::mask).orElse(serverMask);
    }

    public Masking masking(String project) {
        return ready(project).map(Ready::masking).orElse(server);
    }

    /** Returns the masking of the server. */
    public Masking server() {
        return server;
    }

    private Optional<Ready> ready(String project) {
        return rules.apply(project).map(now -> {
            Ready known = ready.get(project);
            if (known == null || !known.rules().equals(now)) {
                Masking masking = masking(now);
                known = new Ready(now, new CommandMask(masking), masking);
                ready.put(project, known);
            }
            return known;
        });
    }

    /** Returns the masking of rules. A kind or a pattern of a newer program is left out, and the log tells it. */
    public static Masking masking(MaskingRules rules) {
        Set<MaskKind> kinds = EnumSet.noneOf(MaskKind.class);
        for (String word : rules.getKinds()) {
            MaskKind.of(word).ifPresentOrElse(kinds::add, () -> LOG.warn("Masking knows no kind \"{}\"", word));
        }
        return new Masking(
                kinds,
                rules.getRegion().filter(Masking::knowsRegion).orElse(""),
                rules.getPatterns().stream().flatMap(ProjectMasks::pattern).toList());
    }

    private static java.util.stream.Stream<OwnPattern> pattern(MaskingPattern pattern) {
        try {
            return List.of(new OwnPattern(pattern.getName(), pattern.getPattern())).stream();
        } catch (IllegalArgumentException unreadable) {
            LOG.warn("The masking pattern {} {}", pattern.getName(), unreadable.getMessage());
            return java.util.stream.Stream.empty();
        }
    }
}
