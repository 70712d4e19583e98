package dev.loop.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The JavaScript SDK, copied to where Node finds it as an application would. */
public final class JavaScriptSdk {

    static final Path SOURCE = Path.of("../connectors/src/main/sdk/javascript");

    private static final List<String> PARTS = List.of("src", "types", "test", "examples");
    private static final Path APPLICATION = Path.of("target/sdk-javascript-application");
    private static final Path ITSELF = Path.of("target/sdk-javascript");

    private JavaScriptSdk() {}

    /** The directory of an application that has the SDK and nothing else, and this program. */
    public static NodeProject application(String program) throws IOException, InterruptedException {
        NodeProject project = NodeProject.in(APPLICATION);
        copyTo(APPLICATION.resolve("node_modules/@loop/sdk"));
        Path source = SOURCE.resolve(program);
        Files.copy(source, APPLICATION.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        return project;
    }

    /** The directory of the SDK itself, where its own tests run. */
    static NodeProject itself() throws IOException, InterruptedException {
        NodeProject project = NodeProject.in(ITSELF);
        copyTo(ITSELF);
        return project;
    }

    private static void copyTo(Path target) throws IOException {
        for (String part : PARTS) {
            try (Stream<Path> files = Files.walk(SOURCE.resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    place(file, target);
                }
            }
        }
        place(SOURCE.resolve("package.json"), target);
        place(SOURCE.resolve("package-lock.json"), target);
    }

    private static void place(Path file, Path directory) throws IOException {
        Path target = directory.resolve(SOURCE.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
