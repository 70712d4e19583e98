package dev.loop.cli;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.process.WebhookOptions;
import dev.loop.topology.webhook.WebhookSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} that say where webhooks may go, and how often they are tried. */
final class WebhookArguments {

    static final String LOOPBACK = "127.0.0.0/8,::1/128";

    @Option(
            names = "--allow-private-webhooks",
            paramLabel = "CIDR,…",
            description = "Also allow webhooks to these private addresses: 10.1.0.0/16, or loopback for this machine."
                    + " Set it alike for every process with api or sender (default: none).")
    private List<String> allowPrivateWebhooks = new ArrayList<>();

    @Option(
            names = "--webhook-delays",
            paramLabel = "TIME,…",
            description = "Waits before each attempt at a webhook, the first included; to try things out: 0s,1s,2s."
                    + " Streams reads it (default: 0s,1m,5m,30m,2h,6h).")
    private @Nullable String webhookDelays;

    @Option(
            names = "--webhook-disable-after",
            paramLabel = "TIME",
            description = "Disable an endpoint that has only failed for this long. Streams reads it (default: 5d).")
    private @Nullable String webhookDisableAfter;

    WebhookOptions webhooks(OptionReader read) {
        AddressRules addresses = AddressRules.publicOnly();
        try {
            addresses = AddressRules.allowing(allowPrivateWebhooks.stream()
                    .flatMap(list -> Stream.of(list.split(",")))
                    .map(range -> range.strip().equalsIgnoreCase("loopback") ? LOOPBACK : range)
                    .collect(Collectors.joining(",")));
        } catch (IllegalArgumentException wrong) {
            read.problem("--allow-private-webhooks", "cannot be used: " + wrong.getMessage());
        }
        WebhookSettings delivery = WebhookSettings.defaults();
        List<Duration> delays = read.times("--webhook-delays");
        if (!delays.isEmpty()) {
            delivery = delivery.withDelays(delays);
        }
        List<Duration> disableAfter = read.times("--webhook-disable-after");
        if (disableAfter.size() > 1) {
            read.problem("--webhook-disable-after", "is one time, such as 5d");
        }
        return new WebhookOptions(
                addresses, disableAfter.size() == 1 ? delivery.withDisableAfter(disableAfter.get(0)) : delivery);
    }
}
