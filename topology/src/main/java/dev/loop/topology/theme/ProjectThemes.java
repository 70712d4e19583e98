package dev.loop.topology.theme;

import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.topology.theme.ThemeKeys.Kind;
import dev.loop.topology.theme.ThemeState.Drawn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The themes of one project, in memory and in the stores. Each language is by itself, since messages of one language
 * are alike whatever they are about.
 *
 * <p>Invariant: every item with words of its own is in one theme at most, and sums, people and counts of a theme are
 * those of its items. What happens follows from the order of items and wishes alone, and from no clock.
 */
final class ProjectThemes {

    /** After so many items, themes that have come close are merged, and the smallest make room. */
    static final int SWEEP = 500;

    /** The limit of themes after a sweep; until the next one there may be as many more as items came. */
    static final int MOST = 500;

    /** A theme of so many items and people has grown. */
    static final int GROWN_ITEMS = 50;

    static final int GROWN_PEOPLE = 20;

    /** Those that make room first: the smallest, and of these the longest unseen. */
    private static final Comparator<ThemeState> LEAST = Comparator.comparing((ThemeState theme) -> theme.cluster.pinned)
            .thenComparing(theme -> theme.cluster.size())
            .thenComparing(theme -> theme.cluster.lastJoined)
            .thenComparing(theme -> theme.cluster.id);

    /** What readers outside learn of at once. */
    interface Outlet {
        void merged(String project, ThemeState from, long into);

        void gone(String project, long theme);

        void grew(String project, ThemeState theme);

        /** @param theme {@link Member#NOWHERE} if the item is in none now */
        void joined(String project, String item, byte[] vector, long theme);
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final ThemeMembers members;
    private final String project;
    private final Outlet outlet;
    private final Map<String, Leaders> leaders = new TreeMap<>();
    private final TreeMap<Long, ThemeState> themes = new TreeMap<>();
    private final Map<Long, Long> aliases = new TreeMap<>();
    private final TreeSet<Long> untold = new TreeSet<>();
    private long items;
    private long lastTheme;

    ProjectThemes(
            KeyValueStore<Bytes, byte[]> store, KeyValueStore<Bytes, byte[]> members, String project, Outlet outlet) {
        this.store = store;
        this.members = new ThemeMembers(members, project);
        this.project = project;
        this.outlet = outlet;
        read();
    }

    private void read() {
        byte[] counters = store.get(ThemeKeys.project(Kind.PROJECT, project));
        if (counters != null) {
            items = ThemeCodec.number(counters, 0);
            lastTheme = ThemeCodec.number(counters, 1);
        }
        for (KeyValue<Bytes, byte[]> row : rows(Kind.MEAN)) {
            leaders.put(ThemeKeys.nameOf(row.key), new Leaders(ThemeCodec.mean(row.value)));
        }
        for (KeyValue<Bytes, byte[]> row : rows(Kind.THEME)) {
            ThemeState theme = ThemeCodec.theme(ThemeKeys.themeOf(row.key), row.value);
            themes.put(theme.cluster.id, theme);
            leaders(theme.language).put(theme.cluster);
            if (!theme.told) {
                untold.add(theme.cluster.id);
            }
        }
        for (KeyValue<Bytes, byte[]> row : rows(Kind.ALIAS)) {
            aliases.put(ThemeKeys.themeOf(row.key), ThemeCodec.number(row.value, 0));
        }
    }

    private List<KeyValue<Bytes, byte[]>> rows(Kind kind) {
        Bytes beginning = ThemeKeys.project(kind, project);
        List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> found = store.range(beginning, ThemeKeys.after(beginning))) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }

    /**
     * Takes the newest state of an item.
     *
     * @param now empty if it was erased
     * @param isNews whether somebody may be told because of it
     */
    void take(String item, Optional<Member> now, boolean isNews) {
        Optional<Member> before = members.get(item);
        if (before.isPresent() && now.isPresent() && before.get().saysTheSame(now.get())) {
            recount(item, before.get(), now.get());
            return;
        }
        before.ifPresent(known -> takeOut(item, known));
        now.ifPresent(fresh -> {
            takeIn(item, fresh, isNews);
            boolean left =
                    before.filter(known -> known.theme() > Member.NOWHERE).isPresent()
                            && members.get(item).orElseThrow().theme() <= Member.NOWHERE;
            if (left) {
                outlet.joined(project, item, fresh.vector(), Member.NOWHERE);
            }
        });
    }

    private void takeIn(String item, Member fresh, boolean isNews) {
        if (!ContentWords.any(fresh.message(), fresh.language())) {
            members.put(item, fresh);
            return;
        }
        items++;
        Leaders here = leaders(fresh.language());
        boolean settledBefore = here.mean().settled();
        boolean founds = here.mean().wanting();
        if (founds) {
            here.found(fresh.vector());
            saveMean(fresh.language(), here.mean());
        }
        if (settledBefore) {
            join(item, fresh.in(Member.NOWHERE, founds), isNews);
        } else {
            members.put(item, fresh.in(-items, founds));
            members.await(fresh.language(), items, item);
            if (here.mean().settled()) {
                // What comes with the first themes was there before them, and is no news.
                members.takeWaiting(
                        fresh.language(),
                        waiting -> members.get(waiting).ifPresent(member -> join(waiting, member, false)));
            }
        }
        if (items % SWEEP == 0) {
            sweep();
        }
        store.put(ThemeKeys.project(Kind.PROJECT, project), ThemeCodec.bytes(items, lastTheme));
    }

    private void join(String item, Member member, boolean isNews) {
        Leaders here = leaders(member.language());
        Cluster cluster = here.nearest(member.vector()).orElseGet(() -> begin(member.language(), here));
        cluster.add(member.vector(), here.mean());
        cluster.lastJoined = items;
        ThemeState theme = theme(cluster.id).orElseThrow();
        theme.counts.add(member.day(), member.sentiment());
        theme.people += members.count(cluster.id, member.user()) ? 1 : 0;
        theme.draw(new Drawn(ThemeState.hash(item), item));
        members.put(item, member.in(cluster.id, member.founder()));
        outlet.joined(project, item, member.vector(), cluster.id);
        if (theme.toBeShown() && cluster.size() >= 2 * theme.namedAt) {
            name(theme);
        }
        if (isNews && !theme.grew && cluster.size() >= GROWN_ITEMS && theme.people >= GROWN_PEOPLE) {
            theme.grew = true;
            outlet.grew(project, theme);
        }
        save(theme);
    }

    private Cluster begin(String language, Leaders here) {
        var cluster = new Cluster(++lastTheme);
        here.put(cluster);
        themes.put(cluster.id, new ThemeState(cluster, language, new DailyCounts()));
        return cluster;
    }

    private void takeOut(String item, Member member) {
        members.remove(item);
        Leaders here = leaders(member.language());
        if (member.founder()) {
            here.forget(member.vector());
            saveMean(member.language(), here.mean());
        }
        if (member.waits()) {
            members.notWaiting(member.language(), -member.theme());
            return;
        }
        Optional<ThemeState> found = theme(member.theme());
        if (found.isEmpty()) {
            return;
        }
        ThemeState theme = found.get();
        theme.cluster.subtract(member.vector(), here.mean());
        theme.counts.subtract(member.day(), member.sentiment());
        theme.people -= members.uncount(theme.cluster.id, member.user()) ? 1 : 0;
        if (theme.cluster.size() == 0) {
            drop(theme);
            return;
        }
        if (theme.undraw(item)) {
            name(theme);
        }
        save(theme);
    }

    private void recount(String item, Member before, Member now) {
        members.put(item, now.in(before.theme(), before.founder()));
        if (before.waits()) {
            return;
        }
        theme(before.theme()).ifPresent(theme -> {
            theme.counts.subtract(before.day(), before.sentiment());
            theme.counts.add(now.day(), now.sentiment());
            if (!before.user().equals(now.user())) {
                theme.people -= members.uncount(theme.cluster.id, before.user()) ? 1 : 0;
                theme.people += members.count(theme.cluster.id, now.user()) ? 1 : 0;
            }
            save(theme);
        });
    }

    /** Does what people wish. */
    void obey(ThemeCommand command, long id, Optional<Long> into, long offset) {
        @Nullable ThemeState theme = themes.get(id);
        if (theme == null) {
            return;
        }
        command.getName().ifPresent(name -> theme.givenName = Optional.of(name).filter(given -> !given.isEmpty()));
        command.getPinned().ifPresent(pinned -> theme.cluster.pinned = pinned);
        command.getIgnored().ifPresent(ignored -> theme.ignored = ignored);
        theme.commandOffset = offset;
        save(theme);
        into.map(themes::get)
                .filter(other -> other != theme && other.language.equals(theme.language))
                .ifPresent(other -> {
                    take(leaders(theme.language).merge(theme.cluster, other.cluster));
                    name(other);
                });
    }

    /** Merges what has come close, makes room, and names what has changed. */
    private void sweep() {
        leaders.values().forEach(here -> here.merge().forEach(this::take));
        List<ThemeState> least = new ArrayList<>(themes.values());
        least.sort(LEAST);
        least.subList(0, Math.max(0, least.size() - MOST)).forEach(this::drop);
        for (ThemeState theme : themes.values()) {
            if (theme.toBeShown() && theme.outgrewItsName()) {
                ThemeNames.read(theme, members, leaders(theme.language).mean());
                save(theme);
            }
        }
        var names = new ThemeNames(themes.values());
        for (ThemeState theme : themes.values()) {
            List<String> words = names.of(theme);
            if (!words.equals(theme.words)) {
                theme.words = words;
                save(theme);
            }
        }
    }

    private void take(Leaders.Merge merge) {
        ThemeState from = themes.remove(merge.from().id);
        ThemeState into = themes.get(merge.into().id);
        if (from == null || into == null) {
            throw new IllegalStateException("A cluster of " + project + " is in no theme");
        }
        into.counts.add(from.counts);
        into.people += members.movePeople(merge.from().id, merge.into().id);
        from.sample.forEach(into::draw);
        into.grew |= from.grew;
        into.givenName = into.givenName.or(() -> from.givenName);
        aliases.put(merge.from().id, merge.into().id);
        store.delete(ThemeKeys.theme(Kind.THEME, project, merge.from().id));
        store.put(ThemeKeys.theme(Kind.ALIAS, project, merge.from().id), ThemeCodec.bytes(merge.into().id));
        untold.remove(merge.from().id);
        if (from.shown || from.sample.size() < from.cluster.size()) {
            outlet.merged(project, from, merge.into().id);
        } else {
            // Nobody outside knows the theme, and all of its items are in the sample.
            for (Drawn drawn : from.sample) {
                members.get(drawn.item())
                        .ifPresent(member -> outlet.joined(project, drawn.item(), member.vector(), merge.into().id));
            }
        }
        save(into);
    }

    private void drop(ThemeState theme) {
        long id = theme.cluster.id;
        themes.remove(id);
        leaders(theme.language).drop(theme.cluster);
        members.forgetPeople(id);
        store.delete(ThemeKeys.theme(Kind.THEME, project, id));
        untold.remove(id);
        if (theme.shown) {
            outlet.gone(project, id);
        }
    }

    private void name(ThemeState theme) {
        ThemeNames.read(theme, members, leaders(theme.language).mean());
        theme.words = new ThemeNames(themes.values()).of(theme);
        save(theme);
    }

    private Leaders leaders(String language) {
        return leaders.computeIfAbsent(language, none -> new Leaders(new Mean()));
    }

    /** Returns the theme that has the items of a theme now. */
    Optional<ThemeState> theme(long id) {
        long now = id;
        for (Long next = aliases.get(now); next != null; next = aliases.get(now)) {
            now = next;
        }
        return Optional.ofNullable(themes.get(now));
    }

    private void saveMean(String language, Mean mean) {
        store.put(ThemeKeys.named(Kind.MEAN, project, language), ThemeCodec.bytes(mean));
    }

    private void save(ThemeState theme) {
        theme.told = false;
        untold.add(theme.cluster.id);
        store.put(ThemeKeys.theme(Kind.THEME, project, theme.cluster.id), ThemeCodec.bytes(theme));
    }

    Collection<ThemeState> all() {
        return themes.values();
    }

    boolean hasUntold() {
        return !untold.isEmpty();
    }

    /** Returns the themes that have changed since the last call, and counts them as told. */
    List<ThemeState> tell() {
        List<ThemeState> changed = new ArrayList<>();
        for (long id : untold) {
            ThemeState theme = themes.get(id);
            if (theme != null) {
                boolean wasShown = theme.shown;
                theme.shown = theme.toBeShown();
                theme.told = true;
                store.put(ThemeKeys.theme(Kind.THEME, project, id), ThemeCodec.bytes(theme));
                if (wasShown || theme.shown) {
                    changed.add(theme);
                }
            }
        }
        untold.clear();
        return changed;
    }
}
