package dev.loop.topology.theme;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.item.ThemeId;
import dev.loop.topology.store.StoreNames;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The themes of one project without Kafka, as the ledger makes them: for measuring how good and how fast they are. */
public final class ThemesInMemory {

    private static final String PROJECT = "default";

    private final KeyValueStore<Bytes, byte[]> members =
            Stores.inMemoryKeyValueStore(StoreNames.THEME_MEMBERS).get();
    private final ProjectThemes themes = new ProjectThemes(
            Stores.inMemoryKeyValueStore(StoreNames.THEMES).get(), members, PROJECT, new ProjectThemes.Outlet() {
                @Override
                public void merged(String project, ThemeState from, long into) {}

                @Override
                public void gone(String project, long theme) {}

                @Override
                public void grew(String project, ThemeState theme) {}

                @Override
                public void joined(String project, String item, byte[] vector, long theme) {}
            });

    /** Takes an item, which has a vector. */
    public void take(Feedback item) {
        themes.take(item.getId(), ThemeLedger.member(item), true);
    }

    /** Returns how many themes there are, those too small to be shown as well. */
    public int size() {
        return themes.all().size();
    }

    /** Returns the themes that are shown. */
    public List<Theme> shown() {
        return themes.all().stream()
                .filter(ThemeState::toBeShown)
                .map(theme -> ThemeRecords.of(PROJECT, theme))
                .toList();
    }

    /** Returns the theme of an item; empty if it is in none. */
    public Optional<String> themeOf(String item) {
        return new ThemeMembers(members, PROJECT)
                .get(item)
                .flatMap(member -> themes.theme(member.theme()))
                .map(theme -> ThemeId.of(theme.cluster.id));
    }
}
