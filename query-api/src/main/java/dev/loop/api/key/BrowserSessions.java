package dev.loop.api.key;

import dev.loop.api.http.Problem;
import dev.loop.api.http.Scope;
import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Browsers that are signed in, by a link that works once or with a key. A session is kept as a key is, by its hash, so
 * that it outlives a restart and every instance knows it. Links are known to the process that made them, also by hash.
 */
public final class BrowserSessions implements Sessions {

    /** The lifetime of a link. */
    public static final Duration LINK_LIFE = Duration.ofMinutes(15);
    /** The lifetime of a session. */
    public static final Duration SESSION_LIFE = Duration.ofDays(30);

    private static final String PREFIX = "ses_";
    /**
     * The limit for one key, and for printed links together. Beyond it, the oldest session of the same key makes room.
     */
    private static final int MOST_SESSIONS_OF_ONE = 50;
    /** The limit of all sessions of a project; they are one record with the keys. */
    private static final int MOST_SESSIONS = 1_000;

    private static final int MOST_LINKS_OF_ONE = 10;
    private static final int MOST_LINKS = 500;

    private record Link(String project, Set<String> scopes, Optional<String> madeWith, Instant expires) {}

    /**
     * A link that was made now.
     *
     * @param token signs one browser in, once
     */
    public record FreshLink(String token, Instant expires) {
        @Override
        public String toString() {
            return "FreshLink[…]";
        }
    }

    /**
     * A session that was opened now.
     *
     * @param cookie shown this once
     */
    public record Opened(String cookie, Caller caller) {
        @Override
        public String toString() {
            return "Opened[" + caller.keyId() + "]";
        }
    }

    private final KeyBook book;
    private final Clock clock;
    private final KeyIndex index;
    private final KeyFactory factory = new KeyFactory();
    private final Map<String, Link> links = new LinkedHashMap<>();

    public BrowserSessions(ControlTable<Project> projects, KeyBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
        this.index = new KeyIndex(projects, clock, BrowserSessions::isSession);
    }

    static boolean isSession(ApiKey key) {
        return hasIdOfSession(key.getId());
    }

    static boolean hasIdOfSession(String id) {
        return id.startsWith(PREFIX);
    }

    /** Makes a link for the operator of the program, with every scope in the project. */
    public FreshLink link(String project) {
        return link(project, Set.of(Scope.EVERY), Optional.empty());
    }

    /** Makes a link with the scopes of the key or the signed-in browser, valid for as long as that exists. */
    FreshLink linkBy(Caller maker) {
        return link(maker.project(), maker.scopes(), Optional.of(maker.keyId()));
    }

    private FreshLink link(String project, Set<String> scopes, Optional<String> madeWith) {
        String token = factory.token();
        Instant expires = clock.instant().plus(LINK_LIFE);
        synchronized (links) {
            prune();
            List<String> own = links.entrySet().stream()
                    .filter(link -> link.getValue().madeWith().equals(madeWith))
                    .map(Map.Entry::getKey)
                    .toList();
            if (own.size() >= MOST_LINKS_OF_ONE) {
                links.remove(own.get(0));
            } else if (links.size() >= MOST_LINKS) {
                throw Problem.TOO_MANY.because(MOST_LINKS + " sign-in links wait to be used already.");
            }
            links.put(KeyFactory.sha256(token), new Link(project, scopes, madeWith, expires));
        }
        return new FreshLink(token, expires);
    }

    /**
     * Opens a session by a link. Empty if the token is wrong, used or too old, or the key behind the link is gone.
     *
     * @param before the session that the browser has now, which ends
     */
    public Optional<Opened> openByLink(String token, Optional<Caller> before) {
        String hash = KeyFactory.sha256(token);
        Link link;
        synchronized (links) {
            prune();
            link = links.remove(hash);
        }
        if (link == null) {
            return Optional.empty();
        }
        try {
            return open(link.project(), link.scopes(), link.madeWith(), before);
        } catch (RuntimeException notStored) {
            synchronized (links) {
                links.put(hash, link);
            }
            throw notStored;
        }
    }

    /**
     * Opens a session as a link by {@link #linkBy} would; empty if the key is gone.
     *
     * @param before the session that the browser has now, which ends
     */
    public Optional<Opened> openWith(Caller key, Optional<Caller> before) {
        return open(key.project(), key.scopes(), Optional.of(key.keyId()), before);
    }

    /** Returns whether the session was opened with the key itself. */
    public boolean isOf(Caller session, Caller key) {
        return session.project().equals(key.project())
                && book.all(key.project()).stream()
                        .anyMatch(one -> one.getId().equals(session.keyId())
                                && one.getMadeWith().equals(Optional.of(key.keyId())));
    }

    private Optional<Opened> open(
            String project, Set<String> scopes, Optional<String> madeWith, Optional<Caller> before) {
        String cookie = factory.token();
        Instant now = clock.instant();
        var session = new ApiKey(
                KeyFactory.id(PREFIX, cookie),
                "browser",
                KeyFactory.sha256(cookie),
                scopes.stream().sorted().toList(),
                now,
                now.plus(SESSION_LIFE).toEpochMilli(),
                madeWith.orElse(null),
                null,
                null,
                List.of(),
                null,
                null,
                List.of());
        Optional<String> ending =
                before.filter(one -> one.project().equals(project)).map(Caller::keyId);
        book.change(project, keys -> with(keys, session, ending, now));
        return KeyBook.has(book.all(project), session.getId())
                ? Optional.of(new Opened(cookie, Caller.of(project, session)))
                : Optional.empty();
    }

    @Override
    public Optional<Caller> find(String cookie) {
        return index.find(cookie).map(entry -> Caller.of(entry.project(), entry.key()));
    }

    /** Signs out. Links that it made end with it; browsers that used one stay signed in. */
    public void close(Caller session) {
        book.change(session.project(), keys -> Lineage.ended(keys, session.keyId()));
    }

    /**
     * Returns the keys with the session added, without expired ones, the one that ends, and those beyond the limits.
     * Returns the keys unchanged if the maker of the session is gone.
     */
    private static List<ApiKey> with(List<ApiKey> keys, ApiKey session, Optional<String> ending, Instant now) {
        if (KeyBook.has(keys, session.getId())) {
            return keys;
        }
        Lineage before = new Lineage(keys);
        if (!before.holds(session) || before.ends(session) <= now.toEpochMilli()) {
            return keys;
        }
        List<ApiKey> kept = keys;
        Optional<String> madeWith = session.getMadeWith();
        for (ApiKey key : keys) {
            boolean ends = ending.equals(Optional.of(key.getId()));
            if (ends && madeWith.equals(ending)) {
                madeWith = key.getMadeWith();
            }
            if (isSession(key) && !before.holds(key)) {
                kept = Lineage.without(kept, key.getId());
            } else if (isSession(key) && (ends || !now.isBefore(expires(key)))) {
                kept = Lineage.ended(kept, key.getId());
            }
        }
        Lineage lineage = new Lineage(kept);
        String root = lineage.root(madeWith);
        List<String> own = kept.stream()
                .filter(key -> isSession(key) && lineage.root(key.getMadeWith()).equals(root))
                .map(ApiKey::getId)
                .toList();
        long all = kept.stream().filter(BrowserSessions::isSession).count();
        if (own.size() >= MOST_SESSIONS_OF_ONE || all >= MOST_SESSIONS && !own.isEmpty()) {
            kept = Lineage.ended(kept, own.get(0));
        } else if (all >= MOST_SESSIONS) {
            throw Problem.TOO_MANY.because(MOST_SESSIONS + " browsers are signed in to this project already.");
        }
        var more = new ArrayList<>(kept);
        more.add(ApiKey.newBuilder(session).setMadeWith(madeWith.orElse(null)).build());
        return more;
    }

    private static Instant expires(ApiKey session) {
        return session.getExpiresAt().map(Instant::ofEpochMilli).orElse(Instant.MAX);
    }

    /** Removes links that are too old, or whose maker is gone. */
    private void prune() {
        Instant now = clock.instant();
        links.values()
                .removeIf(link -> !now.isBefore(link.expires())
                        || link.madeWith()
                                .filter(maker -> !KeyBook.has(book.all(link.project()), maker))
                                .isPresent());
    }
}
