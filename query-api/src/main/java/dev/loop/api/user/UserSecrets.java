package dev.loop.api.user;

import dev.loop.api.http.Problem;
import dev.loop.connectors.log.ControlTable;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.connectors.seal.SecretPlace;
import dev.loop.schemas.Topics;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.UserSecret;
import dev.loop.schemas.intake.UserProof;
import dev.loop.schemas.text.Base32;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The user secrets of all projects: sealed in the table, and opened once for each of its versions. A secret is
 * {@code usec_} and 160 random bits; its UTF-8 bytes, prefix and all, are the key of the HMAC. Thread-safe.
 */
public final class UserSecrets implements UserProof {

    static {
        // A project is changed by copying it.
        TrustedRecords.install();
    }

    /** The limit of secrets in use. */
    static final int MOST = 5;

    private static final String PREFIX = "usec_";
    private static final int RANDOM_BYTES = 20;
    private static final int CHARACTERS = 32;
    private static final String HMAC = "HmacSHA256";
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A secret in the clear.
     *
     * @param ends epoch milliseconds from which it proves nothing
     */
    record Open(String secret, Instant createdAt, long ends) {
        @Override
        public String toString() {
            return "Open[usec_…]";
        }
    }

    private record Opened(long version, Map<String, List<Open>> secrets) {}

    private final ControlTable<Project> projects;
    private final MasterKeys master;
    private final Clock clock;
    private volatile Opened opened = new Opened(-1, Map.of());

    public UserSecrets(ControlTable<Project> projects, MasterKeys master, Clock clock) {
        this.projects = projects;
        this.master = master;
        this.clock = clock;
    }

    @Override
    public boolean holds(String project, String userId, String hash) {
        byte[] presented = hash.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        boolean holds = false;
        for (Open one : inUse(project)) {
            byte[] right = hash(one.secret(), userId).getBytes(StandardCharsets.US_ASCII);
            holds |= MessageDigest.isEqual(right, presented);
        }
        return holds;
    }

    private static String hash(String secret, String userId) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(userId.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has " + HMAC, impossible);
        }
    }

    /** Returns the secrets that prove users now, newest first; those that cannot be opened here are left out. */
    List<Open> inUse(String project) {
        long now = clock.millis();
        return all().getOrDefault(project, List.of()).stream()
                .filter(one -> now < one.ends())
                .toList();
    }

    /** Returns whether a secret is in use that no master key here opens. */
    boolean hasSealed(String project) {
        long now = clock.millis();
        return projects.get(project).stream()
                .flatMap(one -> one.getUserSecrets().stream())
                .anyMatch(one -> now < ends(one) && MasterKeys.looksSealed(open(project, one, master)));
    }

    /** Puts a new secret before the others, which prove users for no longer than the overlap. */
    void rotate(String project, Duration overlap) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        String fresh = PREFIX + Base32.encode(random, 0, CHARACTERS);
        Instant now = Instant.ofEpochMilli(clock.millis());
        long latest = now.plus(overlap).toEpochMilli();
        projects.change(
                project,
                there -> there.map(before -> {
                    List<UserSecret> secrets = new ArrayList<>();
                    secrets.add(new UserSecret(master.seal(fresh, place(project, now)), now, null));
                    for (UserSecret old : before.getUserSecrets()) {
                        long ends = Math.min(ends(old), latest);
                        if (now.toEpochMilli() < ends) {
                            secrets.add(new UserSecret(old.getSecret(), old.getCreatedAt(), ends));
                        }
                    }
                    if (secrets.size() > MOST) {
                        throw Problem.TOO_MANY.because("The project has " + MOST
                                + " user secrets in use already. Wait until one ends, or send {\"overlap\":\"0s\"}, which"
                                + " ends them all but the new one.");
                    }
                    return Project.newBuilder(before).setUserSecrets(secrets).build();
                }),
                LONGEST_WRITE);
    }

    private Map<String, List<Open>> all() {
        Opened current = opened;
        // The version is read first: a change in between makes something that passes for stale, never for fresh.
        long version = projects.version();
        if (current.version() != version) {
            current = new Opened(version, read());
            opened = current;
        }
        return current.secrets();
    }

    private Map<String, List<Open>> read() {
        var all = new HashMap<String, List<Open>>();
        projects.all()
                .forEach((id, project) -> all.put(
                        id,
                        project.getUserSecrets().stream()
                                .map(one -> new Open(open(id, one, master), one.getCreatedAt(), ends(one)))
                                .filter(one -> !MasterKeys.looksSealed(one.secret()))
                                .toList()));
        return all;
    }

    /**
     * Returns the secrets of a project sealed with the first of the keys. Those that no key here opens are left out: a
     * process starts without their key only if that is lost.
     */
    public static List<UserSecret> sealedAnew(Project project, MasterKeys keys) {
        return project.getUserSecrets().stream()
                .filter(one -> keys.missingKey(one.getSecret()).isEmpty())
                .map(one -> new UserSecret(
                        keys.seal(open(project.getId(), one, keys), place(project.getId(), one.getCreatedAt())),
                        one.getCreatedAt(),
                        one.getExpiresAt().orElse(null)))
                .toList();
    }

    private static String open(String project, UserSecret secret, MasterKeys keys) {
        return keys.open(secret.getSecret(), place(project, secret.getCreatedAt()));
    }

    private static SecretPlace place(String project, Instant createdAt) {
        return new SecretPlace(Topics.PROJECTS.name(), project, "user_secret:" + createdAt.toEpochMilli());
    }

    private static long ends(UserSecret secret) {
        return secret.getExpiresAt().orElse(Long.MAX_VALUE);
    }
}
