package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A browser that is signed in, with one page. Closing it fails the test if there was anything on the console, a violation
 * of the content security policy or a request to another host.
 */
final class Visit implements AutoCloseable {

    private static final String AXE = axe();

    private final URI home;
    private final List<URI> known;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** @param others what its pages may ask besides their own server */
    Visit(URI home, BrowserContext context, URI... others) {
        this.home = home;
        this.known = Stream.concat(Stream.of(home), Stream.of(others)).toList();
        this.context = context;
        context.onRequest(this::check);
        this.page = context.newPage();
        page.onConsoleMessage(this::check);
        page.onPageError(error -> complaints.add("thrown: " + error));
    }

    Page page() {
        return page;
    }

    /** Opens an address of the dashboard; returns when it has all it asked for. */
    Page open(String path) {
        page.navigate(home.resolve(path).toString());
        page.locator("h1").first().waitFor();
        return settled();
    }

    /** Returns when nothing is being loaded any more. */
    Page settled() {
        page.waitForLoadState(LoadState.LOAD);
        page.waitForFunction("() => !document.querySelector('.loading, .old')");
        return page;
    }

    /** For what is meant to fail: forgets what the console said so far. */
    void forgive() {
        complaints.clear();
    }

    /** No violation of WCAG 2.2 A and AA, nor of axe's best practices; in dark colours, which move nothing, contrast. */
    void assertAccessible() {
        if (!(Boolean) page.evaluate("() => typeof axe === 'object'")) {
            page.evaluate(AXE);
        }
        assertNoViolations("[\"wcag2a\", \"wcag2aa\", \"wcag21a\", \"wcag21aa\", \"wcag22aa\", \"best-practice\"]");
        if (!(Boolean) page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            assertNoViolations("{ type: \"rule\", values: [\"color-contrast\", \"link-in-text-block\"] }");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        }
    }

    private void assertNoViolations(String rules) {
        Object found = page.evaluate("""
                async () => {
                  const result = await axe.run({ runOnly: %s });
                  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 200)} ${n.failureSummary}`));
                }""".formatted(rules));
        assertThat((List<?>) found).as("%s, %s", page.url(), rules).isEmpty();
    }

    /** Nothing makes the page scroll sideways. */
    void assertFits() {
        assertThat(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))
                .as("%s is wider than the window by so many pixels", page.url())
                .isEqualTo(0);
    }

    private void check(Request request) {
        URI to = URI.create(request.url().split("[?#]", 2)[0]);
        if (to.getHost() != null
                && known.stream().noneMatch(at -> to.getHost().equals(at.getHost()) && to.getPort() == at.getPort())) {
            complaints.add("a request to " + request.url());
        }
    }

    private void check(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    private static String axe() {
        try (InputStream in = Visit.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).as("complaints of the browser").isEmpty();
    }
}
