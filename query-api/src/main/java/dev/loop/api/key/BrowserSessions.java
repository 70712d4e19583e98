package dev.loop.api.key;

import dev.loop.api.control.ControlTable;
import dev.loop.api.http.Scope;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
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

    /** Of a link. */
    public static final Duration LINK_LIFE = Duration.ofMinutes(15);
    /** Of a session. */
    public static final Duration SESSION_LIFE = Duration.ofDays(30);

    private static final String PREFIX = "ses_";
    private static final int MOST_SESSIONS = 50;
    private static final int MOST_LINKS = 20;

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
        this.index = new KeyIndex(projects, BrowserSessions::isSession);
    }

    static boolean isSession(ApiKey key) {
        return key.getId().startsWith(PREFIX);
    }

    /** For who starts the program: to do everything in the project. */
    public FreshLink link(String project) {
        return link(project, Set.of(Scope.EVERY), Optional.empty());
    }

    /** To do what the key may, for as long as there is the key. */
    FreshLink linkBy(Caller key) {
        return link(key.project(), key.scopes(), Optional.of(key.keyId()));
    }

    private FreshLink link(String project, Set<String> scopes, Optional<String> madeWith) {
        String token = factory.token();
        Instant expires = clock.instant().plus(LINK_LIFE);
        synchronized (links) {
            prune();
            links.put(KeyFactory.sha256(token), new Link(project, scopes, madeWith, expires));
        }
        return new FreshLink(token, expires);
    }

    /** Empty where the token is wrong, used or too old. */
    public Optional<Opened> openByLink(String token) {
        Link link;
        synchronized (links) {
            prune();
            link = links.remove(KeyFactory.sha256(token));
        }
        return Optional.ofNullable(link).map(found -> open(found.project(), found.scopes(), found.madeWith()));
    }

    /** As {@link #linkBy}, at once. */
    public Opened openWith(Caller key) {
        return open(key.project(), key.scopes(), Optional.of(key.keyId()));
    }

    private Opened open(String project, Set<String> scopes, Optional<String> madeWith) {
        String cookie = factory.token();
        Instant now = clock.instant();
        var session = new ApiKey(
                KeyFactory.id(PREFIX, cookie),
                "browser",
                KeyFactory.sha256(cookie),
                scopes.stream().sorted().toList(),
                now,
                now.plus(SESSION_LIFE).toEpochMilli(),
                madeWith.orElse(null));
        book.change(project, keys -> with(keys, session, now));
        return new Opened(cookie, Caller.of(project, session));
    }

    @Override
    public Optional<Caller> find(String cookie) {
        return index.find(cookie)
                .filter(entry -> clock.instant().isBefore(expires(entry.key())))
                .map(entry -> Caller.of(entry.project(), entry.key()));
    }

    /** Signs out. */
    public void close(Caller session) {
        book.change(
                session.project(),
                keys -> keys.stream()
                        .filter(key -> !isSession(key) || !key.getId().equals(session.keyId()))
                        .toList());
    }

    /** Without those that have expired, and not more than there may be: the oldest make room. */
    private static List<ApiKey> with(List<ApiKey> keys, ApiKey session, Instant now) {
        if (KeyBook.has(keys, session.getId())) {
            return keys;
        }
        var kept = new ArrayList<ApiKey>();
        long sessions = keys.stream().filter(BrowserSessions::isSession).count();
        for (ApiKey key : keys) {
            boolean drop = isSession(key) && (!now.isBefore(expires(key)) || sessions >= MOST_SESSIONS);
            if (drop) {
                sessions--;
            } else {
                kept.add(key);
            }
        }
        kept.add(session);
        return kept;
    }

    private static Instant expires(ApiKey session) {
        return session.getExpiresAt().map(Instant::ofEpochMilli).orElse(Instant.MAX);
    }

    private void prune() {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.expires()));
        for (Iterator<Link> oldest = links.values().iterator(); links.size() >= MOST_LINKS; ) {
            oldest.next();
            oldest.remove();
        }
    }
}
