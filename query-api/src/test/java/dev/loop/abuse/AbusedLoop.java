package dev.loop.abuse;

import dev.loop.e2e.RunningLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One running Loop for all tests of abuse, each of which must leave it working. */
final class AbusedLoop implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(AbusedLoop.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("loop", name -> Shared.start(), Shared.class)
                .scene();
    }

    private record Shared(Scene scene, Path data) implements AutoCloseable {

        static Shared start() {
            try {
                Path data = Files.createTempDirectory("loop-abused");
                // Loop makes the directory itself, with the rights that it gives it.
                return new Shared(new Scene(RunningLoop.up(data.resolve("data"))), data);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            scene.loop.close();
            Directories.delete(data);
        }
    }
}
