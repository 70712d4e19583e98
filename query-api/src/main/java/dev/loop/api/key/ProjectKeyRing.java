package dev.loop.api.key;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.Project;
import java.time.Clock;
import java.util.Optional;

/** The keys of all projects, by their hashes. Cookies and links open nothing here. */
public final class ProjectKeyRing implements KeyRing {

    private final KeyIndex index;

    public ProjectKeyRing(ControlTable<Project> projects, Clock clock) {
        this.index = new KeyIndex(projects, clock, key -> !BrowserSessions.isSession(key));
    }

    @Override
    public Optional<Caller> find(String presented) {
        return index.find(presented).map(entry -> Caller.of(entry.project(), entry.key()));
    }
}
