package dev.loop.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One Loop with sample feedback and one Chromium for all tests of the dashboard; both are ended after the last. */
final class DashboardBrowser implements AutoCloseable {

    /** Hands it to tests: {@code @ExtendWith(DashboardBrowser.Shared.class)} and a parameter. */
    static final class Shared implements ParameterResolver {

        private static final Namespace NAMESPACE = Namespace.create(Shared.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == DashboardBrowser.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .computeIfAbsent("browser", name -> DashboardBrowser.start(), DashboardBrowser.class);
        }
    }

    private final RunningLoop loop;
    private final Path data;
    private final Playwright playwright;
    private final Browser browser;
    private final String signedIn;

    private DashboardBrowser(RunningLoop loop, Path data, Playwright playwright, Browser browser) {
        this.loop = loop;
        this.data = data;
        this.playwright = playwright;
        this.browser = browser;
        try (BrowserContext context = browser.newContext()) {
            context.newPage().navigate(freshLink());
            this.signedIn = context.storageState();
        }
    }

    private static DashboardBrowser start() {
        try {
            Path data = Files.createTempDirectory("loop-dashboard");
            RunningLoop loop = RunningLoop.up(
                    data, "--demo", "--allow-private-webhooks", "loopback", "--webhook-delays", "0s,1s,2s");
            Playwright playwright = playwright();
            return new DashboardBrowser(loop, data, playwright, chromium(playwright));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Playwright playwright() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    static Browser chromium(Playwright playwright) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("loop.chromium", "/usr/bin/chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    RunningLoop loop() {
        return loop;
    }

    LoopClient client() {
        return loop.client();
    }

    /** A link that signs in, as {@code ./loop sign-in} prints it. */
    String freshLink() {
        String path = client().post("/v1/sign-in-links", "")
                .expect(201)
                .json()
                .path("path")
                .asText();
        return loop.address().resolve(path).toString();
    }

    /** Signed in, with nothing else kept from other visits. */
    Visit visit(Look look) {
        return new Visit(loop.address(), browser.newContext(look.options().setStorageState(signedIn)));
    }

    /** Signed in, in a zone. */
    Visit visitFrom(String zone) {
        return new Visit(
                loop.address(),
                browser.newContext(
                        Look.LIGHT.options().setStorageState(signedIn).setTimezoneId(zone)));
    }

    /** Not signed in. */
    Visit stranger(Look look) {
        return new Visit(loop.address(), browser.newContext(look.options()));
    }

    /** At pages of somebody else that call Loop. */
    Visit guest(Look look, URI home) {
        return new Visit(home, browser.newContext(look.options()), loop.address());
    }

    /** Not signed in, in a browser that runs no scripts. */
    Visit withoutScripts(Look look) {
        return new Visit(loop.address(), browser.newContext(look.options().setJavaScriptEnabled(false)));
    }

    /** Signed in and at an address. */
    Visit visit(Look look, String path) {
        Visit visit = visit(look);
        Page page = visit.open(path);
        page.bringToFront();
        return visit;
    }

    @Override
    public void close() throws IOException {
        browser.close();
        playwright.close();
        loop.stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
