package dev.loop.bi;

import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.connectors.postgres.Warehouse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL on loopback that lives as long as this process, with its data in a directory of Loop's.
 *
 * <p>Only the server is Zonky's. Their launcher is for tests: it switches {@code fsync} off, lets anybody in without a
 * password, and leaves the server running when the process is killed.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** The owner of the tables, and of everything else. */
    private static final String OWNER = "loop";

    private static final String DATABASE = "loop";
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    /** The limit of a start. A server that was killed reads its log before it lets anybody in. */
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final long LOOK_SECONDS = 5;
    private static final int PASSWORD_BYTES = 18;

    private final Path directory;
    private final Path cluster;
    private final Path binaries;
    private final int port;
    private final PostgresAddress address;
    private final Process guard;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "postgres-keeper");
        thread.setDaemon(true);
        return thread;
    });

    private EmbeddedPostgres(Path directory, Path binaries, int port) throws IOException {
        this.directory = directory;
        this.cluster = directory.resolve("cluster");
        this.binaries = binaries;
        this.port = port;
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialize();
        }
        stopFormer();
        start();
        this.guard = guard();
        this.address = new PostgresAddress(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
                OWNER,
                Optional.of(Files.readString(ownerPassword()).strip()));
    }

    /**
     * Starts a server, after making a database if there is none, and returns when it takes connections.
     *
     * @param port 0 for the port of the last start, or any free one
     * @throws BiException if it cannot start
     */
    public static EmbeddedPostgres start(Path directory, BiParts parts, int port) {
        try {
            Files.createDirectories(directory);
            Path binaries = PostgresBinaries.unpacked(parts.postgresArchive());
            Path kept = directory.resolve("port");
            int chosen = port != 0 ? port : usual(kept);
            EmbeddedPostgres postgres = new EmbeddedPostgres(directory, binaries, chosen);
            Files.writeString(kept, chosen + "\n");
            postgres.makeDatabase();
            postgres.keep();
            return postgres;
        } catch (IOException e) {
            throw new BiException("PostgreSQL cannot be started in " + directory + ": " + e, e);
        }
    }

    /** Returns the port of the last start, since tools keep the address. */
    private static int usual(Path kept) throws IOException {
        if (Files.exists(kept)) {
            int last = Integer.parseInt(Files.readString(kept).strip());
            if (free(last)) {
                return last;
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Returns the address for writing the tables. */
    public PostgresAddress address() {
        return address;
    }

    /**
     * Returns the file with one line: the address for reading the tables, with its password, as {@code psql} takes it.
     */
    public Path readerFile() {
        return directory.resolve("reader-url");
    }

    /** Returns the reader's address, without its password. */
    public String readerAddress() {
        return "postgresql://" + Warehouse.READER + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    /** Lets {@link Warehouse#READER} in, once that role exists. */
    public void openToReader() {
        try (Connection connection = Warehouse.connect(address);
                Statement statement = connection.createStatement()) {
            String secret = Files.exists(readerFile()) ? passwordIn(Files.readString(readerFile())) : password();
            statement.execute("ALTER ROLE " + Warehouse.READER + " LOGIN PASSWORD '" + secret + "'");
            keep(readerFile(), readerAddress().replaceFirst("@", ":" + secret + "@") + "\n");
        } catch (SQLException | IOException e) {
            throw new BiException("The role " + Warehouse.READER + " cannot be let in: " + e, e);
        }
    }

    private static String passwordIn(String url) {
        return url.replaceFirst("^[^:]*://[^:]*:([^@]*)@.*\\s*$", "$1");
    }

    private Path ownerPassword() {
        return directory.resolve("owner-password");
    }

    private void initialize() throws IOException {
        if (!Files.exists(ownerPassword())) {
            keep(ownerPassword(), password() + "\n");
        }
        // The collation is PostgreSQL's own: the same order on every system, and indexes outlive updates of the system.
        run(
                LONGEST_START,
                "initdb",
                "-D",
                cluster.toString(),
                "-U",
                OWNER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + ownerPassword(),
                "-E",
                "UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
    }

    /** Stops the server of a killed process, in case its guard was killed as well. */
    private void stopFormer() throws IOException {
        if (Files.exists(cluster.resolve("postmaster.pid"))
                && exitOf("pg_ctl", "-D", cluster.toString(), "status") == 0) {
            LOG.info("Stopping a PostgreSQL that was left behind");
            stopServer();
        }
    }

    private void start() throws IOException {
        String options = String.join(
                " ",
                "-p " + port,
                "-c listen_addresses=127.0.0.1",
                "-c unix_socket_directories=''",
                "-c max_connections=60",
                // Loading writes far more than the usual 1 GB between two checkpoints.
                "-c max_wal_size=2GB",
                "-c timezone=UTC",
                "-c log_timezone=UTC");
        run(
                LONGEST_START,
                "pg_ctl",
                "-D",
                cluster.toString(),
                "-o",
                options,
                "-l",
                directory.resolve("postgres.log").toString(),
                "-t",
                Long.toString(LONGEST_START.toSeconds()),
                "-w",
                "start");
    }

    /**
     * Starts a guard that stops the server when this process ends in any way: it waits for the end of its input, which
     * a killed process ends too. Ctrl-C reaches the guard as well, and the guard ignores it.
     */
    private Process guard() throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; cat >/dev/null; exec \"$@\"", "sh"));
        command.addAll(command("pg_ctl", "-D", cluster.toString(), "-m", "fast", "-t", "60", "-w", "stop"));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Restarts a server that has crashed, for example when the system had no memory left for it. */
    private void keep() {
        keeper.scheduleWithFixedDelay(
                () -> {
                    try {
                        if (crashed()) {
                            LOG.warn(
                                    "PostgreSQL has crashed and is started anew; its log is in {}",
                                    directory.resolve("postgres.log"));
                            start();
                        }
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("PostgreSQL could not be started anew; it is tried again: {}", e.getMessage());
                    }
                },
                LOOK_SECONDS,
                LOOK_SECONDS,
                TimeUnit.SECONDS);
    }

    /**
     * Returns whether the server crashed: a server that somebody stops removes the file with its process id; only a
     * crash leaves it behind.
     */
    private boolean crashed() throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        String pid = Files.readString(file).lines().findFirst().orElse("").strip();
        return pid.matches("\\d{1,10}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    private void makeDatabase() {
        PostgresAddress first = new PostgresAddress(
                address.jdbcUrl().replaceFirst("/[^/]*$", "/postgres"), address.user(), address.password());
        try (Connection connection = Warehouse.connect(first);
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            close();
            throw new BiException("PostgreSQL at " + first + " refuses: " + e.getMessage(), e);
        }
    }

    private void stopServer() throws IOException {
        run(LONGEST_STOP, "pg_ctl", "-D", cluster.toString(), "-m", "fast", "-t", "30", "-w", "stop");
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        // PostgreSQL refuses to run as root; in a user namespace of its own it does not notice.
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private void run(Duration atMost, String program, String... arguments) throws IOException {
        Path output = Files.createTempFile(directory, program, ".log");
        try {
            int exit = exit(atMost, output, command(program, arguments));
            if (exit != 0) {
                Path log = directory.resolve("postgres.log");
                throw new BiException(program + " ended with " + exit + ": "
                        + Files.readString(output).strip()
                        + (Files.exists(log) ? "\nThe log of the server is in " + log : ""));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private int exitOf(String program, String... arguments) throws IOException {
        Path output = Files.createTempFile(directory, program, ".log");
        try {
            return exit(LONGEST_STOP, output, command(program, arguments));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int exit(Duration atMost, Path output, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new BiException(command.get(0) + " took longer than " + atMost.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BiException("Interrupted while PostgreSQL was started or stopped", e);
        }
    }

    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void keep(Path file, String secret) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(file, secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Stops the server, and returns when it has stopped. */
    @Override
    public void close() {
        keeper.shutdownNow();
        try (OutputStream input = guard.getOutputStream()) {
            input.flush();
        } catch (IOException ended) {
            LOG.debug("The guard of PostgreSQL has ended before", ended);
        }
        try {
            if (!guard.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("PostgreSQL in {} did not stop within {} s", cluster, LONGEST_STOP.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
