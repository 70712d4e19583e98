package dev.loop.api.limit;

import dev.loop.api.http.Problem;
import dev.loop.api.http.Refusal;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Limits the rate of calls. A call beyond a limit gets 429, with {@code Retry-After}, and {@code RateLimit} and
 * {@code RateLimit-Policy} as in draft-ietf-httpapi-ratelimit-headers-10. Other answers show only what is left for the
 * address: a page must not learn how much others send with the same key.
 */
public final class Limits {

    /**
     * The limit of counted addresses. Beyond it the address counted longest ago begins anew; limits per key are not
     * affected.
     */
    static final int MOST_ADDRESSES = 50_000;

    /** The limit of counted keys, above the number of keys of a project, browsers included. */
    private static final int MOST_KEYS = 10_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** An address, for one key that has limits of its own for addresses, or for all others together. */
    private record Page(String key, long address) {}

    private final LimitSettings settings;
    private final MeterRegistry meters;
    private final ClientAddress addresses;
    private final Counts<Page> pages;
    private final Counts<String> keys;
    private final Counts<Long> signIns;
    private final Counts<Long> wrongKeys;
    private final Familiar familiar = new Familiar();
    private final DailyQuota quota;

    public Limits(LimitSettings settings, Clock clock, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
        addresses = new ClientAddress(settings.trustedProxies(), settings.countLoopback());
        pages = new Counts<>(ofAddress(settings), MOST_ADDRESSES, clock);
        keys = new Counts<>(ofKey(settings), MOST_KEYS, clock);
        signIns = new Counts<>(
                List.of(new Rule("sign-in-minute", settings.signInsPerMinute(), MINUTE)), MOST_ADDRESSES, clock);
        wrongKeys = new Counts<>(
                List.of(new Rule("wrong-key-minute", settings.wrongKeysPerMinute(), MINUTE)), MOST_ADDRESSES, clock);
        quota = new DailyQuota(clock, settings.quotaFile());
        Gauge.builder("loop.limits.addresses", pages, Counts::size)
                .description("addresses that are counted, of at most " + MOST_ADDRESSES)
                .register(meters);
    }

    /** Returns the limit of bytes for the body of an item sent with a publishable key. */
    public int publishableBytes() {
        return settings.publishableBytes();
    }

    private static List<Rule> ofAddress(LimitSettings settings) {
        return List.of(
                new Rule("address-minute", settings.addressPerMinute(), MINUTE),
                new Rule("address-hour", settings.addressPerHour(), Duration.ofHours(1)));
    }

    private static List<Rule> ofKey(LimitSettings settings) {
        return List.of(new Rule("key-second", settings.keyPerSecond(), Duration.ofSeconds(1)));
    }

    /** Returns the limits that hold for a key. */
    public LimitSettings of(OwnLimits own) {
        return settings.with(own);
    }

    /** Counts a call with a publishable key. */
    public void call(Context ctx, String keyId, OwnLimits own) {
        LimitSettings limits = settings.with(own);
        String counted = own.ofAddresses() ? keyId : "";
        List<Rule> ofAddress = ofAddress(limits);
        addresses
                .of(ctx)
                .flatMap(address -> pages.take(new Page(counted, address), ofAddress))
                .ifPresent(result -> {
                    header(ctx, result, ofAddress);
                    if (!result.allowed()) {
                        refuse(
                                ctx,
                                result,
                                "This address may make " + rate(result.rule())
                                        + (own.ofAddresses()
                                                ? " with this publishable key"
                                                : " with publishable keys"));
                    }
                });
        keys.take(keyId, ofKey(limits)).filter(result -> !result.allowed()).ifPresent(result -> {
            header(ctx, result, List.of(result.rule()));
            refuse(ctx, result, "This publishable key may be used for " + rate(result.rule()));
        });
    }

    /** Counts an item that a publishable key is about to create. */
    public void create(Context ctx, String keyId, OwnLimits own) {
        quota.take(keyId, settings.with(own).keyPerDay())
                .filter(result -> !result.allowed())
                .ifPresent(result -> {
                    header(ctx, result, List.of(result.rule()));
                    refuse(
                            ctx,
                            result,
                            "This publishable key may create " + result.rule().most() + " items a day, by UTC");
                });
    }

    /** Returns the items that a publishable key has created today, by UTC. */
    public int createdToday(String keyId) {
        return quota.today(keyId);
    }

    /** Counts an attempt to sign a browser in. */
    public void signIn(Context ctx) {
        addresses
                .of(ctx)
                .flatMap(signIns::take)
                .filter(result -> !result.allowed())
                .ifPresent(result -> {
                    header(ctx, result, signIns.rules());
                    refuse(
                            ctx,
                            result,
                            "This address may try to sign in " + result.rule().most() + " times a minute");
                });
    }

    /**
     * Limits wrong keys. An address that guessed too often does not learn whether a guess was right, unless the key was
     * valid for it before: callers that share an address with a guesser are not affected.
     *
     * @param keyId of the key presented; empty where there is none
     */
    public void key(Context ctx, Optional<String> keyId) {
        Optional<Long> address = addresses.of(ctx);
        if (address.isEmpty()) {
            return;
        }
        boolean known = keyId.isPresent();
        if (known && familiar.has(keyId.get(), address.get())) {
            return;
        }
        Optional<RateLimitResult> result = known ? wrongKeys.look(address.get()) : wrongKeys.take(address.get());
        result.filter(found -> !found.allowed()).ifPresent(found -> {
            header(ctx, found, wrongKeys.rules());
            refuse(
                    ctx,
                    found,
                    "From this address came " + found.rule().most() + " keys in a minute that are not known here");
        });
        keyId.ifPresent(id -> familiar.add(id, address.get()));
    }

    private void refuse(Context ctx, RateLimitResult result, String why) {
        Refusal.set(ctx, result.rule().name());
        Counter.builder("loop.limits.refused")
                .description("Calls beyond a limit")
                .tag("limit", result.rule().name())
                .register(meters)
                .increment();
        throw Problem.RATE_LIMITED.because(why + ".").retryAfter(result.reset());
    }

    private static String rate(Rule rule) {
        String window =
                rule.window().equals(MINUTE) ? "minute" : rule.window().compareTo(MINUTE) < 0 ? "second" : "hour";
        return rule.most() + " calls a" + (window.equals("hour") ? "n " : " ") + window;
    }

    private static void header(Context ctx, RateLimitResult result, List<Rule> rules) {
        ctx.header(
                "RateLimit-Policy",
                rules.stream()
                        .filter(rule -> rule.most() > 0)
                        .map(rule -> "\"" + rule.name() + "\";q=" + rule.most() + ";w="
                                + rule.window().toSeconds())
                        .collect(Collectors.joining(", ")));
        ctx.header(
                "RateLimit",
                "\"" + result.rule().name() + "\";r=" + Math.max(0, result.left()) + ";t="
                        + (result.reset().toMillis() + 999) / 1000);
    }
}
