package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only shows after long: on demand, with {@code -Dloop.tail.minutes=60} and {@code -Dloop.scroll.items=100000}. */
@ExtendWith(DashboardBrowser.Shared.class)
class LongVisitTest {

    private static final int ITEMS_A_SECOND = 100;
    private static final int BATCHES_A_SECOND = 10;

    private final DashboardBrowser browser;

    LongVisitTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @Test
    @EnabledIfSystemProperty(named = "loop.tail.minutes", matches = "[1-9][0-9]*")
    void shouldNotGrow_whenItemsComeInForLong() {
        int minutes = Integer.getInteger("loop.tail.minutes");
        AtomicLong sent = new AtomicLong();
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox")) {
            Page page = visit.page();
            assertThat(page.locator(".live.live")).isVisible();
            writer.scheduleAtFixedRate(
                    () -> {
                        browser.client()
                                .batch(IntStream.range(0, ITEMS_A_SECOND / BATCHES_A_SECOND)
                                        .mapToObj(i -> item("tail " + sent.incrementAndGet(), "tail"))
                                        .toList());
                    },
                    0,
                    1_000 / BATCHES_A_SECOND,
                    TimeUnit.MILLISECONDS);
            CDPSession devTools = page.context().newCDPSession(page);
            devTools.send("Performance.enable");
            List<Double> megabytes = new ArrayList<>();
            List<Double> nodes = new ArrayList<>();
            for (int minute = 1; minute <= minutes; minute++) {
                page.waitForTimeout(Duration.ofMinutes(1).toMillis());
                int inPage = ((Number) page.evaluate(NODES_IN_PAGE)).intValue();
                devTools.send("HeapProfiler.collectGarbage");
                JsonObject metrics = devTools.send("Performance.getMetrics");
                megabytes.add(metric(metrics, "JSHeapUsedSize") / (1 << 20));
                nodes.add(metric(metrics, "Nodes"));
                System.out.printf(
                        "Live tail: minute %d, %d items, heap %.1f MB, %.0f nodes, %d of them in the page, %.0f listeners%n",
                        minute,
                        sent.get(),
                        megabytes.get(minute - 1),
                        nodes.get(minute - 1),
                        inPage,
                        metric(metrics, "JSEventListeners"));
            }
            assertThat(page.locator(".live.live")).isVisible();
            assertThat(sent.get()).isGreaterThan((long) (minutes * 60 * ITEMS_A_SECOND * 0.9));
            assertThat(megabytes.get(minutes - 1))
                    .as("megabytes of heap, minute by minute: %s", megabytes)
                    .isLessThan(megabytes.get(minutes / 5) * 1.5);
            assertThat(nodes.get(minutes - 1))
                    .as("nodes, minute by minute: %s", nodes)
                    .isLessThan(nodes.get(minutes / 5) * 1.5);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "loop.scroll.items", matches = "[1-9][0-9]*")
    void shouldScrollSmoothly_whenThereAreManyItems() {
        int items = Integer.getInteger("loop.scroll.items");
        for (int from = 0; from < items; from += 1_000) {
            browser.client()
                    .batch(IntStream.range(from, Math.min(items, from + 1_000))
                            .mapToObj(i -> item("scrolled " + i, "scroll"))
                            .toList())
                    .expect(202);
        }
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=scroll")) {
            Page page = visit.page();
            assertThat(page.locator(".page-head .sub")).containsText(String.format("%,d items", items));
            @SuppressWarnings("unchecked")
            List<Number> frames = (List<Number>) page.evaluate(SCROLL);
            List<Double> sorted =
                    frames.stream().map(Number::doubleValue).sorted().toList();
            double p50 = sorted.get(sorted.size() / 2);
            double p99 = sorted.get((int) (sorted.size() * 0.99));
            System.out.printf(
                    "Scrolling %,d items: %d frames, p50 %.1f ms, p99 %.1f ms, longest %.1f ms, %d nodes%n",
                    items,
                    sorted.size(),
                    p50,
                    p99,
                    sorted.get(sorted.size() - 1),
                    ((Number) page.evaluate("document.querySelectorAll('*').length")).intValue());
            assertThat(((Number) page.evaluate("document.querySelectorAll('.row').length")).intValue())
                    .as("only what is seen is in the page")
                    .isLessThan(200);
        }
    }

    /** Five seconds of a quick hand on the wheel, with a jump every second; how long each frame took. */
    private static final String SCROLL = """
            () => new Promise(done => {
              const all = [...document.querySelectorAll('*')];
              const list = all.find(e => e.scrollHeight > e.clientHeight * 3 && /auto|scroll/.test(getComputedStyle(e).overflowY))
                ?? document.scrollingElement;
              const frames = [];
              const begin = performance.now();
              let last = begin, jumps = 0;
              const step = now => {
                frames.push(now - last);
                last = now;
                if (now - begin > 5000) { done(frames.slice(1)); return; }
                if ((now - begin) / 1000 > jumps + 1) { jumps++; list.scrollTop = list.scrollHeight * Math.random(); }
                else { list.scrollTop += 120; }
                requestAnimationFrame(step);
              };
              requestAnimationFrame(step);
            })
            """;

    /** With text and comments: templates mark their places by comments, which no selector finds. */
    private static final String NODES_IN_PAGE = """
            () => {
              const walker = document.createTreeWalker(document);
              let nodes = 1;
              while (walker.nextNode()) nodes++;
              return nodes;
            }
            """;

    private static String item(String message, String tag) {
        return "{\"user\":{\"id\":\"long\"},\"message\":\"" + message + "\",\"sentiment\":\"neutral\",\"tag\":\"" + tag
                + "\",\"plan\":\"scale\"}";
    }

    private static double metric(JsonObject metrics, String name) {
        for (JsonElement metric : metrics.getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals(name)) {
                return metric.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new AssertionError("no " + name + " in " + metrics);
    }
}
