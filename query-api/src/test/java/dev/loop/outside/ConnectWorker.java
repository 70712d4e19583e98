package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * A worker of somebody else's Kafka Connect cluster, in a process of its own: Kafka's jars and nothing of ours on its
 * class path, and the plug-ins that the guide names in directories of their own.
 */
public final class ConnectWorker implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final int LONGEST_COPY_SECONDS = 300;

    /** The jars that the guide names to put beside Debezium's plug-in. */
    private static final List<String> JARS = List.of(
            "loop-connectors", "loop-schemas", "avro", "jackson-core", "jackson-databind", "jackson-annotations");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI address;
    private final Path log;

    private ConnectWorker(Process process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /**
     * Returns when it takes connectors. It carries on where another one of the same cluster was.
     *
     * @param directory for its plug-ins and its log
     * @param kafka a properties file for clients of the Kafka that it works with
     * @param debezium the directory that has its plug-in
     * @param secrets that the files name as {@code ${env:…}}
     */
    public static ConnectWorker start(Path directory, Path kafka, Path debezium, Map<String, String> secrets)
            throws IOException, InterruptedException, URISyntaxException {
        Path jars = copied();
        Path plugins = directory.resolve("plugins");
        if (!Files.exists(plugins)) {
            ours(Files.createDirectories(plugins.resolve("loop")));
        }
        int port = freePort();
        Path settings = directory.resolve("worker.properties");
        try (OutputStream out = Files.newOutputStream(settings)) {
            settings(kafka, port, plugins + "," + debezium).store(out, null);
        }
        Path log = Files.createTempFile(directory, "worker", ".log");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        jars + File.separator + "*",
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(secrets);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var worker = new ConnectWorker(process, URI.create("http://127.0.0.1:" + port), log);
        try {
            await().atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> worker.status("/connectors") == 200);
        } catch (RuntimeException | Error e) {
            worker.close();
            throw new AssertionError("The worker did not start:\n" + Files.readString(log), e);
        }
        return worker;
    }

    /** Returns {@code connect-distributed.properties}, as it comes with Kafka, with the additions of the guide. */
    private static Properties settings(Path kafka, int port, String plugins) throws IOException {
        var settings = new Properties();
        var clients = new Properties();
        try (var file = Files.newBufferedReader(kafka)) {
            clients.load(file);
        }
        settings.putAll(clients);
        // The clients of connectors do not take over the settings of the worker.
        for (String of : List.of("producer.", "consumer.", "admin.")) {
            clients.forEach((name, value) -> settings.put(of + name, value));
        }
        settings.put("group.id", "somebodys-connect");
        for (String what : List.of("offset", "config", "status")) {
            settings.put(what + ".storage.topic", "connect-" + what);
            settings.put(what + ".storage.replication.factor", "1");
        }
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("listeners", "http://127.0.0.1:" + port);
        settings.put("plugin.path", plugins);
        settings.put("config.providers", "env");
        settings.put("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
        return settings;
    }

    /** Kafka's own jars, from the same place as the build's. */
    private static Path copied() throws IOException, InterruptedException, URISyntaxException {
        Path jars = Path.of("target", "outside-connect").toAbsolutePath();
        if (Files.isDirectory(jars)) {
            return jars;
        }
        Path pom = Path.of(Objects.requireNonNull(ConnectWorker.class.getResource("/outside-connect/pom.xml"))
                .toURI());
        Path log = Files.createTempFile("outside-connect", ".txt");
        Process copy = new ProcessBuilder(
                        Path.of("..", "mvnw").toAbsolutePath().normalize().toString(),
                        "-B",
                        "-q",
                        "-f",
                        pom.toString(),
                        "-Dkafka.version=" + AppInfoParser.getVersion(),
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=" + jars)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = copy.waitFor(LONGEST_COPY_SECONDS, TimeUnit.SECONDS);
        copy.destroyForcibly().waitFor();
        assertThat(ended && copy.exitValue() == 0)
                .as("%s", Files.readString(log))
                .isTrue();
        Files.delete(log);
        return jars;
    }

    private static void ours(Path plugin) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String name : JARS) {
            // A module that is being built is a directory of classes.
            String module = name.replaceFirst("^loop-", "") + "/target/classes";
            Path found = Stream.of(classPath.split(File.pathSeparator))
                    .filter(entry -> entry.matches(".*/" + name + "-[0-9][^/]*\\.jar") || entry.endsWith(module))
                    .map(Path::of)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + classPath));
            Path jar = plugin.resolve(name + ".jar");
            if (Files.isDirectory(found)) {
                pack(found, jar);
            } else {
                Files.copy(found, jar);
            }
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        assertThat(process.isAlive()).as("the worker runs").isTrue();
        try {
            return http.send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (ConnectException notYet) {
            return 0;
        }
    }

    /** Posts a file as it is. */
    public void post(String connector) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address.resolve("/connectors"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(connector))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** {@code GET /connectors?expand=status}. */
    public JsonNode connectors() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address.resolve("/connectors?expand=status"))
                        .build(),
                BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body());
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Ends the worker like a power cut. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
