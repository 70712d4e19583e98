package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassPathTest {

    /** The build refuses other dependencies of the jar; what its tests need is here too. */
    @Test
    void shouldHaveNoKafka_whenTheClientRuns() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> jars = List.of(all.split(File.pathSeparator));
        assertThat(jars).anyMatch(jar -> jar.contains("jackson-databind"));
        assertThat(jars)
                .noneMatch(jar -> jar.contains("kafka") || jar.contains("loop-schemas") || jar.contains("/schemas/"));
    }
}
