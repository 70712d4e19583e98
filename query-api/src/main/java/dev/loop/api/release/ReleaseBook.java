package dev.loop.api.release;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The releases of all projects. The next read on the same instance sees a release that was put. */
public final class ReleaseBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final int NEAR_ONES = 3;

    private static final Comparator<Release> NEWEST_FIRST = Comparator.comparing(Release::getReleasedAt)
            .thenComparing(Release::getVersion)
            .reversed();

    private final ControlTable<Release> table;

    public ReleaseBook(ControlTable<Release> table) {
        this.table = table;
    }

    public Optional<Release> find(String project, String version) {
        return table.get(key(project, version));
    }

    /** Returns the releases of a project, newest first; those of one instant by version, the last first. */
    public List<Release> all(String project) {
        return table.all().values().stream()
                .filter(release -> release.getProject().equals(project))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Puts a release; fails as {@link ControlTable#put} does. */
    public void put(Release release) {
        table.put(key(release.getProject(), release.getVersion()), release, LONGEST_WRITE);
    }

    /** Removes a release; fails as {@link ControlTable#remove} does. */
    void remove(String project, String version) {
        table.remove(key(project, version), LONGEST_WRITE);
    }

    /**
     * Returns a hint at the version that somebody may have meant instead of an unknown one; the newest if none is
     * similar.
     */
    String near(String project, String version) {
        List<String> versions =
                all(project).stream().map(Release::getVersion).collect(Collectors.toCollection(ArrayList::new));
        if (versions.isEmpty()) {
            return "The project has no releases yet; PUT /v1/releases/{version} creates one.";
        }
        var near = new ArrayList<String>();
        Optional<String> next = Nearest.to(version, versions);
        while (next.isPresent() && near.size() < NEAR_ONES) {
            near.add(next.get());
            versions.remove(next.get());
            next = Nearest.to(version, versions);
        }
        return near.isEmpty()
                ? "The newest are " + versions.stream().limit(NEAR_ONES).collect(Collectors.joining(", ")) + "."
                : "Did you mean " + String.join(" or ", near) + "?";
    }

    private static String key(String project, String version) {
        return project + "/" + version;
    }
}
