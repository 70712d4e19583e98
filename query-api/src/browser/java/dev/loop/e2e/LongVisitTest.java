package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final double MEGABYTE = 1 << 20;

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
            assertThat(page.locator(".liveness.live")).isVisible();
            writer.scheduleAtFixedRate(
                    () -> {
                        browser.client()
                                .batch(IntStream.range(0, ITEMS_A_SECOND / BATCHES_A_SECOND)
                                        .mapToObj(i -> item("tail " + sent.incrementAndGet(), "tail", Instant.now()))
                                        .toList());
                    },
                    0,
                    1_000 / BATCHES_A_SECOND,
                    TimeUnit.MILLISECONDS);
            CDPSession devTools = page.context().newCDPSession(page);
            devTools.send("Performance.enable");
            List<Double> heap = new ArrayList<>();
            List<Double> nodes = new ArrayList<>();
            List<Double> listeners = new ArrayList<>();
            List<Double> server = new ArrayList<>();
            for (int minute = 1; minute <= minutes; minute++) {
                page.waitForTimeout(Duration.ofMinutes(1).toMillis());
                int inPage = ((Number) page.evaluate(NODES_IN_PAGE)).intValue();
                devTools.send("HeapProfiler.collectGarbage");
                JsonObject metrics = devTools.send("Performance.getMetrics");
                heap.add(metric(metrics, "JSHeapUsedSize") / MEGABYTE);
                nodes.add(metric(metrics, "Nodes"));
                listeners.add(metric(metrics, "JSEventListeners"));
                server.add((double) browser.loop().liveHeap() / MEGABYTE);
                System.out.printf(
                        "Live tail: minute %d, %d items; page: heap %.1f MB, %.0f nodes, %d of them in it, %.0f listeners;"
                                + " server: live heap %.0f MB, %.0f MB of streams queued%n",
                        minute,
                        sent.get(),
                        last(heap),
                        last(nodes),
                        inPage,
                        last(listeners),
                        last(server),
                        browser.client().metric("loop_live_queued_bytes", Map.of()) / MEGABYTE);
            }
            assertThat(page.locator(".liveness.live")).isVisible();
            assertThat(sent.get()).isGreaterThan((long) (minutes * 60 * ITEMS_A_SECOND * 0.9));
            assertFlat("megabytes of the page's heap", heap);
            assertFlat("nodes", nodes);
            assertFlat("listeners", listeners);
            assertFlat("megabytes of the server's heap", server);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "loop.scroll.items", matches = "[1-9][0-9]*")
    void shouldScrollSmoothly_whenThereAreManyItems() {
        int items = Integer.getInteger("loop.scroll.items");
        Instant begin = Instant.now().minusMillis(items);
        for (int from = 0; from < items; from += 1_000) {
            browser.client()
                    .batch(IntStream.range(from, Math.min(items, from + 1_000))
                            .mapToObj(i -> item("scrolled " + i, "scroll", begin.plusMillis(i)))
                            .toList())
                    .expect(202);
        }
        await().atMost(Duration.ofMinutes(5))
                .until(() -> browser.client()
                                .get("/v1/sentiment?tag=scroll")
                                .expect(200)
                                .json()
                                .at("/total/total")
                                .asInt()
                        == items);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=scroll")) {
            Page page = visit.page();
            assertThat(page.locator(".page-head .sub")).containsText(String.format("%,d items", items));
            CDPSession devTools = page.context().newCDPSession(page);
            devTools.send("Performance.enable");
            page.evaluate(WATCH);
            tell("nothing moves", page, devTools, "() => window.scrolled(0, 2000)");
            tell("a hand on the wheel", page, devTools, "() => window.scrolled(120, 5000)");
            tell("a quick one", page, devTools, "() => window.scrolled(1500, 5000)");
            tell("here and there", page, devTools, "() => window.jumped(5000)");
            tell("to the very end", page, devTools, "() => window.ended()");
            assertThat(page.locator(".row[aria-posinset='" + items + "']")).containsText("scrolled 0");
            tell("back to the beginning", page, devTools, "() => window.scrolled(-20000, 120000)");
            assertThat(page.locator(".row[aria-posinset='1']")).containsText("scrolled " + (items - 1));
        }
    }

    /** How evenly frames came meanwhile, and what is in memory afterwards. */
    private static void tell(String what, Page page, CDPSession devTools, String doing) {
        long began = System.nanoTime();
        @SuppressWarnings("unchecked")
        Map<String, List<Number>> found = (Map<String, List<Number>>) page.evaluate(doing);
        double seconds = (System.nanoTime() - began) / 1e9;
        List<Double> frames =
                found.get("frames").stream().map(Number::doubleValue).sorted().toList();
        List<Double> tasks =
                found.get("tasks").stream().map(Number::doubleValue).toList();
        int rows = ((Number) page.evaluate("document.querySelectorAll('.row').length")).intValue();
        devTools.send("HeapProfiler.collectGarbage");
        JsonObject metrics = devTools.send("Performance.getMetrics");
        System.out.printf(
                "Scrolling, %s: %.1f s, %d frames, p50 %.1f ms, p99 %.1f ms, longest %.1f ms; script took more than 50 ms %d times,"
                        + " %.0f ms at most; %d rows in the page, %.0f nodes, heap %.1f MB%n",
                what,
                seconds,
                frames.size(),
                frames.get(frames.size() / 2),
                frames.get((int) (frames.size() * 0.99)),
                frames.get(frames.size() - 1),
                tasks.size(),
                tasks.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                rows,
                metric(metrics, "Nodes"),
                metric(metrics, "JSHeapUsedSize") / MEGABYTE);
        assertThat(rows).as("rows in the page: only what is seen").isLessThan(60);
    }

    /** As much at the end as after a fifth of the time. */
    private static void assertFlat(String what, List<Double> byMinute) {
        assertThat(last(byMinute))
                .as("%s, minute by minute: %s", what, byMinute)
                .isLessThan(byMinute.get(byMinute.size() / 5) * 1.5);
    }

    private static double last(List<Double> values) {
        return values.get(values.size() - 1);
    }

    /** Scrolls by so many pixels a frame, jumps, or goes on to the end; tells how long each frame and each long task took. */
    private static final String WATCH = """
            () => {
              const list = document.querySelector(".rows");
              const watched = (during) => new Promise((done) => {
                const frames = [], tasks = [];
                const observer = new PerformanceObserver((seen) => seen.getEntries().forEach((task) => tasks.push(task.duration)));
                observer.observe({ type: "longtask" });
                const began = performance.now();
                let last = began;
                const step = (now) => {
                  if (now > last) frames.push(now - last);
                  last = now;
                  if (during(now - began) === false) {
                    observer.disconnect();
                    done({ frames, tasks });
                  } else requestAnimationFrame(step);
                };
                requestAnimationFrame(step);
              });
              const atEnd = () => list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
              window.scrolled = (pixels, millis) => watched((since) => {
                list.scrollTop += pixels;
                return since < millis && !(pixels < 0 && list.scrollTop === 0);
              });
              window.jumped = (millis) => {
                let jumps = 0;
                return watched((since) => {
                  if (since / 500 > jumps) {
                    jumps++;
                    list.scrollTop = list.scrollHeight * ((jumps * 7) % 10) / 10;
                  }
                  return since < millis;
                });
              };
              window.ended = () => watched((since) => {
                list.scrollTop = list.scrollHeight;
                return since < 180000 && !(atEnd() && !document.querySelector(".row-more") && document.querySelector(".row:last-child .message"));
              });
            }
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

    private static String item(String message, String tag, Instant createdAt) {
        return LoopClient.item(
                message, "neutral", Map.of("tag", tag, "plan", "scale", "createdAt", createdAt.toString()));
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
