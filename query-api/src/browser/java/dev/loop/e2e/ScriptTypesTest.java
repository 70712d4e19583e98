package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The scripts of dashboard and widget by TypeScript's compiler, with the settings of {@code jsconfig.json}, which editors read too.
 * The compiler comes from Maven Central and runs in the browser of the other tests: a build needs no Node.
 */
class ScriptTypesTest {

    private static final String TYPESCRIPT = "META-INF/resources/webjars/typescript/6.0.3/lib/";
    private static final String SCRIPTS = "src/main/resources/dev/loop/api/dashboard";
    private static final String WIDGET = "src/main/resources/dev/loop/api/widget";
    private static final String TYPES = "src/browser/types";

    private static final String CHECK = """
            ({ files, config }) => {
              const given = ts.parseJsonConfigFileContent(JSON.parse(config), {
                useCaseSensitiveFileNames: true,
                fileExists: (name) => name in files,
                readFile: (name) => files[name],
                readDirectory: () => Object.keys(files).filter((name) => !name.startsWith("/lib/")),
              }, "/", undefined, "/jsconfig.json");
              const program = ts.createProgram(given.fileNames, given.options, {
                fileExists: (name) => name in files,
                readFile: (name) => files[name],
                getSourceFile: (name, target) => (name in files ? ts.createSourceFile(name, files[name], target) : undefined),
                getDefaultLibFileName: () => "/lib/lib.d.ts",
                getCurrentDirectory: () => "/",
                getCanonicalFileName: (name) => name,
                useCaseSensitiveFileNames: () => true,
                getNewLine: () => "\\n",
                writeFile: () => {},
              });
              return [...given.errors, ...ts.getPreEmitDiagnostics(program)].map(({ file, start, code, messageText }) => {
                const at = file && file.getLineAndCharacterOfPosition(start);
                const where = file ? `${file.fileName.slice(1)}:${at.line + 1}:${at.character + 1}: ` : "";
                return `${where}TS${code}: ${ts.flattenDiagnosticMessageText(messageText, "\\n")}`;
              });
            }""";

    private static Playwright playwright;
    private static Browser browser;
    private static Page page;
    private static final Map<String, String> FILES = new TreeMap<>();

    @BeforeAll
    static void load() throws IOException, URISyntaxException {
        read(Path.of(SCRIPTS), ".js");
        read(Path.of(WIDGET), ".js");
        read(Path.of(TYPES), ".d.ts");
        assertThat(FILES)
                .containsKeys("/" + SCRIPTS + "/app.js", "/" + WIDGET + "/form.js", "/" + TYPES + "/lit/lit-html.d.ts");
        URI compiler = ScriptTypesTest.class
                .getResource("/" + TYPESCRIPT + "typescript.js")
                .toURI();
        try (FileSystem jar = FileSystems.newFileSystem(compiler, Map.of());
                Stream<Path> libraries = Files.list(jar.getPath(TYPESCRIPT))) {
            for (Path file : libraries
                    .filter(name -> name.getFileName().toString().matches("lib\\..*\\.d\\.ts"))
                    .toList()) {
                FILES.put("/lib/" + file.getFileName(), Files.readString(file));
            }
        }
        playwright = DashboardBrowser.playwright();
        browser = DashboardBrowser.chromium(playwright);
        page = browser.newPage();
        try (InputStream script = compiler.toURL().openStream()) {
            page.evaluate(
                    new String(script.readAllBytes(), StandardCharsets.UTF_8) + "\n; globalThis.ts = ts; undefined");
        }
    }

    private static void read(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(suffix)).toList()) {
                FILES.put("/" + file, Files.readString(file));
            }
        }
    }

    @AfterAll
    static void close() {
        browser.close();
        playwright.close();
    }

    @Test
    void shouldHaveNoTypeError_whenTheScriptsAreChecked() throws IOException {
        assertThat(String.join("\n", check(FILES))).isEmpty();
    }

    @Test
    void shouldFindIt_whenAScriptHasATypeError() throws IOException {
        var files = new TreeMap<>(FILES);
        files.put("/" + SCRIPTS + "/faulty.js", """
            import { number } from "./format.js";
            import { toast } from "./ui.js";
            toast("Done", { second: 4 });
            number(1, 2);
            document.getElementById("app").focus();
            export const open = (view) => view.plce;
            """);

        assertThat(check(files))
                .hasSize(3)
                .allSatisfy(error -> assertThat(error).startsWith(SCRIPTS + "/faulty.js:"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> check(Map<String, String> files) throws IOException {
        return (List<String>)
                page.evaluate(CHECK, Map.of("files", files, "config", Files.readString(Path.of("jsconfig.json"))));
    }
}
