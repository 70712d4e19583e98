package dev.loop.cli;

import dev.loop.api.limit.LimitSettings;
import dev.loop.connectors.webhook.address.AddressRange;
import dev.loop.schemas.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** {@code --limits} and {@code --trusted-proxies}, as the API takes them. */
final class LimitOptions {

    private static final String LIMITS = "--limits";
    private static final String PROXIES = "--trusted-proxies";
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");
    private static final int MOST_PAGE_BYTES = 512 << 10;

    static LimitSettings read(OptionReader read, boolean countLoopback) {
        Map<String, Integer> limits = limits(read);
        ToIntFunction<String> limit = name -> Objects.requireNonNull(limits.get(name), name);
        return new LimitSettings(
                limit.applyAsInt("address-minute"),
                limit.applyAsInt("address-hour"),
                limit.applyAsInt("key-second"),
                limit.applyAsInt("key-day"),
                limit.applyAsInt("sign-in-minute"),
                limit.applyAsInt("wrong-key-minute"),
                limit.applyAsInt("page-bytes"),
                proxies(read),
                countLoopback,
                Optional.empty());
    }

    private static Map<String, Integer> usual() {
        LimitSettings usual = LimitSettings.USUAL;
        Map<String, Integer> limits = new LinkedHashMap<>();
        limits.put("address-minute", usual.addressPerMinute());
        limits.put("address-hour", usual.addressPerHour());
        limits.put("key-second", usual.keyPerSecond());
        limits.put("key-day", usual.keyPerDay());
        limits.put("sign-in-minute", usual.signInsPerMinute());
        limits.put("wrong-key-minute", usual.wrongKeysPerMinute());
        limits.put("page-bytes", usual.publishableBytes());
        return limits;
    }

    private static Map<String, Integer> limits(OptionReader read) {
        Map<String, Integer> limits = usual();
        for (String part : read.text(LIMITS).map(text -> text.split(",")).orElse(new String[0])) {
            String[] pair = part.strip().split("=", 2);
            String name = pair[0].strip();
            if (!limits.containsKey(name)) {
                read.problem(
                        LIMITS,
                        "knows " + String.join(", ", limits.keySet()) + ", not \"" + name + "\""
                                + Nearest.to(name, limits.keySet())
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
                continue;
            }
            String count = pair.length == 2 ? pair[1].strip() : "";
            if (!count.matches("\\d{1,9}")) {
                read.problem(LIMITS, "must be NAME=COUNT, with a whole number, not \"" + part.strip() + "\"");
            } else if (name.equals("page-bytes")
                    && (Integer.parseInt(count) == 0 || Integer.parseInt(count) > MOST_PAGE_BYTES)) {
                read.problem(LIMITS, "takes page-bytes from 1 to " + MOST_PAGE_BYTES + ", not " + count);
            } else {
                limits.put(name, Integer.parseInt(count));
            }
        }
        return limits;
    }

    private static List<AddressRange> proxies(OptionReader read) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String part : read.text(PROXIES).map(text -> text.split(",")).orElse(new String[0])) {
            List<String> texts = part.strip().equalsIgnoreCase("loopback") ? LOOPBACK : List.of(part);
            try {
                texts.forEach(text -> ranges.add(AddressRange.parse(text)));
            } catch (IllegalArgumentException wrong) {
                read.problem(PROXIES, "cannot be used: " + wrong.getMessage());
            }
        }
        return ranges;
    }

    private LimitOptions() {}
}
