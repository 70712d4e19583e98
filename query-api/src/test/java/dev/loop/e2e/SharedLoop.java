package dev.loop.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands one running Loop to all tests that do not mind what others put into it; it is stopped after the last. */
final class SharedLoop implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedLoop.class);
    private static final Map<String, String> RECEIVERS_HERE = Map.of("LOOP_ALLOW_PRIVATE_WEBHOOKS", "127.0.0.0/8");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningLoop.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("loop", name -> Shared.start(), Shared.class)
                .loop();
    }

    /** The instance and its data. */
    private record Shared(RunningLoop loop, Path data) implements AutoCloseable {

        static Shared start() {
            try {
                Path data = Files.createTempDirectory("loop-shared");
                return new Shared(RunningLoop.up(data, RECEIVERS_HERE), data);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            loop.stop();
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
